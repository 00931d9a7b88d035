// Three verbs. What it prints is checked.
#include <iostream>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"

int main() {
  const auto model = kelvin::compile(R"({"kelvin": 1, "id": "site", "version": "1", "scores": [
      {"id": "interest", "rules": [{"id": "pricing", "on": "page",
       "where": {"page.path": "/pricing"}, "points": 10, "decay": {"half_life": "30d"}}]}]})");
  if (!model) {
    for (const kelvin::Error& e : model.errors()) std::cerr << e.at << ": " << e.fix << '\n';
    return 1;
  }
  kelvin::State visitor = kelvin::new_state(*model);
  const auto event = kelvin::read_event(*model, R"({"type": "page", "anonymousId": "v-1",
      "timestamp": "2026-03-01T10:00:00Z", "properties": {"path": "/pricing"}})");
  if (!event) return 1;  // event.errors() says why
  const kelvin::Outcome outcome = kelvin::apply(*model, visitor, *event);
  std::cout << outcome.hits.size() << " hit, " << outcome.after.scores[0].value() << " points\n";

  const std::string saved = kelvin::save(*model, visitor);
  const auto restored = kelvin::restore(*model, saved);
  const kelvin::Duration month{30 * kelvin::kDay.ms};
  const auto later = kelvin::view(*model, restored->state, event->time + month);
  std::cout << "a month later " << later.scores[0].value() << '\n';
}
