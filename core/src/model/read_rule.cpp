// Rules: what matches, when a match is a hit, what a hit gives.
#include <algorithm>
#include <cmath>

#include "model/compiler.h"

namespace kelvin {
namespace {

constexpr std::int64_t kMostTimes = 1'000'000;
constexpr std::int64_t kMostCounted = 64;
constexpr std::size_t kMostPoints = 100;
constexpr Bounds kBound{-1e15, 1e15};  // of lookups: revenues run into the billions

/// The parts of one rule.
class RuleReader {
 public:
  RuleReader(Compiler& compiler, const Spot& spot)
      : compiler_(compiler),
        members_(compiler.problems, spot,
                 {"id", "label", "on", "while", "where", "count", "after", "limit", "points",
                  "multiply", "max", "group", "decay", "clears", "veto"}) {}

  Rule read(const Ids& groups, GroupIndex first_group) {
    rule_.id = compiler_.read_id(members_);
    rule_.label = members_.text("label");
    rule_.veto = members_.flag("veto");
    read_kind();
    read_points();
    if (const auto spot = members_.get("multiply")) read_multiply(*spot);
    if (const auto max = members_.number("max", kAboveZero)) rule_.max = to_points(*max);
    if (const auto spot = members_.get("group")) {
      if (const auto index = compiler_.read_reference(*spot, groups)) {
        rule_.group = first_group + *index;
      }
    }
    if (rule_.kind == Rule::Kind::kEvent) {
      read_event_parts();
    } else {
      refuse_event_parts();
    }
    return std::move(rule_);
  }

 private:
  Problems& problems() { return compiler_.problems; }
  [[nodiscard]] FieldUse use() const {
    return rule_.kind == Rule::Kind::kFact ? FieldUse::kWhile : FieldUse::kWhere;
  }

  void read_kind() {
    const auto on = members_.get("on");
    const auto facts = members_.get("while");
    if (on.has_value() == facts.has_value()) {
      problems().add("conflict", members_.spot(), on ? "both on and while" : "neither on nor while",
                     "give the rule exactly one of on and while");
    }
    if (facts) {
      rule_.kind = Rule::Kind::kFact;
      rule_.condition = compiler_.read_condition(*facts, FieldUse::kWhile);
    }
    if (on) {
      for (const auto& [name, at] : read_texts(problems(), *on)) {
        if (name.empty()) problems().add("bad_value", at, "name an event");
        if (name == "Tick") problems().add("bad_value", at, "Tick only lets time pass: no rule sees it");
        rule_.on.push_back(compiler_.intern(name));
      }
    }
  }

  std::optional<Field> read_by(Members& members, std::string_view key) {
    const auto spot = members.need(key);
    if (!spot) return std::nullopt;
    const auto name = read_text(problems(), *spot);
    return name ? compiler_.read_field(*name, *spot, use()) : std::nullopt;
  }

  std::optional<Points> read_amount(const Spot& spot) {
    const auto n = read_number(problems(), spot, kAnyNumber);
    return n ? std::optional(to_points(*n)) : std::nullopt;
  }

  void read_points() {
    const auto spot = rule_.veto ? members_.get("points") : members_.need("points");
    rule_.points.list = {Points{}};
    if (!spot) return;
    if (spot->value->as_object() != nullptr) return read_lookup(*spot);
    std::vector<Spot> items{*spot};
    if (spot->value->as_array() != nullptr) items = read_list(problems(), *spot);
    if (items.empty() || items.size() > kMostPoints) {
      problems().add("bad_value", *spot, "list 1 to 100 numbers");
      return;
    }
    rule_.points.list.clear();
    for (const Spot& item : items) rule_.points.list.push_back(read_amount(item).value_or(Points{}));
  }

  void read_lookup(const Spot& spot) {
    Members lookup(problems(), spot, {"by", "steps", "values", "else"});
    if (const auto by = read_by(lookup, "by")) rule_.points.by = *by;
    if (lookup.has("steps") == lookup.has("values")) {
      problems().add("conflict", spot, "give the lookup either steps or values");
      return;
    }
    if (const auto steps = lookup.get("steps")) {
      rule_.points.kind = PointsTable::Kind::kSteps;
      if (const auto otherwise = lookup.get("else")) {
        problems().add("conflict", *otherwise, "else goes with values; below the first step is 0");
      }
      for (const Spot& step : read_list(problems(), *steps)) read_step(step);
      if (rule_.points.steps.empty()) problems().add("bad_value", *steps, "list at least one step");
      return;
    }
    rule_.points.kind = PointsTable::Kind::kValues;
    const Spot values = *lookup.get("values");
    const Object* entries = values.value->as_object();
    if (entries == nullptr || entries->empty()) {
      problems().add("wrong_type", values, "make it an object: {\"energy\": 10}");
      return;
    }
    for (const auto& [name, value] : *entries) {
      const auto points = read_amount(values.member(name, value));
      rule_.points.values.emplace_back(name, points.value_or(Points{}));
    }
    if (const auto otherwise = lookup.get("else")) {
      rule_.points.otherwise = read_amount(*otherwise).value_or(Points{});
    }
  }

  void read_step(const Spot& spot) {
    const auto pair = read_list(problems(), spot);
    if (pair.size() != 2) {
      problems().add("bad_value", spot, "write a step as [bound, points]");
      return;
    }
    const auto bound = read_number(problems(), pair[0], kBound);
    const auto points = read_amount(pair[1]);
    if (!bound || !points) return;
    auto& steps = rule_.points.steps;
    if (!steps.empty() && steps.back().first >= *bound) {
      problems().add("bad_value", pair[0], "let the bounds rise");
    }
    steps.emplace_back(*bound, *points);
  }

  void read_multiply(const Spot& spot) {
    Members members(problems(), spot, {"by", "unit", "max"});
    Multiply multiply;
    if (const auto by = read_by(members, "by")) multiply.by = *by;
    multiply.unit = members.number("unit", kAboveZero).value_or(1);
    multiply.max = members.number("max", kAboveZero);
    rule_.multiply = std::move(multiply);
  }

  void read_event_parts() {
    if (const auto spot = members_.get("where")) {
      rule_.condition = compiler_.read_condition(*spot, FieldUse::kWhere);
    }
    if (const auto spot = members_.get("count")) read_count_part(*spot);
    if (const auto spot = members_.get("after")) read_after(*spot);
    if (const auto spot = members_.get("limit")) rule_.limit = compiler_.read_limit(*spot);
    if (const auto spot = members_.get("decay")) read_decay(*spot);
    if (const auto spot = members_.get("clears")) {
      for (const auto& [id, at] : read_texts(problems(), *spot)) {
        if (const auto rule = event_rule(at)) rule_.clears.push_back(*rule);
      }
    }
  }

  void refuse_event_parts() {
    for (const std::string_view key : {"where", "count", "after", "limit", "decay", "clears"}) {
      if (const auto spot = members_.get(key)) {
        problems().add("conflict", *spot, std::string(key) + " is for rules with on, not with while");
      }
    }
  }

  std::optional<RuleIndex> event_rule(const Spot& spot) {
    const auto rule = compiler_.read_reference(spot, compiler_.rules);
    if (rule && compiler_.is_fact[*rule]) {
      problems().add("unknown_reference", spot, "name a rule with on: a fact has no matches");
      return std::nullopt;
    }
    return rule;
  }

  void read_count_part(const Spot& spot) {
    Members members(problems(), spot, {"at_least", "within", "since", "distinct"});
    Count count;
    if (const auto at = members.need("at_least")) {
      count.at_least = read_count(problems(), *at, kMostCounted).value_or(1);
    }
    count.within = members.duration("within");
    if (const auto at = members.get("since")) count.since = event_rule(*at);
    if (members.has("distinct")) count.distinct = read_by(members, "distinct");
    rule_.count = std::move(count);
  }

  void read_after(const Spot& spot) {
    Members members(problems(), spot, {"rule", "within"});
    After after;
    const auto at = members.need("rule");
    const auto rule = at ? event_rule(*at) : std::nullopt;
    if (const auto within = members.need("within")) {
      after.within = read_duration(problems(), *within).value_or(kDay);
    }
    if (rule) {
      after.rule = *rule;
      rule_.after = after;
    }
  }

  void read_decay(const Spot& spot) {
    Members members(problems(), spot, {"half_life", "percent", "every", "expire"});
    Decay& decay = rule_.decay;
    decay.half_life = members.duration("half_life");
    decay.every = members.duration("every");
    decay.expire = members.duration("expire");
    decay.percent = members.number("percent", {0, 100}).value_or(0);
    const bool percent = members.has("percent");
    if (percent != members.has("every")) {
      problems().add("conflict", spot, "percent and every go together");
    } else if (percent && members.has("half_life")) {
      problems().add("conflict", spot, "give either half_life or percent and every");
    } else if (!percent && !members.has("half_life") && !members.has("expire")) {
      problems().add("conflict", spot, "give half_life, percent and every, or expire");
    }
    if (!problems().none() || !decay.in_slots()) return;
    constexpr double kForEver = 1e18;  // milliseconds; far beyond the year 9999
    double life = decay.expire ? static_cast<double>(decay.expire->ms) : kForEver;
    if (decay.every) {
      const double steps = std::ceil(100 / decay.percent);
      life = std::min(life, static_cast<double>(decay.every->ms) * steps);
    }
    decay.life = {static_cast<std::int64_t>(life)};
  }

  Compiler& compiler_;
  Members members_;
  Rule rule_;
};

bool gives_negative(const PointsTable& points) {
  const auto negative = [](Points p) { return p < Points{}; };
  const auto second = [&](const auto& pair) { return negative(pair.second); };
  return std::any_of(points.list.begin(), points.list.end(), negative) ||
         std::any_of(points.steps.begin(), points.steps.end(), second) ||
         std::any_of(points.values.begin(), points.values.end(), second) ||
         negative(points.otherwise);
}

}  // namespace

Rule Compiler::read_rule(const Spot& spot, ScoreIndex score, const Ids& groups,
                         GroupIndex first_group) {
  Rule rule = RuleReader(*this, spot).read(groups, first_group);
  rule.score = score;
  const bool bounded = rule.limit || rule.max || rule.decay.half_life || rule.decay.in_slots();
  if (rule.kind == Rule::Kind::kEvent && gives_negative(rule.points) && !bounded) {
    const Value* points = spot.value->find("points");
    unbounded.emplace_back(model.rules.size(), points ? spot.member("points", *points) : spot);
  }
  return rule;
}

std::optional<Limit> Compiler::read_limit(const Spot& spot) {
  Limit limit;
  if (spot.value->as_number() != nullptr) {
    limit.times = read_count(problems, spot, kMostTimes).value_or(1);
    return limit;
  }
  Members members(problems, spot, {"times", "per"});
  if (const auto times = members.need("times")) {
    limit.times = read_count(problems, *times, kMostTimes).value_or(1);
  }
  const auto per = members.get("per");
  if (!per) return limit;
  const auto text = read_text(problems, *per);
  if (!text || *text == "ever") return limit;
  if (*text == "visit") {
    limit.per = Limit::Per::kVisit;
  } else if (*text == "day") {
    limit.per = Limit::Per::kUtcDay;
  } else if (const auto window = parse_duration(*text); window && window->ms > 0) {
    limit.per = Limit::Per::kDuration;
    limit.window = *window;
  } else {
    problems.add("bad_duration", *per, "use ever, visit, day or a duration such as \"7d\"");
  }
  return limit;
}

}  // namespace kelvin
