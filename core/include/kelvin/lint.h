// Lint: warnings about a model that compiles, the largest state that it can make, its minified text
// and its sentences. None of it is needed to score, so a page links none of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "kelvin/error.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

/// Warnings: what is allowed, but surely not what the author meant; in the document's order.
/// `document` is the one that `model` was compiled from. A warning is given only where it holds for
/// every visitor that the model can make; one exception is told in its text: a list may satisfy
/// what no single value can (`{"properties.n": {"$gt": 5, "$lt": 3}}`).
///
///   never_matches        a rule whose conditions, count or after cannot be met
///   after_nowhere        `after` or `since` names a rule that never matches
///   points_beyond_limit  a points list longer than the limit allows hits
///   unreachable_points   a step or value of a lookup that no event can have
///   max_below_points     every hit is cut: `max` is smaller than what it gives
///   cap_never_reached    a rule's or group's `max` or `min` that its points cannot reach
///   distinct_memory      a notice: `distinct` may meet more values than it remembers
///   any_form             a rule on Form Submitted that does not say which form
///   expire_never_reached `expire` later than `percent` leaves anything
///   duplicate_rule       two rules of a score that count the same events
///   unused_marker        a rule of 0 points that nothing names
///   event_name           nearly the name of an event of the sensors or of the Segment spec
///   property_name        nearly a property that the sensors' event has
///   experience_name      a rule on Experience Seen or Clicked names one that the model has not
///   range_never_filled   a score that cannot reach the end of its written range
///   idle_group           a group without rules, or without max and min
///   inactivity_rises     a longer silence takes less than a shorter one
///   nothing_to_wear      inactivity on a score of facts alone
///   unreachable_band     a grade's band that no score reaches
///   lowest_band          scores below the lowest band have its label all the same
///   never_entered, never_left, flapping      segments
///   no_destination, never_fires              triggers
///   unused_destination, unused_pages, passive_and_offsite
Errors lint(const Model& model, const Value& document);
Errors lint(const Model& model, NoText) = delete;

/// Whether it is a notice: what people should know, though nothing need be wrong.
bool is_notice(const Error& warning);

/// How large a visitor's state can become, in the compact form, in which it is kept.
struct StateBound {
  std::size_t bytes = 0;
  /// What each rule can add to that; the largest first.
  List<std::pair<RuleIndex, std::size_t>> rules;
};
StateBound state_bound(const Model& model);

/// The most that a visitor's state may grow to.
inline constexpr std::size_t kMaxStateBytes = 64 * 1024;

/// `too_large`, with what takes the room, for a model whose states may outgrow kMaxStateBytes.
///
/// A model that was accepted once still is: when the exchange form was the only one, that was
/// counted, and of `distinct` with 64 values only. Twenty rules that count 256 values each within a
/// time pass by that measure, though the bound is past 64 KiB: so much they need only of a visitor
/// who fills them all.
std::optional<Error> check_state_bound(const Model& model);

/// The model's text without notes, tests and the schema's address, and without spaces: what a page
/// needs of it. It has the same digest. Refuses what compile refuses.
Result<Text> minify(const Value& document);
Result<Text> minify(NoText) = delete;

/// The model as sentences that people read, a line each.
///
///   Pricing page viewed: 10, 8, 6, then 4 points; at most 3 times per visit; halves every 30 days.
Text describe(const Model& model);

}  // namespace kelvin
