// Experiences in reports: which hold for a visitor, and for which the visitor is held out.
#pragma once

#include "json/writer.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"

namespace kelvin {

/// `[{"id","at","set","held"},...]`: those that hold for the snapshot, in the model's order; with
/// `"spent":true` one that is only to stay where it is being seen.
void write_experiences(JsonWriter& json, const Model& model, const State& state,
                       const Snapshot& now);

/// `{"cta":"held","banner":"shown"}`: the visitor's group in each experience that has a holdout.
void write_holdout(JsonWriter& json, const Model& model, const State& state);

/// `"exposures":{"cta":{"seen":2,"held":false}}`: the experiences that the visitor saw, or would
/// have seen who is held out; nothing where the model has none.
void write_exposures(JsonWriter& json, const Model& model, const State& state);

}  // namespace kelvin
