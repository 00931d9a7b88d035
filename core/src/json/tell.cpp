// A Value as a listener's calls.
#include "kelvin/value_builder.h"

namespace kelvin {

void tell(const Value& value, JsonListener& listener) {
  if (const auto* b = value.as_bool()) {
    listener.boolean(*b);
  } else if (const auto* number = value.as_number()) {
    listener.number(*number);
  } else if (const auto* text = value.as_text()) {
    listener.text(*text);
  } else if (const auto* items = value.as_array()) {
    listener.begin_array();
    for (const Value& item : *items) tell(item, listener);
    listener.end_array();
  } else if (const auto* members = value.as_object()) {
    listener.begin_object();
    for (const auto& [name, member] : *members) {
      if (listener.key(name)) tell(member, listener);
    }
    listener.end_object();
  } else {
    listener.null();
  }
}

}  // namespace kelvin
