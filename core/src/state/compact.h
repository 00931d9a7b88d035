// The compact form: one line of JSON with the state's block as digits, and what a changed model
// needs to take over what fits.
//
//   {"kelvin":2,"model":{"id":"m","version":"1","digest":"0f..","laws":2},"events":3,
//    "sizes":[20,1,2,1],"rules":["pricing"],"scores":["interest"],"segments":["hot"],
//    "triggers":[],"block":"1kC..","sum":"5e.."}
//
// `sizes` are how many rules, scores, segments and triggers the model had; the ids are of those
// that hold something, in the order of the model, which is the block's. Only of who saw an
// experience there is a fifth size, and `"experiences":["cta"]`.
#pragma once

#include "state/fields.h"

namespace kelvin {

bool is_compact(const Value& document);

/// What cannot be read is told to the problems of `top`, the document's members.
void read_compact(const Model& model, Fields& top, const Value& document, Restored& out);

/// Whether a state from anywhere is within what the exchange form can say.
bool is_sound(const State& state);

}  // namespace kelvin
