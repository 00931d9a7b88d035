// Visitors followed over time: what each event gave, and the scores in between, as a plot shows
// them.
#pragma once

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "studio_watched.h"

namespace kelvin::studio {

struct Follow {
  std::int64_t points = 120;  ///< samples of each visitor's line, evenly over its time
  Duration after;             ///< how long a line goes on after the visitor's last event
  List<Text> events;          ///< visitors whose events are told one by one, too
};

/// Reads `{"points":120,"after":2592000000,"events":["v"]}`; each may be missing.
Result<Follow> follow_ask(const Text& flat);

/// `{"ok":true,"scores":["s"],"visitors":[...]}`. wasm/studio.d.ts names every member.
Text follow_log(const Model& model, Watched& watched, const Follow& ask);

}  // namespace kelvin::studio
