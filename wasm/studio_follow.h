// Visitors followed over time: what each event gave, and the scores in between, as a plot shows
// them.
#pragma once

#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin::studio {

struct Follow {
  std::int64_t points = 120;  ///< samples of each visitor's line, evenly over its time
  Duration after;             ///< how long a line goes on after the visitor's last event
};

/// Reads `{"points":120,"after":2592000000}`; both may be missing.
Result<Follow> follow_ask(const Text& flat);

/// `{"ok":true,"scores":["s"],"visitors":[...],"bad":[...]}`, of a flat list of messages (flat.h).
/// wasm/studio.d.ts names every member.
Result<Text> follow_log(const Model& model, std::string_view messages, const Follow& ask);

}  // namespace kelvin::studio
