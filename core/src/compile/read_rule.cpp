// Rules: what matches, when a match is a hit, what a hit gives.
#include <algorithm>
#include <cmath>

#include "compile/compiler.h"

namespace kelvin {
namespace {

constexpr std::size_t kMostPoints = 100;
constexpr Bounds kBound{-1e15, 1e15};  // of lookups: revenues run into the billions

/// The parts of one rule.
class RuleReader {
 public:
  RuleReader(Compiler& compiler, const Value& value, Rule& rule)
      : compiler_(compiler),
        problems_(compiler.problems),
        members_(compiler.problems, value,
                 "id label on while where count after limit points multiply max group decay clears "
                 "veto"),
        rule_(rule) {}

  void read(const Names& groups) {
    rule_.id = compiler_.read_id(members_);
    rule_.label = members_.label_or(rule_.id);
    rule_.veto = members_.flag("veto");
    read_kind();
    read_points();
    if (const Value* value = members_.get("multiply")) read_multiply(*value);
    if (const auto max = members_.number("max", kAboveZero)) rule_.max = to_points(*max);
    if (const Value* value = members_.get("group")) {
      rule_.group = compiler_.read_reference(*value, groups);
      if (rule_.group) *rule_.group += compiler_.model.groups.size() - groups.size();
    }
    if (rule_.kind == Rule::Kind::kEvent) {
      read_event_parts();
    } else {
      refuse_event_parts();
    }
  }

 private:
  [[nodiscard]] FieldUse use() const {
    return rule_.kind == Rule::Kind::kFact ? FieldUse::kWhile : FieldUse::kWhere;
  }

  void read_kind() {
    const Value* on = members_.get("on");
    const Value* facts = members_.get("while");
    if ((on == nullptr) == (facts == nullptr)) {
      problems_.add("conflict", members_.object(),
                    on ? "both on and while" : "neither on nor while",
                    "give the rule exactly one of on and while");
    }
    if (facts != nullptr) {
      rule_.kind = Rule::Kind::kFact;
      compiler_.read_condition(*facts, FieldUse::kWhile, rule_.condition);
    }
    if (on == nullptr) return;
    for (const Value& item : read_some_texts(problems_, *on)) {
      const Text* name = read_text(problems_, item);
      if (name == nullptr) continue;
      if (name->empty()) problems_.add("bad_value", item, "name an event");
      if (*name == "Tick")
        problems_.add("bad_value", item, "Tick only lets time pass: no rule sees it");
      rule_.on.push_back(compiler_.intern(*name));
    }
  }

  bool read_by(Members& members, const char* key, Field& out) {
    const Value* value = members.need(key);
    const Text* name = value != nullptr ? read_text(problems_, *value) : nullptr;
    return name != nullptr && compiler_.read_field(*name, *value, use(), out);
  }

  Points read_amount(const Value& value) {
    return to_points(read_number(problems_, value, kAnyNumber).value_or(0));
  }

  void read_points() {
    const Value* points = rule_.veto ? members_.get("points") : members_.need("points");
    if (points != nullptr && points->as_object() != nullptr) read_lookup(*points);
    std::span<const Value> items;
    if (points != nullptr && points->as_object() == nullptr) {
      items = points->as_array() ? read_list(problems_, *points) : std::span(points, 1);
      if (items.empty() || items.size() > kMostPoints) {
        problems_.add("bad_value", *points, "list 1 to 100 numbers");
      }
    }
    for (const Value& item : items) rule_.points.list.push_back(read_amount(item));
    if (rule_.points.list.empty()) rule_.points.list.emplace_back();
  }

  void read_lookup(const Value& value) {
    PointsTable& out = rule_.points;
    Members lookup(problems_, value, "by steps values else");
    read_by(lookup, "by", out.by);
    const Value* steps = lookup.get("steps");
    const Value* values = lookup.get("values");
    const Value* otherwise = lookup.get("else");
    if ((steps == nullptr) == (values == nullptr)) {
      return problems_.add("conflict", value, "give the lookup either steps or values");
    }
    if (steps != nullptr) {
      out.kind = PointsTable::Kind::kSteps;
      if (otherwise != nullptr) {
        problems_.add("conflict", *otherwise, "else goes with values; below the first step is 0");
      }
      for (const Value& step : read_some(problems_, *steps)) read_step(step);
      return;
    }
    out.kind = PointsTable::Kind::kValues;
    for (const auto& [name, points] :
         read_object(problems_, *values, "make it an object: {\"energy\": 10}")) {
      out.values.emplace_back(name, read_amount(points));
    }
    if (otherwise != nullptr) out.otherwise = read_amount(*otherwise);
  }

  void read_step(const Value& value) {
    const auto pair = read_list(problems_, value);
    if (pair.size() != 2) {
      return problems_.add("bad_value", value, "write a step as [bound, points]");
    }
    const double bound = read_number(problems_, pair[0], kBound).value_or(0);
    auto& steps = rule_.points.steps;
    if (!steps.empty() && steps.back().first >= bound) {
      problems_.add("bad_value", pair[0], "let the bounds rise");
    }
    steps.emplace_back(bound, read_amount(pair[1]));
  }

  void read_multiply(const Value& value) {
    Members members(problems_, value, "by unit max signed");
    Multiply& multiply = rule_.multiply.emplace();
    read_by(members, "by", multiply.by);
    multiply.unit = members.number("unit", kAboveZero).value_or(1);
    multiply.max = members.number("max", kAboveZero);
    multiply.is_signed = members.flag("signed");
  }

  void read_event_parts() {
    if (const Value* value = members_.get("where")) {
      compiler_.read_condition(*value, FieldUse::kWhere, rule_.condition);
    }
    if (const Value* value = members_.get("count")) read_count_part(*value);
    if (const Value* value = members_.get("after")) read_after(*value);
    if (const Value* value = members_.get("limit")) rule_.limit = compiler_.read_limit(*value);
    if (const Value* value = members_.get("decay")) read_decay(*value);
    if (const Value* value = members_.get("clears")) {
      for (const Value& item : read_texts(problems_, *value)) {
        if (const auto rule = event_rule(item)) rule_.clears.push_back(*rule);
      }
    }
  }

  void refuse_event_parts() {
    for (const char* key : {"where", "count", "after", "limit", "decay", "clears"}) {
      const Value* value = members_.get(key);
      if (value == nullptr) continue;
      problems_.add("conflict", *value, joined("", key, " is for rules with on, not with while"));
    }
  }

  std::optional<RuleIndex> event_rule(const Value& value) {
    const auto rule = compiler_.read_reference(value, compiler_.rules);
    if (rule && compiler_.model.rules[*rule].kind == Rule::Kind::kFact) {
      problems_.add("unknown_reference", value, "name a rule with on: a fact has no matches");
      return std::nullopt;
    }
    return rule;
  }

  void read_count_part(const Value& value) {
    Members members(problems_, value, "at_least within since distinct");
    Count& count = rule_.count.emplace();
    count.within = members.duration("within");
    if (const Value* at = members.get("since")) count.since = event_rule(*at);
    if (members.has("distinct")) read_by(members, "distinct", count.distinct.emplace());
    if (const Value* at = members.need("at_least")) {
      count.at_least = read_count(problems_, *at, most_at_least(count)).value_or(1);
    }
  }

  void read_after(const Value& value) {
    Members members(problems_, value, "rule within");
    After& after = rule_.after.emplace();
    if (const Value* at = members.need("rule")) after.rule = event_rule(*at).value_or(0);
    if (members.need("within")) after.within = members.duration("within").value_or(kDay);
  }

  void read_decay(const Value& value) {
    Members members(problems_, value, "half_life percent every expire");
    Decay& decay = rule_.decay;
    decay.half_life = members.duration("half_life");
    decay.every = members.duration("every");
    decay.expire = members.duration("expire");
    decay.percent = members.number("percent", {0, 100}).value_or(0);
    const bool percent = members.has("percent");
    if (percent != members.has("every")) {
      problems_.add("conflict", value, "percent and every go together");
    } else if (percent && members.has("half_life")) {
      problems_.add("conflict", value, "give either half_life or percent and every");
    } else if (!percent && !members.has("half_life") && !members.has("expire")) {
      problems_.add("conflict", value, "give half_life, percent and every, or expire");
    }
    if (!problems_.none() || !decay.in_slots()) return;
    constexpr double kForEver = 1e18;  // milliseconds; far beyond the year 9999
    double life = decay.expire ? static_cast<double>(decay.expire->ms) : kForEver;
    if (decay.every) {
      const double steps = std::ceil(100 / decay.percent);
      life = std::min(life, static_cast<double>(decay.every->ms) * steps);
    }
    decay.life = {static_cast<std::int64_t>(life)};
  }

  Compiler& compiler_;
  Problems& problems_;
  Members members_;
  Rule& rule_;
};

template <class Test>
bool any_points(const PointsTable& points, const Test& test) {
  const auto second = [&](const auto& pair) { return test(pair.second); };
  return std::any_of(points.list.begin(), points.list.end(), test) ||
         std::any_of(points.steps.begin(), points.steps.end(), second) ||
         std::any_of(points.values.begin(), points.values.end(), second) || test(points.otherwise);
}

/// Whether a hit may take points: they are below zero, or what multiplies them may be.
bool may_take(const Rule& rule) {
  const bool either = rule.multiply && rule.multiply->is_signed;
  return any_points(rule.points,
                    [either](Points p) { return either ? p != Points{} : p < Points{}; });
}

}  // namespace

void Compiler::read_rule(const Value& value, ScoreIndex score, const Names& groups, Rule& out) {
  out.score = score;
  RuleReader(*this, value, out).read(groups);
}

/// Points that are taken without a bound of their own need another rule that clears them.
void Compiler::check_unbounded(const Value& value, RuleIndex index) {
  const Rule& rule = model.rules[index];
  const bool bounded = rule.limit || rule.max || rule.decay.half_life || rule.decay.in_slots();
  if (rule.kind == Rule::Kind::kFact || bounded || !may_take(rule)) return;
  for (const Rule& other : model.rules) {
    if (std::find(other.clears.begin(), other.clears.end(), index) != other.clears.end()) return;
  }
  const Value* points = value.find("points");
  problems.add("unbounded_negative", points != nullptr ? *points : value,
               rule.multiply && rule.multiply->is_signed ? "signed points without an end"
                                                         : "negative points without an end",
               "give the rule a limit, max or decay, or let another rule clear it");
}

std::optional<Limit> Compiler::read_limit(const Value& value) {
  Limit limit;
  if (value.as_number() != nullptr) {
    limit.times = read_count(problems, value, kMostTimes).value_or(1);
    return limit;
  }
  Members members(problems, value, "times per");
  if (const Value* times = members.need("times")) {
    limit.times = read_count(problems, *times, kMostTimes).value_or(1);
  }
  const Value* per = members.get("per");
  const Text* text = per != nullptr ? read_text(problems, *per) : nullptr;
  if (text == nullptr || *text == "ever") return limit;
  if (*text == "visit") {
    limit.per = Limit::Per::kVisit;
  } else if (*text == "day") {
    limit.per = Limit::Per::kOneDay;
  } else if (const auto window = parse_duration(*text); window && window->ms > 0) {
    limit.per = Limit::Per::kDuration;
    limit.window = *window;
  } else {
    problems.add("bad_duration", *per, "use ever, visit, day or a duration such as \"7d\"");
  }
  return limit;
}

}  // namespace kelvin
