// The engine against the oracle: hits, standings, segments and firings, to the bit.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "property/agreement.h"
#include "property/arbitrary.h"
#include "property/journey.h"

namespace kelvin::property {
namespace {

RC_GTEST_PROP(Oracle, AgreesOnEveryEvent, ()) {
  const Journey journey(*any_model(), *any_log());
  Oracle oracle(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const Outcome outcome = apply(journey.model, state, event);
    RC_ASSERT(disagreement(journey.model, oracle.apply(event), outcome) == "");
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
