// Kelvin's core: lead and engagement scoring as three verbs on plain data.
//
//   compile (model)                 -> Model, or every error in it      kelvin/model.h
//   apply   (Model, State, Event)   -> State', Outcome                  kelvin/outcome.h
//   view    (Model, State, time)    -> scores, grade, segments          kelvin/outcome.h
//           explain: the reasons
//
// They begin in src/compile/compile.cpp, src/score/apply.cpp and src/score/snapshot.cpp.
//
//   auto model = kelvin::compile(text);                     // from text: kelvin/json.h
//   if (!model) { for (const auto& e : model.errors()) print(e.at, e.fix); return; }
//   kelvin::State visitor = kelvin::new_state(*model);
//   auto event = kelvin::read_event(*model, line);          // scrubbed as it is read
//   if (event) {
//     auto outcome = kelvin::apply(*model, visitor, *event);
//     auto now = kelvin::view(*model, visitor, event->time + kelvin::kDay);
//   }
//
// No I/O, clock, randomness, threads, exceptions or logging. Results depend on the events alone:
// never on when, how often or in what batches anything was read, saved, restored or replayed; and
// they are the same bits in every build.
#pragma once

#include "kelvin/account.h"      // IWYU pragma: export
#include "kelvin/error.h"        // IWYU pragma: export
#include "kelvin/event.h"        // IWYU pragma: export
#include "kelvin/lint.h"         // IWYU pragma: export
#include "kelvin/model.h"        // IWYU pragma: export
#include "kelvin/outcome.h"      // IWYU pragma: export
#include "kelvin/packed.h"       // IWYU pragma: export
#include "kelvin/points.h"       // IWYU pragma: export
#include "kelvin/report.h"       // IWYU pragma: export
#include "kelvin/state.h"        // IWYU pragma: export
#include "kelvin/state_block.h"  // IWYU pragma: export
#include "kelvin/time.h"         // IWYU pragma: export
#include "kelvin/value.h"        // IWYU pragma: export
