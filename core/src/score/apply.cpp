// apply: what one event does, in the order of its five steps.
#include <algorithm>

#include "condition/condition.h"
#include "kelvin/outcome.h"
#include "score/matching.h"
#include "score/snapshot.h"
#include "score/triggers.h"
#include "score/visitor.h"
#include "score/wear.h"

namespace kelvin {
namespace {

/// A tick only lets time pass.
bool is_tick(const Event& event) {
  return event.type == EventType::kTrack && event.name == "Tick";
}

/// The moment at which the visitor's clock takes the event.
Instant taken_at(const State& state, const Event& event) {
  return state.last ? std::max(event.time, *state.last) : event.time;
}

/// Of an alias: whether it names the visitor by the userId that it replaces. One that came before
/// is a duplicate all the same.
bool names_visitor(const Model& model, const State& state, const Event& event) {
  if (is_forgotten(model, state, taken_at(state, event))) return false;
  return state.user_id == event.previous_id || is_duplicate(state, event);
}

/// Facts that hold now and did not before; takes down which hold. `by_time`: of those alone that
/// time turns.
void find_turned_true(const Model& model, State& state, Instant t, bool by_time,
                      List<RuleIndex>& out) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Rule& rule = model.rules[i];
    if (rule.kind != Rule::Kind::kFact || (by_time && !rule.ages)) continue;
    const bool now = holds(rule.condition, {model, state, t});
    if (now && !state.rules[i].holds) out.push_back(i);
    state.rules[i].holds = now;
  }
}

void add_changes(const SegmentChanges& changes, Outcome& out) {
  for (const SegmentIndex i : changes.entered) out.entered.push_back(i);
  for (const SegmentIndex i : changes.left) out.left.push_back(i);
}

/// Step 2: the visitor becomes what a view at this time shows.
void catch_up(const Model& model, State& state, const Event& event, bool activity, Outcome& out) {
  const bool worn = activity && wears(model, state, out.time);
  if (worn) {
    out.earlier = snapshot_at(model, state, *state.last);
    wear(model, state, state.rules, out.time);
    state.last_activity = out.time;  // the ladder is armed anew; nothing is pending any more
  }
  out.before = snapshot_at(model, state, out.time);
  const SegmentChanges changes = update_segments(model, state, out.before);
  List<RuleIndex> turned;
  if (state.first) find_turned_true(model, state, out.time, true, turned);
  if (!changes.entered.empty() || !changes.left.empty() || !turned.empty()) {
    if (!worn) out.earlier = snapshot_at(model, state, state.last.value_or(out.time));
    state.segments = out.before.segments;
    fire(model, state, {event, out.before, changes, turned, true}, out.fired);
  }
  add_changes(changes, out);
}

/// Step 5: segments settle, then triggers fire.
void conclude(const Model& model, State& state, const Event& event, const List<RuleIndex>& hits,
              Outcome& out) {
  const SegmentChanges changes = update_segments(model, state, out.after);
  state.segments = out.after.segments;
  fire(model, state, {event, out.after, changes, hits}, out.fired);
  add_changes(changes, out);
}

void move_momentum(const Model& model, State& state, const Outcome& out) {
  const std::int64_t today = model.day_at(out.time);
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    auto& moves = state.momentum[i];
    const std::int64_t oldest = today - model.scores[i].momentum.ms / kDay.ms + 1;
    std::erase_if(moves, [oldest](const DayMove& move) { return move.day < oldest; });
    const Points moved = out.after.scores[i] - out.before.scores[i];
    if (moved == Points{}) continue;
    if (moves.empty() || moves.back().day != today) moves.push_back({today, {}});
    moves.back().moved = saturated(moves.back().moved + moved);
  }
}

}  // namespace

bool is_other_person(const Model& model, const State& state, const Event& event) {
  const bool differs =
      !event.user_id.empty() && !state.user_id.empty() && event.user_id != state.user_id;
  return differs && event.type < EventType::kAlias && !is_tick(event) &&
         !is_forgotten(model, state, taken_at(state, event)) && !is_duplicate(state, event);
}

bool is_ignored(const Model& model, const State& state, const Event& event) {
  return event.type == EventType::kIgnored ||
         (event.type == EventType::kAlias && !names_visitor(model, state, event));
}

Outcome apply(const Model& model, State& state, const Event& event) {
  Outcome out;
  out.time = event.time;
  if (is_ignored(model, state, event)) {
    out.status = Outcome::Status::kIgnored;
    return out;
  }
  const Instant now = taken_at(state, event);
  out.new_person = is_other_person(model, state, event);
  // First of all, and by itself: who was forgotten has no ids to repeat, and neither they nor
  // another person have segments to leave.
  if (is_forgotten(model, state, now)) state = forgotten(model, state);
  if (out.new_person) state = another_person(model, state);
  if (is_duplicate(state, event)) {
    out.status = Outcome::Status::kDuplicate;
    return out;
  }
  out.time = now;
  const Activity activity = activity_of(model, event);
  catch_up(model, state, event, activity.anywhere, out);
  if (is_tick(event)) {
    if (state.visitor.empty()) state.visitor = event.visitor();
    state.last = out.time;
    out.after = out.before;
    return out;
  }

  const bool opens_visit = take_in(model, state, event, out.time);
  const EvalContext context{model, state, out.time, &event};
  out.hits = match_rules(model, state, context, opens_visit);
  List<RuleIndex> hit_rules;
  for (const Hit& hit : out.hits) hit_rules.push_back(hit.rule);
  find_turned_true(model, state, out.time, false, hit_rules);

  out.after = snapshot_at(model, state, out.time);
  move_momentum(model, state, out);
  out.after.momentum = momentum_at(model, state, out.time);
  conclude(model, state, event, hit_rules, out);
  return out;
}

}  // namespace kelvin
