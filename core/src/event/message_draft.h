// MessageDraft: a message as it was read, and how it becomes an Event: what is missing taken from
// where else it may stand, what may not stay taken away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// A page as a message describes it, before scrubbing.
struct RawPage {
  std::string path, url, title, referrer, search;

  std::string* member(std::string_view name) {
    for (const auto& [known, text] : kTexts) {
      if (known == name) return &(this->*text);
    }
    return nullptr;
  }

 private:
  static constexpr std::pair<std::string_view, std::string RawPage::*> kTexts[] = {
      {"path", &RawPage::path},         {"url", &RawPage::url},       {"title", &RawPage::title},
      {"referrer", &RawPage::referrer}, {"search", &RawPage::search},
  };
};

struct Trait {
  std::string name;
  std::optional<Value> value;
};

/// A moment as messages write it: ISO 8601 or a number of milliseconds.
struct RawTime {
  bool given = false;
  std::optional<Instant> time;
  std::string found;
};

struct MessageDraft {
  const Model& model;
  Event event;
  std::string type;
  bool is_object = false;
  RawTime timestamp, received;
  RawPage own_page, context_page;
  std::string email;
  bool email_taken_back = false;
  std::vector<Trait> traits;

  explicit MessageDraft(const Model& m) : model(m) {
    event.properties = std::vector<std::optional<Value>>(model.fields.properties.members.size());
  }

  /// Completes `event`; false, with every error, where the message is a bad one.
  bool finish(Errors& errors);

 private:
  void finish_type();
  void finish_page();
  void finish_campaign();
  void finish_traits();
  void check(Errors& errors) const;
};

}  // namespace kelvin
