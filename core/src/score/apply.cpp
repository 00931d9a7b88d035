// apply: what one event does, in the order of its five steps.
#include <algorithm>
#include <span>

#include "condition/condition.h"
#include "condition/reads.h"
#include "kelvin/outcome.h"
#include "score/matching.h"
#include "score/momentum.h"
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

/// Reads the facts that are asked for anew; those that turned true are added to `out`.
template <class Asked>
void update_facts(const Model& model, State& state, Instant t, Asked asked, List<RuleIndex>& out) {
  for (const RuleIndex i : model.facts) {
    const Rule& rule = model.rules[i];
    if (!asked(rule)) continue;
    const bool now = holds(rule.condition, {model, state, t});
    if (now && !state.rules[i].holds) out.push_back(i);
    state.rules[i].holds = now;
  }
}

/// What a silence may have changed.
std::uint8_t changed_by_time(const Model& model, const State& state) {
  if (state.settled_under != model.digest) return kReadsAll;
  return model.scores_move ? kReadsTime | kReadsSnapshot : kReadsTime;
}

/// What the event has changed of the visitor, once its rules have seen it.
std::uint8_t changed_by(const Event& event, const Model& model, const State& state,
                        const Workings& workings) {
  if (state.settled_under != model.digest) return kReadsAll;
  std::uint8_t changed = kReadsCounters;
  if (event.type == EventType::kIdentify || event.type == EventType::kGroup) {
    changed |= kReadsProfile;
  }
  if (!workings.matches.empty()) changed |= kReadsRules;
  return changed;
}

bool differ(const Snapshot& a, const Snapshot& b) {
  return a.scores != b.scores || a.momentum != b.momentum || a.disqualified != b.disqualified;
}

/// Step 2: the visitor becomes what a view at this time shows.
void catch_up(const Model& model, State& state, const Event& event, bool activity, Outcome& out) {
  const bool worn = activity && wears(model, state, out.time);
  if (worn) {
    take_snapshot(model, state, *state.last, out.workings, out.earlier);
    wear(model, state, state.rules, out.time);
    state.last_activity = out.time;  // the ladder is armed anew; nothing is pending any more
  }
  take_snapshot(model, state, out.time, out.workings, out.before);
  update_segments(model, state, changed_by_time(model, state), out.before, out.entered, out.left);
  List<RuleIndex>& turned = out.workings.turned;
  turned.clear();
  if (state.first) {
    update_facts(
        model, state, out.time, [](const Rule& rule) { return rule.ages; }, turned);
  }
  if (out.entered.empty() && out.left.empty() && turned.empty()) return;
  if (!worn) {
    Workings apart;  // those of `before` are still needed
    take_snapshot(model, state, state.last.value_or(out.time), apart, out.earlier);
  }
  state.segments = out.before.segments;
  fire(model, state, {event, out.before, out.entered, out.left, turned, true}, out.fired);
}

/// Step 4, its end: facts are read from the new visitor. Tells what has changed.
std::uint8_t conclude_facts(const Model& model, State& state, const Event& event, Outcome& out) {
  Workings& workings = out.workings;
  const std::uint8_t changed = changed_by(event, model, state, workings);
  workings.turned.clear();
  for (const Hit& hit : out.hits) workings.turned.push_back(hit.rule);
  const auto asked = [changed](const Rule& rule) { return is_touched(rule.reads, changed); };
  update_facts(model, state, out.time, asked, workings.turned);
  for (const RuleIndex i : model.facts) {
    if (asked(model.rules[i])) workings.dirty.push_back(i);
  }
  return changed;
}

/// Step 5: segments settle, then triggers fire.
void conclude(const Model& model, State& state, const Event& event, std::uint8_t changed,
              Outcome& out) {
  if (differ(out.before, out.after)) changed |= kReadsSnapshot;
  const std::size_t entered = out.entered.size();
  const std::size_t left = out.left.size();
  update_segments(model, state, changed, out.after, out.entered, out.left);
  state.segments = out.after.segments;
  fire(model, state,
       {event, out.after, std::span(out.entered).subspan(entered),
        std::span(out.left).subspan(left), out.workings.turned},
       out.fired);
}

/// Empty as a new one, with the memory of before.
void clear(Outcome& out) {
  out.status = Outcome::Status::kScored;
  out.new_person = false;
  out.hits.clear();
  out.earlier.clear();
  out.before.clear();
  out.after.clear();
  out.entered.clear();
  out.left.clear();
  out.fired.clear();
  out.workings.dirty.clear();
  out.workings.matches.clear();
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

void apply(const Model& model, State& state, const Event& event, Outcome& out) {
  clear(out);
  out.time = event.time;
  if (is_ignored(model, state, event)) {
    out.status = Outcome::Status::kIgnored;
    return;
  }
  const Instant now = taken_at(state, event);
  out.new_person = is_other_person(model, state, event);
  // First of all, and by itself: who was forgotten has no ids to repeat, and neither they nor
  // another person have segments to leave.
  if (is_forgotten(model, state, now)) state = forgotten(model, state);
  if (out.new_person) state = another_person(model, state);
  if (is_duplicate(state, event)) {
    out.status = Outcome::Status::kDuplicate;
    return;
  }
  out.time = now;
  const Activity activity = activity_of(model, event);
  catch_up(model, state, event, activity.anywhere, out);
  if (is_tick(event)) {
    if (state.visitor.empty()) state.visitor = event.visitor();
    state.last = out.time;
    out.after = out.before;
    return;
  }

  const bool opens_visit = take_in(model, state, event, out.time);
  match_rules(state, {model, state, out.time, &event}, opens_visit, out);
  const std::uint8_t changed = conclude_facts(model, state, event, out);
  take_snapshot_after(model, state, out.before, out.workings, out.after);
  move_momentum(model, state, out.before, out.after);
  read_momentum(model, state, out.time, out.after.momentum);
  conclude(model, state, event, changed, out);
  state.settled_under = model.digest;
}

Outcome apply(const Model& model, State& state, const Event& event) {
  Outcome out;
  apply(model, state, event, out);
  return out;
}

}  // namespace kelvin
