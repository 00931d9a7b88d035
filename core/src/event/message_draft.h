// MessageDraft: a message as it was read, and how it becomes an Event: what is missing taken from
// where else it may stand, what may not stay taken away.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// A page as a message describes it, before scrubbing.
struct RawPage {
  Text path, url, title, referrer, search;

  Text* member(std::string_view name) {
    for (const auto& [known, text] : kTexts) {
      if (known == name) return &(this->*text);
    }
    return nullptr;
  }
  void clear() {
    for (const auto& known : kTexts) (this->*known.second).clear();
  }

 private:
  static constexpr std::pair<std::string_view, Text RawPage::*> kTexts[] = {
      {"path", &RawPage::path},         {"url", &RawPage::url},       {"title", &RawPage::title},
      {"referrer", &RawPage::referrer}, {"search", &RawPage::search},
  };
};

struct Trait {
  Text name;
  std::optional<Value> value;
};

/// The traits of a message, or those in its context, as they were read.
struct RawTraits {
  List<Trait> named;  ///< those that the model names, and what e-mail addresses become
  Text email;         ///< "" where it is no text
  bool email_given = false;
  bool email_taken_back = false;  ///< it is null

  [[nodiscard]] Trait* find(std::string_view name);
  void clear();
};

/// A moment as messages write it: ISO 8601 or a number of milliseconds.
struct RawTime {
  bool given = false;  ///< there, and neither null nor ""
  bool seconds = false;
  std::optional<Instant> time;
  Text found;  ///< where it is no time

  void clear() {
    given = seconds = false;
    time.reset();
    found.clear();
  }
  void take(std::string_view text);
  void take(const Value& other);  ///< no text
};

/// The members of a message that are texts and say what it is, and whose.
enum RootText : std::size_t {
  kType,
  kEventName,
  kMessageId,  // from here on ids, which may be whole numbers too
  kAnonymousId,
  kUserId,
  kGroupId,
  kPreviousId,
  kRootTexts
};
inline constexpr std::array<std::string_view, kRootTexts> kRootNames{
    "type", "event", "messageId", "anonymousId", "userId", "groupId", "previousId"};

/// Used for one message after the other, it keeps its memory.
struct MessageDraft {
  const Model& model;
  Event* event = nullptr;
  Text type;
  /// What stands where a text should be and is none; "" where that is well.
  std::array<Text, kRootTexts> wrong;
  bool any_wrong = false;
  bool is_object = false;
  RawTime timestamp, original, received;
  RawPage own_page, context_page;
  RawTraits traits, context_traits;

  explicit MessageDraft(const Model& m) : model(m) {}

  /// Begins a message, which is to become `into`. Its pages, traits and the like are as they were:
  /// whoever read them knows which there are.
  void begin(Event& into);

  Text& root_text(std::size_t which) {
    Text* const texts[] = {
        &type,           &event->name,     &event->message_id, &event->anonymous_id,
        &event->user_id, &event->group_id, &event->previous_id};
    return *texts[which];
  }

  /// Completes the event; false, with every error, where the message is a bad one.
  bool finish(Errors& errors);

 private:
  bool finish_type(Errors& errors);
  void finish_page();
  void finish_campaign();
  void merge_traits();
  void finish_traits();
  void check(Errors& errors) const;
  [[nodiscard]] const RawTime& time() const;
};

}  // namespace kelvin
