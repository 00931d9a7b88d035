// Rules: those that never match, and parts of them that never matter.
#include <algorithm>
#include <cmath>

#include "compile/known_fields.h"
#include "condition/operand.h"
#include "diagnose/problems.h"
#include "lint/linter.h"
#include "lint/possible.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;

Points size_of(Points p) {
  return p < Points{} ? -p : p;
}

/// The largest that one hit can be in size; nothing where `multiply` leaves it open.
std::optional<Points> largest_hit(const Rule& rule) {
  if (rule.multiply) return std::nullopt;
  Points largest = size_of(rule.points.otherwise);
  for (const Points p : rule.points.list) largest = std::max(largest, size_of(p));
  for (const auto& [bound, p] : rule.points.steps) largest = std::max(largest, size_of(p));
  for (const auto& [name, p] : rule.points.values) largest = std::max(largest, size_of(p));
  return largest;
}

Condition test(Op op, const Field& field, Value operand) {
  Condition out;
  out.op = op;
  out.field = field;
  out.operand = std::move(operand);
  return out;
}

class RuleLinter {
 public:
  RuleLinter(Linter& linter, RuleIndex index)
      : linter_(linter),
        known_(linter.known),
        index_(index),
        rule_(linter.model.rules[index]),
        at_(place_of_rule(linter.model, index)) {}

  void lint() {
    if (!never_matches()) {
      lint_lookup();
      lint_max();
    }
    lint_references();
    lint_list();
    lint_expire();
    lint_memory();
    lint_form();
    lint_duplicate();
  }

 private:
  void warn(const char* code, const Text& below, Text found, Text fix) {
    linter_.warn(code, at_ + below, std::move(found), std::move(fix));
  }

  /// The names that its events have; empty where any may open a visit.
  [[nodiscard]] List<Text> names() const {
    List<Text> out;
    for (const NameId id : rule_.on) {
      if (id == linter_.model.visit_name) return {};
      out.push_back(linter_.model.names[static_cast<std::size_t>(id)].name);
    }
    return out;
  }

  [[nodiscard]] Obstacle with(const List<const Condition*>& more) const {
    List<const Condition*> all{&rule_.condition};
    all.insert(all.end(), more.begin(), more.end());
    const List<Text> known_names = names();
    return obstacle(known_, all, known_names.empty() ? nullptr : &known_names);
  }

  bool never_matches() {
    if (!known_.rules[index_].matches) {
      const bool fact = rule_.kind == Rule::Kind::kFact;
      warn("never_matches", fact ? "/while" : "/where", reason(known_, with({})),
           "no event can meet this: change the condition, or take the rule out");
      return true;
    }
    const auto& count = rule_.count;
    if (count && count->since == index_ && count->at_least > 1) {
      warn("never_matches", "/count", "each match of the rule ends what it counts",
           "name another rule in since, or take since out");
      return true;
    }
    if (rule_.after && !known_.rules[rule_.after->rule].matches) return true;  // told there
    return distinct_out_of_reach() || never_a_number();
  }

  /// `distinct` over fewer values than `at_least` asks for.
  bool distinct_out_of_reach() {
    const auto& count = rule_.count;
    if (!count || !count->distinct) return false;
    const Field& by = *count->distinct;
    const Text name = field_name(linter_.model, by);
    const auto values = values_of(by);
    if (!values || static_cast<std::int64_t>(*values) >= count->at_least) return false;
    warn("never_matches", "/count/at_least",
         integer_text(count->at_least) + ", but " + name + " has at most " + integer_text(*values) +
             " different values here",
         "ask for fewer, or count by another field");
    return true;
  }

  /// How many values a field can have in this rule, where that is certain.
  [[nodiscard]] std::optional<std::size_t> values_of(const Field& by) const {
    if (by.source == Field::Source::kPageGroup) {  // every choice of names
      constexpr std::size_t kMany = 20;
      return std::size_t{1} << std::min(linter_.model.pages.size(), kMany);
    }
    List<Value> all;
    if (by.source == Field::Source::kVisitChannel || by.source == Field::Source::kFirstChannel) {
      for (const Text& name : channel_names()) all.emplace_back(name);
    } else if (!listed_in(rule_.condition, by, all)) {
      return std::nullopt;
    }
    std::size_t possible = 0;
    for (const Value& value : all) {
      const Condition equal = test(Op::kEqual, by, value);
      possible += with({&equal}) ? 0 : 1;
    }
    return possible;
  }

  /// The values that a condition lists for a field that must be one of them.
  static bool listed_in(const Condition& condition, const Field& by, List<Value>& out) {
    if (condition.op == Op::kAll) {
      return std::any_of(condition.children.begin(), condition.children.end(),
                         [&](const Condition& child) { return listed_in(child, by, out); });
    }
    const Field& field = condition.field;
    if (field.source != by.source || field.index != by.index || field.path != by.path) return false;
    if (condition.op == Op::kEqual) out = {condition.operand};
    if (condition.op == Op::kIn) out = *condition.operand.as_array();
    return condition.op == Op::kEqual || condition.op == Op::kIn;
  }

  bool never_a_number() {
    if (!rule_.multiply) return false;
    const Source source = rule_.multiply->by.source;
    const bool text = source == Source::kEventType || source == Source::kPageGroup ||
                      source == Source::kVisitChannel || source == Source::kFirstChannel ||
                      source == Source::kPagePath;
    if (!text) return false;
    warn("never_matches", "/multiply/by",
         field_name(linter_.model, rule_.multiply->by) + " is never a number",
         "multiply by a number, such as properties.seconds");
    return true;
  }

  void lint_references() {
    const auto check = [this](RuleIndex named, const char* below) {
      if (known_.rules[named].matches) return;
      warn("after_nowhere", below, linter_.model.rules[named].id + " never matches",
           "name a rule that can match");
    };
    if (rule_.after) check(rule_.after->rule, "/after/rule");
    if (rule_.count && rule_.count->since) check(*rule_.count->since, "/count/since");
  }

  void lint_list() {
    const std::size_t places = rule_.points.list.size();
    if (!rule_.limit || static_cast<std::int64_t>(places) <= rule_.limit->times) return;
    warn("points_beyond_limit", "/points",
         integer_text(places) + " amounts, but at most " + integer_text(rule_.limit->times) +
             (rule_.limit->times == 1 ? " hit" : " hits"),
         "give as many amounts as there are hits, or raise the limit");
  }

  void lint_lookup() {
    const PointsTable& table = rule_.points;
    const Text name = field_name(linter_.model, table.by);
    for (const auto& [key, points] : table.values) {
      if (!key_possible(key)) {
        warn("unreachable_points", "/points/values" + step_of(key),
             joined("", name, " is never ").append(key),
             "take it out, or change the rule's condition");
      }
    }
    for (std::size_t i = 0; i < table.steps.size(); ++i) {
      const Condition from = test(Op::kGreaterOrEqual, table.by, table.steps[i].first);
      List<const Condition*> here{&from};
      Condition below;
      if (i + 1 < table.steps.size()) {
        below = test(Op::kLess, table.by, table.steps[i + 1].first);
        here.push_back(&below);
      }
      if (!with(here)) continue;
      warn("unreachable_points", "/points/steps/" + integer_text(i),
           name + " is never at this step", "take it out, or change the rule's condition");
    }
  }

  /// A key may be a text, or a number or a boolean as JSON writes it.
  [[nodiscard]] bool key_possible(const Text& key) const {
    const Field& by = rule_.points.by;
    if (by.source == Field::Source::kPageGroup) return false;  // a list is no one value
    List<Value> values{Value(key)};
    if (key == "true" || key == "false") values.emplace_back(key == "true");
    if (const auto number = as_number(Operand::of(std::string_view(key))))
      values.emplace_back(*number);
    return std::any_of(values.begin(), values.end(), [&](const Value& value) {
      const Condition equal = test(Op::kEqual, by, value);
      return !with({&equal});
    });
  }

  void lint_max() {
    if (!rule_.max) return;
    const auto largest = largest_hit(rule_);
    if (largest && *largest > *rule_.max) {
      warn("max_below_points", "/max",
           text_of(*rule_.max) + ", but a hit gives " + text_of(*largest),
           "lower the points, or raise max");
      return;
    }
    Rule unbounded = rule_;
    unbounded.max.reset();
    const Range range = given_by(unbounded);
    const Points most = std::max(size_of(range.low), range.high);
    if (most > *rule_.max || most == *rule_.max) return;
    warn("cap_never_reached", "/max",
         text_of(*rule_.max) + ", but all hits together give at most " + text_of(most),
         "take max out, or lower it");
  }

  void lint_expire() {
    const Decay& decay = rule_.decay;
    if (!decay.expire || !decay.every) return;
    const double worn = static_cast<double>(decay.every->ms) * std::ceil(100 / decay.percent);
    if (static_cast<double>(decay.expire->ms) <= worn) return;
    warn("expire_never_reached", "/decay/expire",
         "percent and every leave nothing long before that", "take expire out, or lower it");
  }

  /// Of one visitor `distinct` remembers so many values; more of them count no more.
  void lint_memory() {
    const auto& count = rule_.count;
    if (!count || !count->distinct || ends_early()) return;
    const auto values = values_of(*count->distinct);
    if (values && static_cast<std::int64_t>(*values) <= kRememberedValues) return;
    const Text most = integer_text(kRememberedValues);
    warn("distinct_memory", "/count/distinct",
         "of one visitor the first " + most + " values count, and no more while these do",
         "if that is enough, say so with a limit below " + most +
             " or with max; or let fewer values matter: "
             "a field such as a category, a shorter within, a since");
  }

  /// Whether a limit or `max` ends the rule before there are more hits than values remembered.
  [[nodiscard]] bool ends_early() const {
    const auto& limit = rule_.limit;
    const bool ever = limit && limit->per == Limit::Per::kEver;
    if (ever && limit->times < kRememberedValues) return true;
    const Decay& decay = rule_.decay;
    const auto& list = rule_.points.list;
    const bool fades = decay.half_life || decay.in_slots();
    if (!rule_.max || fades || rule_.multiply || rule_.points.kind != PointsTable::Kind::kList) {
      return false;
    }
    Points sum;
    for (std::size_t nth = 0; nth + 1 < kRememberedValues; ++nth) {
      sum += list[std::min(nth, list.size() - 1)];
      if (size_of(sum) >= *rule_.max) return true;
    }
    return false;
  }

  /// A search in the page's header and a log-in are forms, too.
  void lint_form() {
    const bool asks = !rule_.condition.children.empty() || rule_.condition.op != Op::kAll;
    const bool submitted = std::any_of(rule_.on.begin(), rule_.on.end(), [this](NameId id) {
      return linter_.model.names[static_cast<std::size_t>(id)].name == "Form Submitted";
    });
    if (!submitted || asks) return;
    const auto of_form = [this](const Field& field) {
      return field_name(linter_.model, field) == "properties.form";
    };
    if (rule_.multiply && of_form(rule_.multiply->by)) return;
    if (rule_.points.kind != PointsTable::Kind::kList && of_form(rule_.points.by)) return;
    if (rule_.count && rule_.count->distinct && of_form(*rule_.count->distinct)) return;
    warn("any_form", "/on", "every form counts: header searches and log-ins, too",
         "say which form: \"where\": {\"properties.form\": \"contact\"}");
  }

  /// The rule as written, without what may differ in a copy.
  static Value counted(const Value& rule) {
    Value out = rule;
    for (const char* key : {"id", "label", "note", "points"}) out.erase(key);
    return out;
  }

  void lint_duplicate() {
    const Value* mine = value_by_pointer(linter_.document, at_);
    if (mine == nullptr || mine->find("veto") != nullptr) return;
    const Value wanted = counted(*mine);
    for (const RuleIndex other : linter_.model.scores[rule_.score].rules) {
      if (other == index_) return;
      const Value* theirs = value_by_pointer(linter_.document, place_of_rule(linter_.model, other));
      if (theirs == nullptr || counted(*theirs) != wanted) continue;
      warn("duplicate_rule", "", "counts the same as " + linter_.model.rules[other].id,
           "both give their points: take one out, or tell them apart");
      return;
    }
  }

  Linter& linter_;
  const Known& known_;
  RuleIndex index_;
  const Rule& rule_;
  Text at_;
};

}  // namespace

void Linter::lint_rules() {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) RuleLinter(*this, i).lint();
}

}  // namespace kelvin
