#include "lint/possible.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "compile/known_fields.h"
#include "condition/operand.h"
#include "lint/trial.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;
using Conditions = List<const Condition*>;

bool same(const Field& a, const Field& b) {
  return a.source == b.source && a.index == b.index && a.path == b.path;
}

void flatten(const Condition& condition, Conditions& out) {
  if (condition.op != Op::kAll) return out.push_back(&condition);
  for (const Condition& child : condition.children) flatten(child, out);
}

void leaves_of(const Condition& condition, Conditions& out) {
  if (!is_combination(condition)) return out.push_back(&condition);
  for (const Condition& child : condition.children) leaves_of(child, out);
}

/// The one field that a condition is about; nullptr where there are several, or none.
const Field* only_field(const Condition& condition) {
  Conditions leaves;
  leaves_of(condition, leaves);
  if (leaves.empty()) return nullptr;
  for (const Condition* leaf : leaves) {
    if (!same(leaf->field, leaves[0]->field)) return nullptr;
  }
  return &leaves[0]->field;
}

/// The values of a field that stand for all; undecided where no few do.
class Candidates {
 public:
  Candidates(const Known& known, const Conditions& group, const Field& field, EventNames names)
      : known_(known), group_(group), field_(field), names_(names) {
    for (const Condition* condition : group_) leaves_of(*condition, leaves_);
    for (const Condition* leaf : leaves_) {
      operands_.push_back(leaf->operand);
      if (leaf->op != Op::kIn) continue;
      for (const Value& item : *leaf->operand.as_array()) operands_.push_back(item);
    }
    decided_ = collect();
  }

  [[nodiscard]] bool decided() const { return decided_; }
  [[nodiscard]] const List<std::optional<Value>>& values() const { return values_; }

 private:
  [[nodiscard]] bool any_leaf(std::initializer_list<Op> ops) const {
    return std::any_of(leaves_.begin(), leaves_.end(), [&](const Condition* leaf) {
      return std::find(ops.begin(), ops.end(), leaf->op) != ops.end();
    });
  }

  bool collect() {
    switch (field_.source) {
      case Source::kEventName:
        if (names_ == nullptr) return false;
        return texts(*names_);
      case Source::kEventType:
        return texts({"page", "track", "identify", "group"});
      case Source::kVisitChannel:
      case Source::kFirstChannel:
        missing();
        return texts(channel_names());
      case Source::kGrade:
        return !known_.grades.empty() && texts(known_.grades);
      case Source::kPageGroup:
        return page_groups();
      case Source::kSegments:
        return segments();
      case Source::kDisqualified:
        return vetoes();
      case Source::kVisitNumber:
      case Source::kVisitPages:
      case Source::kTotalVisits:
      case Source::kTotalPages:
      case Source::kTotalDays:
        return numbers(1, {0, kMany});
      case Source::kTotalAgeDays:
        missing();  // before the first event is taken in
        return numbers(1, {0, kMany});
      case Source::kVisitSeconds:
      case Source::kTotalSeconds:
        return numbers(1000, {0, kMany});
      case Source::kRuleHits:
      case Source::kRuleMatches:
        return rule_counts();
      case Source::kRuleSum:
        return rule_sum();
      case Source::kTop:
        return on_top();
      case Source::kScore: {
        const Range& range = known_.shown[field_.index];
        return numbers(100, {range.low.value(), range.high.value()});
      }
      case Source::kMomentum:
        return numbers(100, {-kMany, kMany});
      case Source::kElement:
        return false;
      default:
        return any_value();
    }
  }

  bool texts(const List<Text>& all) {
    for (const Text& text : all) {
      values_.push_back(text.empty() ? std::nullopt : std::optional<Value>(text));
    }
    return true;
  }

  void missing() { values_.emplace_back(std::nullopt); }

  bool page_groups() {
    List<Text> all;
    for (const PageGroup& group : known_.model.pages) all.push_back(group.name);
    return lists(all);
  }
  bool segments() {
    List<Text> all;
    for (SegmentIndex i = 0; i < known_.entered.size(); ++i) {
      if (known_.entered[i] != 0) all.push_back(known_.model.segments[i].id);
    }
    return lists(all);
  }
  bool vetoes() {
    List<Text> all;
    for (RuleIndex i = 0; i < known_.rules.size(); ++i) {
      if (known_.model.rules[i].veto && known_.rules[i].hits)
        all.push_back(known_.model.rules[i].id);
    }
    return lists(all);
  }

  /// Every choice of those names that the conditions name; of the others none matters.
  bool lists(List<Text> all) {
    if (any_leaf({Op::kListSize, Op::kElemMatch, Op::kGlob, Op::kTextGlob, Op::kWords,
                  Op::kContains, Op::kAge, Op::kType, Op::kGreater, Op::kGreaterOrEqual, Op::kLess,
                  Op::kLessOrEqual})) {
      return false;
    }
    erase_if(all, [this](const Text& name) {
      return std::find(operands_.begin(), operands_.end(), Value(name)) == operands_.end();
    });
    constexpr std::size_t kMostNames = 10;
    if (all.size() > kMostNames) return false;
    for (std::size_t choice = 0; choice < (std::size_t{1} << all.size()); ++choice) {
      Array list;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if ((choice >> i & 1) != 0) list.emplace_back(all[i]);
      }
      values_.emplace_back(list);
    }
    return true;
  }

  bool rule_counts() {
    const RuleKnown& rule = known_.rules[field_.index];
    if (known_.model.rules[field_.index].kind == Rule::Kind::kFact) return false;
    if (field_.source == Source::kRuleMatches) return numbers(1, {0, rule.matches ? kMany : 0});
    const double most = rule.most_hits ? static_cast<double>(*rule.most_hits) : kMany;
    return numbers(1, {0, rule.hits ? most : 0});
  }

  /// In millionths. Nothing takes from a sum but what is below zero.
  bool rule_sum() {
    constexpr double kMost = static_cast<double>(kMostSum) / 1e6;
    const Rule& rule = known_.model.rules[field_.index];
    if (!known_.rules[field_.index].hits) return numbers(1e6, {0, 0});
    const bool either = rule.multiply && rule.multiply->is_signed;
    return numbers(1e6, {either ? -kMost : 0, kMost});
  }

  /// The scores that can show enough, and none of them: a veto or silence may bring that.
  bool on_top() {
    const Top& top = known_.model.top[field_.index];
    for (const ScoreIndex i : top.of) {
      const Score& score = known_.model.scores[i];
      const Points most = known_.shown[i].high;
      const bool enough = top.at_least ? most >= *top.at_least : most > to_shown(score.low);
      if (enough) values_.emplace_back(score.id);
    }
    values_.emplace_back("");
    return true;
  }

  /// Numbers in steps of 1/per: the ends of the range, and around each operand.
  bool numbers(double per, std::pair<double, double> range) {
    const double low = range.first * per;
    const double high = range.second * per;
    const auto add = [&](double steps) {
      steps = std::clamp(std::round(steps), low, high);
      values_.emplace_back(steps / per);
    };
    add(low);
    add(high);
    for (const Value& operand : operands_) {
      const auto number = as_number(Operand::of(operand));
      if (!number || !std::isfinite(*number)) continue;
      const double at = std::floor(*number * per);
      for (const double near : {-1, 0, 1, 2}) add(at + near);
    }
    return true;
  }

  /// A text or any value, from whoever sends events.
  bool any_value() {
    Conditions fixed;
    for (const Condition* condition : group_) {
      if (condition->op == Op::kEqual || condition->op == Op::kIn) fixed.push_back(condition);
    }
    // Several values at once may be met by a list, as may all that asks for one.
    if (fixed.size() > 1 || any_leaf({Op::kListSize, Op::kElemMatch})) return false;
    if (fixed.size() == 1) {
      const Value& operand = fixed[0]->operand;
      if (fixed[0]->op == Op::kEqual) {
        add(operand);
      } else {
        for (const Value& item : *operand.as_array()) add(item);
      }
      return true;
    }
    if (no_age_is_both()) return true;  // whatever the value
    if (any_leaf({Op::kGlob, Op::kTextGlob, Op::kWords, Op::kContains, Op::kAge})) return false;
    for (const Condition* leaf : leaves_) {
      const bool equality = leaf->op == Op::kEqual || leaf->op == Op::kIn;
      const bool text = leaf->operand.as_text() != nullptr;
      const bool ordered = !equality && leaf->op != Op::kType && leaf->op != Op::kExists;
      if (ordered && text && !as_number(Operand::of(leaf->operand))) return false;
    }
    return values_between();
  }

  [[nodiscard]] bool is_text() const {
    return field_.source != Source::kProperty && field_.source != Source::kProfile;
  }

  void add(const Value& value) {
    if (value.is_null()) missing();
    const Text* text = value.as_text();
    if (is_text() && text == nullptr) return;  // a text is equal to nothing else
    const bool path = field_.source == Source::kPagePath || field_.source == Source::kFirstLanding;
    if (path && !text->starts_with('/')) return;
    if (is_text() && text->empty() && field_.source != Source::kPageQuery) return;
    values_.emplace_back(value);
  }

  /// An age that would have to be above its upper bound.
  [[nodiscard]] bool no_age_is_both() const {
    return std::any_of(group_.begin(), group_.end(), [](const Condition* condition) {
      if (condition->op != Op::kAge) return false;
      const Array& bounds = *condition->operand.as_array();
      return *bounds[0].as_number() > *bounds[1].as_number();
    });
  }

  bool values_between() {
    List<double> bounds;
    for (const Value& operand : operands_) {
      add(operand);
      const auto number = as_number(Operand::of(operand));
      if (number && std::isfinite(*number)) bounds.push_back(*number);
    }
    std::sort(bounds.begin(), bounds.end());
    List<double> numbers{-kMany, kMany};
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      numbers.push_back(bounds[i]);
      if (i > 0) numbers.push_back(bounds[i - 1] / 2 + bounds[i] / 2);
    }
    for (const double number : numbers) {
      if (!is_text()) values_.emplace_back(number);
      // As people write numbers; not all that doubles hold.
      Text text = to_json(Value(number));
      if (text.find('e') == Text::npos) values_.emplace_back(std::move(text));
    }
    missing();
    values_.emplace_back("/any text that no model names");
    if (is_text()) return true;
    for (const Value& value : {Value(true), Value(false), Value(), Value(Array{}), Value(Object{}),
                               Value(""), Value(Array{"any", 0.5})}) {
      values_.emplace_back(value);
    }
    return true;
  }

  static constexpr double kMany = 1e15;

  const Known& known_;
  const Conditions& group_;
  const Field& field_;
  EventNames names_;
  Conditions leaves_;
  List<Value> operands_;
  List<std::optional<Value>> values_;
  bool decided_ = false;
};

bool possible(const Known& known, const Conditions& group, const Field& field, EventNames names) {
  const Candidates candidates(known, group, field, names);
  if (!candidates.decided()) return true;
  Trial trial(known.model);
  const auto& values = candidates.values();
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& value) { return trial.meets(group, field, value); });
}

/// A text among what a number is compared with, and no number either.
const Value* text_for_number(const Conditions& group, const Field& field) {
  if (!is_number(field.source)) return nullptr;
  Conditions leaves;
  for (const Condition* condition : group) leaves_of(*condition, leaves);
  for (const Condition* leaf : leaves) {
    const Value& operand = leaf->operand;
    if (operand.as_text() && leaf->op != Op::kType && !as_number(Operand::of(operand))) {
      return &operand;
    }
  }
  return nullptr;
}

}  // namespace

Obstacle obstacle(const Known& known, const Conditions& all, EventNames names) {
  Conditions conjuncts;
  for (const Condition* condition : all) flatten(*condition, conjuncts);
  List<Conditions> groups;
  for (const Condition* conjunct : conjuncts) {
    if (const Field* field = only_field(*conjunct)) {
      const auto group = std::find_if(groups.begin(), groups.end(), [field](const Conditions& g) {
        return same(*only_field(*g[0]), *field);
      });
      group != groups.end() ? group->push_back(conjunct) : groups.push_back({conjunct});
    }
    if (conjunct->op != Op::kAny) continue;
    Obstacle last;
    const bool none = std::all_of(
        conjunct->children.begin(), conjunct->children.end(),
        [&](const Condition& child) { return bool(last = obstacle(known, {&child}, names)); });
    if (none && last) return last;
  }
  for (const Conditions& group : groups) {
    const Field* field = only_field(*group[0]);
    if (!possible(known, group, *field, names)) return {field, text_for_number(group, *field)};
  }
  return {};
}

}  // namespace kelvin
