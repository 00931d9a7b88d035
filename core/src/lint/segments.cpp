// Segments that nobody enters or leaves, or enters and leaves all the time; triggers that never
// fire or reach nobody.
#include <algorithm>

#include "compile/known_fields.h"
#include "lint/linter.h"
#include "lint/possible.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;

template <class Test>
bool any_leaf(const Condition& condition, const Test& test) {
  if (is_combination(condition)) {
    return std::any_of(condition.children.begin(), condition.children.end(),
                       [&](const Condition& child) { return any_leaf(child, test); });
  }
  return test(condition);
}

Condition none_of(const Condition& condition) {
  Condition out;
  out.op = Op::kNone;
  out.children = {condition};
  return out;
}

/// Whether a score sinks by itself, a little at a time, as its hits age.
bool decays(const Model& model, ScoreIndex index) {
  const Score& score = model.scores[index];
  return std::any_of(score.rules.begin(), score.rules.end(),
                     [&model](RuleIndex rule) {
                       const Decay& decay = model.rules[rule].decay;
                       return decay.half_life || decay.in_slots();
                     }) ||
         std::any_of(score.of.begin(), score.of.end(),
                     [&model](const auto& part) { return decays(model, part.first); });
}

/// The name of what a condition watches that moves by itself; "" where nothing does.
Text moving_part(const Model& model, const Condition& condition) {
  Text name;
  any_leaf(condition, [&](const Condition& leaf) {
    const Source source = leaf.field.source;
    const bool order = leaf.op >= Op::kGreater && leaf.op <= Op::kLessOrEqual;
    const bool score = source == Source::kScore && order && decays(model, leaf.field.index);
    const bool graded = source == Source::kGrade &&
                        std::any_of(model.grade.begin(), model.grade.end(),
                                    [&](const auto& part) { return decays(model, part.score); });
    if (score || graded || (source == Source::kMomentum && order)) {
      name = field_name(model, leaf.field);
    }
    return !name.empty();
  });
  return name;
}

/// The trigger that would tell of each time; "" where there is none.
Text unlimited_trigger(const Model& model, SegmentIndex segment) {
  for (const Trigger& trigger : model.triggers) {
    const bool on_it = trigger.on != Trigger::On::kHit && trigger.subject == segment;
    if (on_it && !trigger.limit) return trigger.id;
  }
  return "";
}

void lint_segment(Linter& linter, SegmentIndex index) {
  const Model& model = linter.model;
  const Segment& segment = model.segments[index];
  const Text at = place("segments", index);
  if (linter.known.entered[index] == 0) {
    const Obstacle alone = obstacle(linter.known, {&segment.when});
    const Text why = alone ? reason(linter.known, alone) : "leave holds whenever when does";
    return linter.warn("never_entered", at + (alone ? "/when" : "/leave"), why,
                       "nobody can enter it: change the condition, or what the score can reach");
  }
  if (segment.sticky) return;
  if (segment.leave) {
    if (const Obstacle never = obstacle(linter.known, {&*segment.leave})) {
      linter.warn("never_left", at + "/leave", reason(linter.known, never),
                  "nobody leaves it: change leave, or say sticky");
    }
    return;
  }
  const Text moving = moving_part(model, segment.when);
  if (moving.empty()) return;
  const Text trigger = unlimited_trigger(model, index);
  linter.warn("flapping", at,
              moving + " moves by itself, so visitors near the threshold enter and leave again" +
                  (trigger.empty() ? "" : ", and " + trigger + " tells of each time"),
              "add a leave somewhat lower than when" +
                  Text(trigger.empty() ? "" : ", or a limit to the trigger"));
}

/// What holds whenever the trigger is called: of a segment entered its condition, and that it is
/// among the visitor's segments.
List<Condition> occasion(const Model& model, const Trigger& trigger) {
  if (trigger.on == Trigger::On::kHit) return {};
  const Segment& segment = model.segments[trigger.subject];
  Condition in;
  in.op = Op::kEqual;
  in.field.source = Source::kSegments;
  in.operand = Value(segment.id);
  if (trigger.on == Trigger::On::kEnter) return {segment.when, in};
  return {segment.leave ? *segment.leave : none_of(segment.when), none_of(in)};
}

void lint_trigger(Linter& linter, std::size_t index) {
  const Model& model = linter.model;
  const Known& known = linter.known;
  const Trigger& trigger = model.triggers[index];
  const Text at = place("triggers", index);
  const auto never = [&](const char* below, Text found) {
    linter.warn("never_fires", at + below, std::move(found),
                "change what it waits for, or take it out");
  };
  if (trigger.to.empty()) {
    linter.warn("no_destination", at, "its messages go nowhere",
                "name a destination in to, or take it out");
  }
  if (trigger.on == Trigger::On::kHit) {
    const RuleKnown& rule = known.rules[trigger.subject];
    if (!rule.hits) return never("/when", model.rules[trigger.subject].id + " never hits");
  } else {
    const Segment& segment = model.segments[trigger.subject];
    if (known.entered[trigger.subject] == 0)
      return never("/when", segment.id + " is never entered");
    if (trigger.on == Trigger::On::kLeave && segment.sticky) {
      return never("/when", segment.id + " is sticky: nobody leaves it");
    }
  }
  if (!trigger.condition) return;
  const List<Condition> also = occasion(model, trigger);
  List<const Condition*> all{&*trigger.condition};
  for (const Condition& condition : also) all.push_back(&condition);
  if (const Obstacle why = obstacle(known, all)) never("/if", reason(known, why));
}

}  // namespace

void Linter::lint_segments() {
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) lint_segment(*this, i);
  for (std::size_t i = 0; i < model.triggers.size(); ++i) lint_trigger(*this, i);
}

}  // namespace kelvin
