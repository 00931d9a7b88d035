// One line of a log to an Event, by simdjson: several times as fast as kelvin::json, and never of
// another opinion.
#pragma once

#include <cstddef>
#include <string_view>

#include <simdjson.h>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/event_reader.h"
#include "kelvin/json_listener.h"
#include "kelvin/model.h"

namespace kelvin::native {

/// Reads lines one after the other; each thread has its own. The model must outlive it.
class EventParser {
 public:
  explicit EventParser(const Model& model);

  /// True and the event, or false and every error, exactly as kelvin::read_event would have it. An
  /// `event` used again keeps its memory. At least kPadding bytes must be readable after the line.
  bool read(std::string_view line, Event& event, Errors& errors);

  /// As EventReader::give_up_memory.
  void give_up_memory() { reader_.give_up_memory(); }

  /// The line that was just read, again, for a listener that wants all of it.
  void tell(std::string_view line, JsonListener& listener);

  static constexpr std::size_t kPadding = simdjson::SIMDJSON_PADDING;

 private:
  template <class L>
  void walk(L& listener, simdjson::dom::element value);
  template <class L>
  void walk_object(L& listener, simdjson::dom::object object);
  bool read_slowly(std::string_view line, Event& event, Errors& errors);

  const Model& model_;
  EventReader reader_;
  simdjson::dom::parser parser_;
  simdjson::dom::object object_;  ///< of the last line, unless it was read slowly
  bool slow_ = false;
  bool unknown_kind_ = false;
};

}  // namespace kelvin::native
