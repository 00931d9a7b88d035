// Coverage: counting, event by event.
#include "kelvin/study/coverage.h"

#include <algorithm>

#include "base/hash.h"
#include "coverage_counts.h"
#include "score/sum.h"

namespace kelvin::study {
namespace {

using Source = Field::Source;

bool is_tick(const Event& event) {
  return event.type == EventType::kTrack && event.name == "Tick";
}

bool is_of_rules(Source source) {
  return source == Source::kRuleHits || source == Source::kRuleMatches ||
         source == Source::kRuleSum;
}

std::uint64_t hash_of(const State& state) {
  return hash_bytes(state.visitor) | 1;
}

std::vector<InputTally> inputs_of(const Rule& rule) {
  std::vector<InputTally> out;
  if (rule.multiply) out.push_back({InputTally::Use::kMultiply, &rule.multiply->by});
  if (rule.points.kind == PointsTable::Kind::kSteps) {
    out.push_back({InputTally::Use::kSteps, &rule.points.by});
  }
  if (rule.points.kind == PointsTable::Kind::kValues) {
    out.push_back({InputTally::Use::kValues, &rule.points.by});
  }
  if (rule.count && rule.count->distinct) {
    out.push_back({InputTally::Use::kDistinct, &*rule.count->distinct});
  }
  return out;
}

void take_input(InputTally& input, const EvalContext& context) {
  ++input.matches;
  const Operand::Kind kind = operand_of(*input.field, context).kind;
  const bool number =
      input.use == InputTally::Use::kMultiply || input.use == InputTally::Use::kSteps;
  if (kind == Operand::Kind::kMissing || kind == Operand::Kind::kNull) {
    ++input.missing;
  } else if (number && !number_of(*input.field, context)) {
    ++input.unusable;
  }
}

void add(std::vector<RuleIndex>& list, RuleIndex rule) {
  if (std::find(list.begin(), list.end(), rule) == list.end()) list.push_back(rule);
}

}  // namespace

Coverage::Counts::Counts(const Model& m) : model(m) {
  for (const Rule& rule : model.rules) {
    RuleCount count;
    count.condition = ConditionTally(rule.condition);
    count.inputs = inputs_of(rule);
    const auto look = [&](const Field& field) {
      if (!is_of_rules(field.source)) return;
      count.uses_rules = true;
      add(looked_at_, field.index);
    };
    each_test(rule.condition, [&look](const Condition& test) { look(test.field); });
    for (const InputTally& input : count.inputs) look(*input.field);
    if (rule.after) add(looked_at_, rule.after->rule);
    rules.push_back(std::move(count));
  }
  for (const Segment& segment : model.segments) {
    segments.emplace_back().when = ConditionTally(segment.when);
  }
  for (const Trigger& trigger : model.triggers) {
    triggers.emplace_back();
    if (trigger.condition) triggers.back().condition = ConditionTally(*trigger.condition);
  }
  page_groups.resize(model.pages.size());
  scores.resize(model.scores.size());
  matches_before_.resize(model.rules.size());
  held_before_.resize(model.rules.size());
  turned_true_.resize(model.rules.size());
}

void Coverage::Counts::before(const State& state, const Event&) {
  events_before_ = state.events;
  visits_before_ = state.visit.number;
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    matches_before_[i] = state.rules[i].matches;
    held_before_[i] = state.rules[i].holds;
  }
  looked_at_before_.clear();
  for (const RuleIndex rule : looked_at_) looked_at_before_.push_back(state.rules[rule]);
  seen_is_made_ = false;
}

void Coverage::Counts::after(const State& state, const Event& event, const Outcome& outcome) {
  if (outcome.status == Outcome::Status::kDuplicate) ++duplicates;
  if (outcome.status != Outcome::Status::kScored) return;
  first = std::min(first.value_or(event.time), event.time);
  last = std::max(last.value_or(event.time), event.time);
  ++events;
  take_standing(outcome.after);
  turned_true_.assign(turned_true_.size(), false);
  if (!is_tick(event)) {
    // A person of whom nothing was known, or no longer.
    if (outcome.new_person || state.events != events_before_ + 1) {
      visits_before_ = 0;
      matches_before_.assign(matches_before_.size(), 0);
      held_before_.assign(held_before_.size(), false);
      looked_at_before_.assign(looked_at_before_.size(), RuleState());
    }
    for (const Value& name : event.page_groups) {
      for (std::size_t i = 0; i < model.pages.size(); ++i) {
        page_groups[i] += *name.as_text() == model.pages[i].name ? 1 : 0;
      }
    }
    take_event_rules(state, event, outcome);
    take_facts(state);
  }
  take_segments(state, outcome);
  take_triggers(state, event, outcome);
}

void Coverage::Counts::take_standing(const Snapshot& snapshot) {
  for (ScoreIndex i = 0; i < scores.size(); ++i) {
    auto& [low, high] = scores[i];
    const Points shown = snapshot.scores[i];
    low = any_standing ? std::min(low, shown) : shown;
    high = any_standing ? std::max(high, shown) : shown;
  }
  any_standing = true;
}

const State& Coverage::Counts::as_rules_saw(const State& state) {
  if (!seen_is_made_) {
    seen_ = state;
    for (std::size_t i = 0; i < looked_at_.size(); ++i) {
      seen_.rules[looked_at_[i]] = looked_at_before_[i];
    }
    seen_is_made_ = true;
  }
  return seen_;
}

void Coverage::Counts::take_event_rules(const State& state, const Event& event,
                                        const Outcome& outcome) {
  const bool opens_visit = state.visit.number != visits_before_;
  const auto visit = static_cast<std::size_t>(model.visit_name);
  const List<RuleIndex> none;
  const auto& by_visit =
      opens_visit && model.visit_name != kNoName ? model.names[visit].rules : none;
  const auto& by_name =
      event.name_id == kNoName ? none : model.names[static_cast<std::size_t>(event.name_id)].rules;
  for (const RuleIndex rule : by_name) take_candidate(rule, state, event, outcome);
  for (const RuleIndex rule : by_visit) {
    if (std::find(by_name.begin(), by_name.end(), rule) != by_name.end()) continue;
    take_candidate(rule, state, event, outcome);
  }
}

void Coverage::Counts::take_candidate(RuleIndex index, const State& state, const Event& event,
                                      const Outcome& outcome) {
  RuleCount& count = rules[index];
  ++count.asked;
  const bool matched = state.rules[index].matches > matches_before_[index];
  if (!matched && count.matches > 0) return;
  const EvalContext context{model, count.uses_rules ? as_rules_saw(state) : state, outcome.time,
                            &event};
  if (!matched) return count.condition.take(context);
  ++count.matches;
  if (matches_before_[index] == 0) ++count.visitors;
  const auto hit = std::find_if(outcome.hits.begin(), outcome.hits.end(),
                                [index](const Hit& h) { return h.rule == index; });
  take_match(index, context, hit == outcome.hits.end() ? nullptr : &*hit);
}

void Coverage::Counts::take_match(RuleIndex index, const EvalContext& context, const Hit* hit) {
  const Rule& rule = model.rules[index];
  RuleCount& count = rules[index];
  for (InputTally& input : count.inputs) take_input(input, context);
  if (hit != nullptr) {
    constexpr std::int64_t kHundredth = 10'000;
    ++count.hits;
    count.hundredths += to_shown(hit->points).millionths / kHundredth;
    return;
  }
  if (rule.after) {
    const auto at = std::find(looked_at_.begin(), looked_at_.end(), rule.after->rule);
    const RuleState& other = looked_at_before_[static_cast<std::size_t>(at - looked_at_.begin())];
    const bool follows = other.last_match && context.at - *other.last_match <= rule.after->within;
    if (!follows) ++count.not_after;
  }
  if (rule.multiply && !value_to_multiply(*rule.multiply, context)) ++count.not_multiplied;
}

void Coverage::Counts::take_facts(const State& state) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    if (model.rules[i].kind != Rule::Kind::kFact || !state.rules[i].holds || held_before_[i]) {
      continue;
    }
    turned_true_[i] = true;
    ++rules[i].matches;
    ++rules[i].hits;
    rules[i].held_of.insert(hash_of(state));
    for (InputTally& input : rules[i].inputs) take_input(input, {model, state, *state.last});
  }
}

void Coverage::Counts::take_segments(const State& state, const Outcome& outcome) {
  for (const SegmentIndex i : outcome.entered) {
    ++segments[i].entered;
    segments[i].visitors.insert(hash_of(state));
  }
  for (const SegmentIndex i : outcome.left) ++segments[i].left;
}

bool Coverage::Counts::is_called(const Trigger& trigger, const Outcome& outcome) const {
  const auto has = [&trigger](const List<std::size_t>& list) {
    return std::find(list.begin(), list.end(), trigger.subject) != list.end();
  };
  switch (trigger.on) {
    case Trigger::On::kEnter:
      return has(outcome.entered);
    case Trigger::On::kLeave:
      return has(outcome.left);
    case Trigger::On::kHit:
      break;
  }
  return turned_true_[trigger.subject] ||
         std::any_of(outcome.hits.begin(), outcome.hits.end(),
                     [&trigger](const Hit& hit) { return hit.rule == trigger.subject; });
}

void Coverage::Counts::take_triggers(const State& state, const Event& event,
                                     const Outcome& outcome) {
  for (const Firing& firing : outcome.fired) ++triggers[firing.trigger].fired;
  for (std::size_t i = 0; i < triggers.size(); ++i) {
    if (!is_called(model.triggers[i], outcome)) continue;
    ++triggers[i].called;
    if (triggers[i].fired > 0) continue;
    triggers[i].condition.take({model, state, outcome.time, &event, &outcome.after});
  }
}

void Coverage::Counts::conclude(const State& state) {
  if (!state.last) return;
  ++visitors;
  if (!state.first_origin.channel.empty()) ++channels[state.first_origin.channel];
  const EvalContext context{model, state, *state.last};
  for (RuleIndex i = 0; i < rules.size(); ++i) {
    if (model.rules[i].kind != Rule::Kind::kFact) continue;
    ++rules[i].asked;
    if (rules[i].matches == 0) rules[i].condition.take(context);
  }
  const bool any = std::any_of(segments.begin(), segments.end(),
                               [](const SegmentCount& s) { return s.entered == 0; });
  if (!any) return;
  const Snapshot snapshot = view(model, state, *state.last);
  for (SegmentCount& segment : segments) {
    if (segment.entered == 0) {
      segment.when.take({model, state, *state.last, nullptr, &snapshot});
    }
  }
}

Coverage::Coverage(const Model& model) : counts_(std::make_unique<Counts>(model)) {}
Coverage::~Coverage() = default;
Coverage::Coverage(Coverage&& other) noexcept = default;
Coverage& Coverage::operator=(Coverage&& other) noexcept = default;

void Coverage::before(const State& state, const Event& event) {
  counts_->before(state, event);
}
void Coverage::after(const State& state, const Event& event, const Outcome& outcome) {
  counts_->after(state, event, outcome);
}
void Coverage::conclude(const State& state) {
  counts_->conclude(state);
}
void Coverage::merge(const Coverage& other) {
  counts_->merge(*other.counts_);
}
CoverageReport Coverage::report(const SurveyReport& survey) const {
  return counts_->report(survey);
}

}  // namespace kelvin::study
