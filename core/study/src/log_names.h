// What a log has by name: to say what is there instead of what is asked for, and what is not used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/study/coverage.h"

namespace kelvin::study {

class LogNames {
 public:
  LogNames(const Model& model, const SurveyReport& survey) : model_(model), survey_(survey) {}

  /// How many messages an event of that name has; `page`, `identify` and `group` are types.
  [[nodiscard]] std::uint64_t messages(std::string_view event) const;

  /// Fills `nearest` (and `similar`) with what is there instead.
  void suggest_event(Cause& cause) const;
  /// The field is of events of those names, or of the visitor.
  void suggest_field(Cause& cause, const Field& field, const List<NameId>& on) const;
  void suggest_page(Cause& cause) const;
  /// Values that are there instead of the one asked for, where they may be told.
  void suggest_values(Cause& cause, const Field& field, const List<NameId>& on) const;

  /// The log's events and fields, with whether the model uses them.
  [[nodiscard]] std::vector<EventCoverage> covered() const;

 private:
  [[nodiscard]] bool is_of(const EventSeen& event, const List<NameId>& on) const;
  [[nodiscard]] bool uses(const EventSeen& event, std::string_view path) const;
  [[nodiscard]] bool uses_event(const EventSeen& event) const;
  /// Fields by the names that conditions give them, over the events that are meant.
  [[nodiscard]] std::vector<Near> fields_like(const Field& field, const List<NameId>& on) const;

  const Model& model_;
  const SurveyReport& survey_;
};

/// What the page tells of itself: the core takes it as page.*, whatever the model names.
bool is_page_field(const EventSeen& event, std::string_view path);

}  // namespace kelvin::study
