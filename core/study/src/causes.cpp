#include "causes.h"

#include <algorithm>
#include <string>

#include "compile/known_fields.h"
#include "describe/words.h"

namespace kelvin::study {
namespace {

using CauseKind = Cause::Kind;
using Op = Condition::Op;
using Source = Field::Source;

/// Of a list of event names that are not there so many are told.
constexpr std::size_t kMostEvents = 3;

const Value* first_operand(const Condition& test) {
  if (test.op == Op::kEqual) return &test.operand;
  if (test.op != Op::kIn || test.operand.as_array()->empty()) return nullptr;
  return &test.operand.as_array()->front();
}

/// The kind that the field always has where it is there, if that can never equal what is asked for.
const char* other_kind(const LeafTally& leaf) {
  const Value* operand = first_operand(*leaf.test);
  if (operand == nullptr) return nullptr;
  const auto count = [&leaf](Operand::Kind kind) {
    return leaf.kinds[static_cast<std::size_t>(kind)];
  };
  std::uint64_t others = 0;
  for (const Operand::Kind kind :
       {Operand::Kind::kNull, Operand::Kind::kList, Operand::Kind::kObject}) {
    others += count(kind);
  }
  const std::uint64_t texts = count(Operand::Kind::kText);
  const std::uint64_t numbers = count(Operand::Kind::kNumber);
  const std::uint64_t bools = count(Operand::Kind::kBool);
  if (others > 0) return nullptr;
  if (!operand->as_text() && texts > 0 && numbers + bools == 0) return "text";
  if (!operand->as_number() && numbers > 0 && texts + bools == 0) return "number";
  if (!operand->as_bool() && bools > 0 && texts + numbers == 0) return "yes or no";
  return nullptr;
}

bool asks_for_more(Op op) {
  return op == Op::kGreater || op == Op::kGreaterOrEqual;
}
bool asks_for_less(Op op) {
  return op == Op::kLess || op == Op::kLessOrEqual;
}

std::string globs_of(const PageGroup& group) {
  std::string out;
  for (const Glob& glob : group.globs) out += (out.empty() ? "" : ", ") + glob.pattern;
  return out;
}

std::string count_asked(const Count& count, const Model& model) {
  std::string out = "at least " + std::to_string(count.at_least);
  if (count.distinct) out += " different values of " + field_name(model, *count.distinct);
  if (count.within) out += " within " + duration_words(*count.within);
  if (count.since) out += " since " + model.rules[*count.since].id;
  return out;
}

}  // namespace

Causes::Causes(const Coverage::Counts& counts, const LogNames& names)
    : counts_(counts), model_(counts.model), names_(names) {}

const char* Causes::missing_message(const Field& field) const {
  if (field.source != Source::kProfile) return nullptr;
  const bool company = !field.path.empty() && field.path[0] == "company";
  const char* type = company ? "group" : "identify";
  return names_.messages(type) == 0 ? type : nullptr;
}

Cause Causes::not_met(const Condition& part, std::uint64_t failed, std::uint64_t of,
                      const Asker& asker) const {
  Cause cause;
  cause.kind = CauseKind::kNotMet;
  cause.what = condition_words(model_, part);
  cause.failed = failed;
  cause.of = of;
  cause.unit = asker.unit;
  if (!is_combination(part)) names_.suggest_values(cause, part.field, asker.on);
  return cause;
}

Cause Causes::of_missing(const Condition& test, std::uint64_t of, const Asker& asker) const {
  Cause cause;
  cause.of = cause.failed = of;
  cause.unit = asker.unit;
  if (const char* type = missing_message(test.field)) {
    cause.kind = CauseKind::kNoEvent;
    cause.what = type;
    return cause;
  }
  cause.kind = CauseKind::kNoField;
  cause.what = field_name(model_, test.field);
  names_.suggest_field(cause, test.field, asker.on);
  return cause;
}

Cause Causes::of_score(const Condition& test, Cause cause) const {
  const auto& [low, high] = counts_.scores[test.field.index];
  if (!counts_.any_standing || !(asks_for_more(test.op) || asks_for_less(test.op))) return cause;
  cause.kind = CauseKind::kOutOfReach;
  const bool more = asks_for_more(test.op);
  cause.detail = (more ? "highest " : "lowest ") + number_words((more ? high : low).value());
  return cause;
}

/// Of a test that was never met.
Cause Causes::of_test(const LeafTally& leaf, std::uint64_t of, const Asker& asker) const {
  const Condition& test = *leaf.test;
  Cause cause = not_met(test, of, of, asker);
  const Text* id = test.op == Op::kEqual ? test.operand.as_text() : nullptr;
  switch (test.field.source) {
    case Source::kScore:
      return of_score(test, std::move(cause));
    case Source::kRuleHits:
    case Source::kRuleMatches:
    case Source::kRuleSum:
      if (counts_.rules[test.field.index].matches > 0) return cause;
      cause.kind = CauseKind::kRuleNever;
      cause.what = model_.rules[test.field.index].id;
      return cause;
    case Source::kSegments:
      for (SegmentIndex i = 0; id != nullptr && i < model_.segments.size(); ++i) {
        if (model_.segments[i].id != *id || counts_.segments[i].entered > 0) continue;
        cause.kind = CauseKind::kSegmentNever;
        cause.what = *id;
      }
      return cause;
    case Source::kPageGroup:
      for (std::size_t i = 0; id != nullptr && i < model_.pages.size(); ++i) {
        if (model_.pages[i].name == *id && counts_.page_groups[i] == 0) {
          return of_page_group(i).front();
        }
      }
      return cause;
    default:
      break;
  }
  if (leaf.missing() == of) return of_missing(test, of, asker);
  if (const char* kind = other_kind(leaf)) {
    cause.kind = CauseKind::kOtherKind;
    cause.what = field_name(model_, test.field);
    cause.failed = of - leaf.missing();
    cause.detail = kind;
  }
  return cause;
}

void Causes::add_condition(const ConditionTally& tally, const Asker& asker,
                           std::vector<Cause>& out) const {
  const std::uint64_t of = tally.asked();
  if (of == 0) return;
  const auto never = [of](const PartTally& part) { return part.failed == of; };
  const bool any_never = std::any_of(tally.parts().begin(), tally.parts().end(), never);
  std::size_t failing = 0;
  for (const PartTally& part : tally.parts()) {
    if (part.failed == 0 || (any_never && !never(part))) continue;
    ++failing;
    const bool test = !is_combination(*part.part);
    if (never(part) && test) {
      out.push_back(of_test(part.leaves.front(), of, asker));
      continue;
    }
    out.push_back(not_met(*part.part, part.failed, of, asker));
    if (part.part->op != Op::kAny || !never(part)) continue;
    for (const LeafTally& leaf : part.leaves) {
      if (leaf.missing() == of) out.push_back(of_missing(*leaf.test, of, asker));
    }
  }
  if (any_never || failing < 2) return;
  Cause together;
  together.kind = CauseKind::kNotTogether;
  together.of = together.failed = of;
  together.unit = asker.unit;
  out.insert(out.end() - static_cast<std::ptrdiff_t>(failing), std::move(together));
}

void Causes::add_no_hit(RuleIndex index, std::vector<Cause>& out) const {
  const Rule& rule = model_.rules[index];
  const RuleCount& count = counts_.rules[index];
  Cause cause;
  cause.of = count.matches;
  cause.unit = "match";
  if (rule.after && count.not_after > 0) {
    cause.kind = CauseKind::kNotAfter;
    cause.what = model_.rules[rule.after->rule].id;
    cause.detail = duration_words(rule.after->within);
    cause.failed = count.not_after;
    out.push_back(cause);
  }
  const bool input = count.not_multiplied == count.matches;  // add_inputs says so
  if (rule.count && !input && count.not_after < count.matches) {
    cause.kind = CauseKind::kNotCounted;
    cause.what = count_asked(*rule.count, model_);
    cause.failed = count.matches;
    cause.detail = "";
    out.push_back(cause);
  }
}

void Causes::add_inputs(RuleIndex index, std::vector<Cause>& out) const {
  constexpr std::uint64_t kNoticed = 2;  // from half of the matches on
  const Rule& rule = model_.rules[index];
  for (const InputTally& input : counts_.rules[index].inputs) {
    const bool lacking = input.missing * kNoticed >= input.matches;
    const bool unusable = input.unusable * kNoticed >= input.matches;
    if (input.matches == 0 || !(lacking || unusable)) continue;
    Cause cause;
    cause.kind = lacking ? CauseKind::kNoPoints : CauseKind::kNoNumber;
    cause.what = field_name(model_, *input.field);
    cause.failed = lacking ? input.missing : input.unusable;
    cause.of = input.matches;
    cause.unit = "match";
    if (lacking) names_.suggest_field(cause, *input.field, rule.on);
    out.push_back(std::move(cause));
  }
}

std::vector<Cause> Causes::of_rule(RuleIndex index) const {
  const Rule& rule = model_.rules[index];
  const RuleCount& count = counts_.rules[index];
  std::vector<Cause> out;
  if (count.matches > 0) {
    if (count.hits == 0) add_no_hit(index, out);
    add_inputs(index, out);
    return out;
  }
  const bool event_rule = rule.kind == Rule::Kind::kEvent;
  for (const NameId id : rule.on) {
    const std::string& name = model_.names[static_cast<std::size_t>(id)].name;
    const bool there = id == model_.visit_name ? count.asked > 0 : names_.messages(name) > 0;
    if (there || out.size() == kMostEvents) continue;
    Cause cause;
    cause.kind = CauseKind::kNoEvent;
    cause.what = name;
    names_.suggest_event(cause);
    out.push_back(std::move(cause));
  }
  add_condition(count.condition, event_rule ? Asker{"event", rule.on} : Asker{"visitor"}, out);
  return out;
}

std::vector<Cause> Causes::of_segment(SegmentIndex index) const {
  std::vector<Cause> out;
  if (counts_.segments[index].entered == 0) {
    add_condition(counts_.segments[index].when, {"visitor"}, out);
  }
  return out;
}

std::vector<Cause> Causes::of_trigger(std::size_t index) const {
  const Trigger& trigger = model_.triggers[index];
  const TriggerCount& count = counts_.triggers[index];
  std::vector<Cause> out;
  if (count.fired > 0) return out;
  if (count.called > 0) {
    add_condition(count.condition, {"time"}, out);
    return out;
  }
  Cause cause;
  if (trigger.on == Trigger::On::kHit) {
    cause.kind = CauseKind::kRuleNever;
    cause.what = model_.rules[trigger.subject].id;
  } else {
    const bool never = counts_.segments[trigger.subject].entered == 0;
    cause.kind = never ? CauseKind::kSegmentNever : CauseKind::kSegmentStays;
    cause.what = model_.segments[trigger.subject].id;
  }
  out.push_back(std::move(cause));
  return out;
}

std::vector<Cause> Causes::of_page_group(std::size_t index) const {
  if (counts_.page_groups[index] > 0) return {};
  Cause cause;
  cause.kind = CauseKind::kNoPage;
  cause.what = model_.pages[index].name;
  cause.detail = globs_of(model_.pages[index]);
  names_.suggest_page(cause);
  return {cause};
}

}  // namespace kelvin::study
