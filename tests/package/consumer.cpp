// The example of kelvin.h, against the installed headers and library.
#include <iostream>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"

int main() {
  const auto model = kelvin::compile(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",
      "rules":[{"id":"r","on":"page","points":7}]}]})");
  if (!model) return 1;
  kelvin::State visitor = kelvin::new_state(*model);
  const auto event = kelvin::read_event(
      *model, R"({"type":"page","anonymousId":"v","timestamp":"2026-03-01T10:00:00Z"})");
  if (!event) return 1;
  kelvin::apply(*model, visitor, *event);
  const auto now = kelvin::view(*model, visitor, event->time);
  std::cout << kelvin::view_json(*model, visitor, now.at) << '\n';
  return now.scores[0] == kelvin::to_points(7) ? 0 : 1;
}
