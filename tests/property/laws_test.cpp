// The contract's laws, on random models and visitors.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kelvin/json.h"
#include "property/arbitrary.h"
#include "property/outcomes.h"

namespace kelvin::property {
namespace {

RC_GTEST_PROP(Laws, ADuplicateChangesNothing, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const bool ticks = event.type == EventType::kTrack && event.name == "Tick";
    const Outcome outcome = apply(journey.model, state, event);
    const bool ignored = outcome.status == Outcome::Status::kIgnored;
    if (event.message_id.empty() || ignored || ticks) continue;
    const State before = state;
    Event again = event;
    again.time = again.time + kHour;
    if (is_forgotten(journey.model, state, std::max(again.time, *state.last))) continue;
    RC_ASSERT(apply(journey.model, state, again).status == Outcome::Status::kDuplicate);
    RC_ASSERT(state == before);
  }
}

RC_GTEST_PROP(Laws, TheOrderOfRulesDoesNotMatter, ()) {
  const ModelText text = *any_model();
  const Log log = *any_log();
  Value turned = *parse_json(text.json);
  Value scores = *turned.find("scores");
  for (Value& score : *scores.as_array()) {
    if (score.find("rules") == nullptr) continue;
    Value rules = *score.find("rules");
    std::reverse(rules.as_array()->begin(), rules.as_array()->end());
    score.set("rules", rules);
  }
  turned.set("scores", scores);
  const Journey journey(text, log);
  const Journey other({to_json(turned)}, log);

  const auto by_id = [](const Model& model, const List<Hit>& hits) {
    std::map<std::string, std::int64_t> out;
    for (const Hit& hit : hits) out[model.rules[hit.rule].id] = hit.points.millionths;
    return out;
  };
  State state = new_state(journey.model);
  State mirrored = new_state(other.model);
  for (std::size_t i = 0; i < journey.events.size(); ++i) {
    const Outcome a = apply(journey.model, state, journey.events[i]);
    const Outcome b = apply(other.model, mirrored, other.events[i]);
    RC_ASSERT(by_id(journey.model, a.hits) == by_id(other.model, b.hits));
    RC_ASSERT(a.after.scores == b.after.scores);
    RC_ASSERT(a.after.momentum == b.after.momentum);
    RC_ASSERT(a.after.segments == b.after.segments);
  }
}

RC_GTEST_PROP(Laws, AnExportedLogReplaysToTheSameBits, ()) {
  const Journey journey(*any_model(), *any_log());
  State raw = new_state(journey.model);
  State exported = raw;
  for (const Event& event : journey.events) {
    if (event.type == EventType::kIgnored) continue;
    const std::string line = to_json(journey.model, event);
    const auto again = read_event(journey.model, line);
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == event);
    RC_ASSERT(to_json(journey.model, *again) == line);
    apply(journey.model, raw, event);
    apply(journey.model, exported, *again);
    RC_ASSERT(raw == exported);
  }
}

RC_GTEST_PROP(Laws, ScoresStayInTheirRangeAndHaveTwoDecimals, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    apply(journey.model, state, event);
    const Snapshot now = view(journey.model, state, event.time + Duration{*any_silence()});
    for (ScoreIndex i = 0; i < now.scores.size(); ++i) {
      RC_ASSERT(now.scores[i] >= journey.model.scores[i].low);
      RC_ASSERT(now.scores[i] <= journey.model.scores[i].high);
      RC_ASSERT(now.scores[i].millionths % 10'000 == 0);
    }
  }
}

/// What `explain` tells, summed by score.
List<Points> summed(const Model& model, const List<Reason>& reasons) {
  List<Points> sums(model.scores.size());
  for (const Reason& reason : reasons) sums[model.rules[reason.rule].score] += reason.points;
  return sums;
}

RC_GTEST_PROP(Laws, ReasonsSumToTheScore, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    apply(journey.model, state, event);
    const Instant at = event.time + Duration{*any_silence()};
    const Snapshot now = view(journey.model, state, at);
    const auto reasons = explain(journey.model, state, at);
    const auto sums = summed(journey.model, reasons);
    for (const Reason& reason : reasons) {
      RC_ASSERT(reason.points == reason.raw + reason.decay + reason.cap + reason.wear);
    }
    for (ScoreIndex i = 0; i < sums.size(); ++i) {
      const Score& score = journey.model.scores[i];
      const bool vetoed =
          std::any_of(now.disqualified.begin(), now.disqualified.end(),
                      [&](RuleIndex rule) { return journey.model.rules[rule].score == i; });
      if (vetoed || !score.of.empty()) continue;
      RC_ASSERT(now.scores[i] == to_shown(std::clamp(sums[i], score.low, score.high)));
    }
  }
}

RC_GTEST_PROP(Laws, AViewIsWhatATickAtThatTimeFinds, ()) {
  const Journey journey(*any_model(), *any_log());
  const State state = after_all(journey);
  const Instant at = journey.events.back().time + Duration{*any_silence()};
  const Snapshot seen = view(journey.model, state, at);
  State ticked = state;
  const Outcome outcome = apply(journey.model, ticked, tick_at(journey.model, at));
  RC_ASSERT(differences(journey.model, seen, outcome.after) == "");
  RC_ASSERT(view(journey.model, ticked, at).scores == seen.scores);
}

/// A tick settles segments; scores, moves and hits are as they would have been without it.
RC_GTEST_PROP(Laws, TicksDoNotMoveScores, ()) {
  const Journey journey(*any_model(), *any_log());
  State plain = new_state(journey.model);
  State ticked = plain;
  for (const Event& event : journey.events) {
    const auto last = plain.last;
    const Outcome a = apply(journey.model, plain, event);
    if (last && a.status == Outcome::Status::kScored && event.time > *last) {
      const Duration gap = event.time - *last;
      apply(journey.model, ticked, tick_at(journey.model, *last + Duration{gap.ms / 2}));
    }
    const Outcome b = apply(journey.model, ticked, event);
    RC_ASSERT(a.after.scores == b.after.scores);
    RC_ASSERT(a.after.momentum == b.after.momentum);
    RC_ASSERT(text_of(journey.model, a.hits) == text_of(journey.model, b.hits));
  }
}

RC_GTEST_PROP(Laws, MomentumIsTheSumOfTheMoves, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  std::vector<std::pair<std::int64_t, List<Points>>> moves;
  for (const Event& event : journey.events) {
    const bool new_again = is_forgotten(journey.model, state, event.time);
    const Outcome outcome = apply(journey.model, state, event);
    if (outcome.status != Outcome::Status::kScored) continue;
    if (new_again || outcome.new_person) moves.clear();
    const std::int64_t today = day_of(outcome.time + journey.model.day_offset);
    List<Points> moved;
    for (ScoreIndex i = 0; i < outcome.after.scores.size(); ++i) {
      moved.push_back(outcome.after.scores[i] - outcome.before.scores[i]);
    }
    moves.emplace_back(today, moved);
    for (ScoreIndex i = 0; i < moved.size(); ++i) {
      Points sum;
      const std::int64_t days = journey.model.scores[i].momentum.ms / kDay.ms;
      for (const auto& [day, of_event] : moves) {
        if (day > today - days) sum += of_event[i];
      }
      RC_ASSERT(outcome.after.momentum[i] == sum);
    }
  }
}

RC_GTEST_PROP(Laws, TheClockNeverRunsBackwards, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const auto before = state.last;
    const Outcome outcome = apply(journey.model, state, event);
    if (outcome.status != Outcome::Status::kScored) {
      RC_ASSERT(state.last == before);
      continue;
    }
    RC_ASSERT(outcome.time == (before ? std::max(event.time, *before) : event.time));
    RC_ASSERT(state.last == outcome.time);
    RC_ASSERT(view(journey.model, state, outcome.time - kDay).at == outcome.time);
  }
}

/// Where a message tells when its segment ends, the visitor is in it until then, and out at it.
RC_GTEST_PROP(Laws, LeavesAtIsTheFirstMomentOutside, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  State state = new_state(model);
  for (const Event& event : journey.events) {
    const Outcome outcome = apply(model, state, event);
    for (const Message& message : messages(model, state, event, outcome)) {
      const Trigger& trigger = model.triggers[message.trigger];
      const Value body = *parse_json(message.body);
      const Text* told = body.find("data")->find("leaves_at")->as_text();
      if (trigger.on != Trigger::On::kEnter || told == nullptr) continue;
      const auto end = parse_instant(*told);
      RC_ASSERT(end.has_value());
      const auto in = [&](Instant t) {
        return view(model, state, t).segments[trigger.subject] != 0;
      };
      RC_ASSERT(!in(*end));
      RC_ASSERT(*end >= outcome.time);
      if (*end == outcome.time) continue;  // `when` and `leave` hold both: it ends as it begins
      RC_ASSERT(in({end->ms - 1}));
      RC_ASSERT(in({*rc::gen::resize(100, rc::gen::inRange(outcome.time.ms, end->ms))}));
    }
  }
}

/// Whatever the type: what is ignored leaves no trace.
RC_GTEST_PROP(Laws, WhatIsIgnoredTouchesNothing, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const State before = state;
    const bool ignored = is_ignored(journey.model, state, event);
    const Outcome outcome = apply(journey.model, state, event);
    RC_ASSERT(ignored == (outcome.status == Outcome::Status::kIgnored));
    if (ignored) RC_ASSERT(state == before);
  }
}

/// Or a backend that drops repeats would drop a true message.
RC_GTEST_PROP(Laws, NoTwoFiringsShareAnId, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  std::set<std::string> ids;
  for (const Event& event : journey.events) {
    for (const Firing& firing : apply(journey.model, state, event).fired) {
      RC_ASSERT(ids.insert(message_id(journey.model, state, firing)).second);
    }
  }
}

RC_GTEST_PROP(Laws, TheSameEventsGiveTheSameMessages, ()) {
  const Journey journey(*any_model(), *any_log());
  State once = new_state(journey.model);
  State again = once;
  for (const Event& event : journey.events) {
    const Outcome a = apply(journey.model, once, event);
    const Outcome b = apply(journey.model, again, event);
    const auto first = messages(journey.model, once, event, a);
    const auto second = messages(journey.model, again, event, b);
    RC_ASSERT(first.size() == second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      RC_ASSERT(first[i].id == second[i].id);
      RC_ASSERT(first[i].body == second[i].body);
      RC_ASSERT(parse_json(first[i].body).ok());
    }
  }
}

}  // namespace
}  // namespace kelvin::property
