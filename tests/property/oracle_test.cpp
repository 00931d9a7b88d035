// The engine against the oracle: hits, standings, segments and firings, to the bit.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "property/generators.h"
#include "property/journey.h"
#include "property/oracle.h"

namespace kelvin::property {
namespace {

void same(const Model& model, const Told& told, const Outcome& outcome) {
  RC_ASSERT(told.scored == (outcome.status == Outcome::Status::kScored));
  if (!told.scored) return;
  RC_ASSERT(text_of(model, told.hits) == text_of(model, outcome.hits));
  RC_ASSERT(differences(model, told.before, outcome.before) == "");
  RC_ASSERT(differences(model, told.after, outcome.after) == "");
  RC_ASSERT(told.entered == outcome.entered);
  RC_ASSERT(told.left == outcome.left);
  std::vector<std::pair<std::size_t, std::int64_t>> fired;
  for (const Firing& firing : outcome.fired) fired.emplace_back(firing.trigger, firing.nth);
  RC_ASSERT(told.fired == fired);
}

RC_GTEST_PROP(Oracle, AgreesOnEveryEvent, ()) {
  const Journey journey(*any_model(), *any_log());
  Oracle oracle(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const Outcome outcome = apply(journey.model, state, event);
    same(journey.model, oracle.apply(event), outcome);
  }
}

RC_GTEST_PROP(Oracle, AgreesOnEveryView, ()) {
  const Journey journey(*any_model(), *any_log());
  Oracle oracle(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    apply(journey.model, state, event);
    oracle.apply(event);
    const Instant at = event.time + Duration{*any_silence()};
    RC_ASSERT(differences(journey.model, oracle.read(at), view(journey.model, state, at)) == "");
  }
}

}  // namespace
}  // namespace kelvin::property
