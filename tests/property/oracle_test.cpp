// The engine against the oracle: hits, snapshots, segments and firings, to the bit.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kelvin/json.h"
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

std::vector<std::string> experiences_of(const std::string& view) {
  std::vector<std::string> ids;
  const Value json = *parse_json(view);
  for (const Value& experience : *json.find("experiences")->as_array()) {
    std::string id(*experience.find("id")->as_text());
    if (experience.find("spent") != nullptr) id += " (spent)";
    ids.push_back(std::move(id));
  }
  return ids;
}

/// "x0 3"
std::vector<std::string> exposures_of(const Model& model, const State& state) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < state.exposures.size(); ++i) {
    const std::int64_t seen = state.exposures[i].seen;
    if (seen != 0) out.push_back(std::string(model.experiences[i].id) + " " + std::to_string(seen));
  }
  return out;
}

RC_GTEST_PROP(Oracle, AgreesOnEveryView, ()) {
  const Journey journey(*any_model(), *any_log());
  Oracle oracle(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    apply(journey.model, state, event);
    oracle.apply(event);
    const Instant last = state.last.value_or(event.time);
    RC_ASSERT(oracle.exposures(last) == exposures_of(journey.model, state));
    const Instant at = event.time + Duration{*any_silence()};
    RC_ASSERT(differences(journey.model, oracle.read(at), view(journey.model, state, at)) == "");
    RC_ASSERT(oracle.experiences(at) == experiences_of(view_json(journey.model, state, at)));
  }
}

}  // namespace
}  // namespace kelvin::property
