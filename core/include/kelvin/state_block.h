// A state at rest: one block of bytes, for a table of visitors and, as digits, for a saved text.
// Equal states give equal bytes: compare with memcmp, copy with memcpy.
//
//   visitor · userId · events and settled · digest(8) · last · first · activity · on-site
//   visit: number pages ms · total: pages days last-day ms
//   origin of the visit: mask, its texts · first origin: same, or mask and texts
//   profile: tag and content, from value to value
//   facts that hold: a bit per rule · rules that matched: a bit per rule
//     per rule that matched: mask, hits, when it matched, raw points, and what its mask names
//   segments: a bit each · scores that moved: a bit each · triggers that fired: a bit each
//     per score: days with what each moved; per trigger: how often it fired, and its limit
//   message ids: how many, 6 bytes each
//   of who saw an experience, alone: a bit each · per experience seen: how often, and its limit
//
// A number takes one to nine bytes, seven bits in each; the zero bits before the first 1 of its
// first byte say how many bytes follow. Times are differences: `last` from 1970, a rule's match
// from `last`, its hit from its match. Whole points are written as points, others as millionths:
// the lowest bit tells which.
//
// A rule with `"points":10,"limit":{"times":3,"per":"visit"}` that matched and hit twice, the
// second time 1,000 ms before the last event, in the visitor's fourth visit:
//
//   43    0b0100001'1: one live slot, as old as the last hit, that holds all of raw; a limit by the
//         visit
//   05    hits 2 (2 * 2 + 1); no `matches`: as many as hits
//   46 1F matched: 1 + zigzag(last - match), which is 2,001; no `hit`: the same time
//   A1    raw: 20 points, whole: zigzag(20) * 2 = 80
//   01 05 the limit: visit number less 0, used 2
#pragma once

#include <string_view>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// Not to be mixed up with kelvin/packed.h, which packs models. Writes the state into `memory`,
/// which grows as it must and is there to be used again, and gives the part of it that was written.
std::string_view pack(const Model& model, const State& state, List<char>& memory);

/// Reads what pack wrote for a visitor of the same model. What the state was before is replaced;
/// its memory is used again. The bytes may come from anywhere: false, and a state of nobody, where
/// they are no state.
[[nodiscard]] bool unpack(const Model& model, std::string_view bytes, State& state);

/// The visitor's id, and the userId of the person who is there, of a block that pack wrote.
std::string_view visitor_of(std::string_view bytes);
std::string_view user_of(std::string_view bytes);

/// What a block says nothing of, and a changed model must know to read it: the ids of the model
/// that it was packed for, in that model's order.
struct BlockModel {
  Text id, version;
  std::uint64_t digest = 0;
  int laws = 0;
  List<Text> rules, scores, segments, triggers, experiences;
};
BlockModel block_model(const Model& model);

/// Reads a block that was packed for another model, or for this one: as restore does a saved text,
/// it keeps what still has its id, and tells what was dropped. Refused (`other_model`,
/// `newer_format`, `bad_value`) is what belongs to another model, what was made under newer laws,
/// and bytes that are no state.
Result<Restored> take_over(const Model& model, const BlockModel& then, std::string_view bytes);

}  // namespace kelvin
