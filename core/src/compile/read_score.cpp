// Scores: their range, groups, inactivity and rules, or the scores they are made of.
#include <algorithm>

#include "compile/compiler.h"
#include "compile/enlist.h"

namespace kelvin {
namespace {

constexpr std::int64_t kMostMomentumDays = 90;

void read_momentum(Problems& problems, Members& members, Score& score) {
  const auto momentum = members.duration("momentum");
  if (!momentum) return;
  if (momentum->ms % kDay.ms != 0 || momentum->ms > kMostMomentumDays * kDay.ms) {
    return problems.add("bad_duration", *members.get("momentum"), "use whole days, 1d to 90d");
  }
  score.momentum = *momentum;
}

void read_inactivity(Problems& problems, const Value& value, Inactivity& out) {
  Members inactivity(problems, value, "mode steps");
  if (const Value* mode = inactivity.get("mode")) {
    const Text* text = read_text(problems, *mode);
    const bool add = text != nullptr && *text == "add";
    if (text != nullptr && *text != "replace" && !add) {
      problems.add("bad_value", *mode, "use replace or add");
    }
    if (add) out.mode = Inactivity::Mode::kAdd;
  }
  inactivity.need("steps");
  for (const Value& item : inactivity.list("steps")) {
    Members step(problems, item, "after points");
    const Value* after = step.need("after");
    const Value* points = step.need("points");
    if (after == nullptr || points == nullptr) continue;
    const auto gap = read_duration(problems, *after);
    const auto taken = read_number(problems, *points, kAnyNumber);
    if (taken && *taken >= 0) problems.add("out_of_range", *points, "use a number below 0");
    if (!gap || !taken) continue;
    // By time; of equal times as they were written.
    auto& steps = out.steps;
    steps.emplace_back(*gap, -to_points(*taken));
    for (std::size_t i = steps.size() - 1; i > 0 && steps[i].first < steps[i - 1].first; --i) {
      std::swap(steps[i], steps[i - 1]);
    }
  }
}

}  // namespace

void read_range(Problems& problems, Members& members, Points& low, Points& high) {
  low = to_points(0);
  high = to_points(100);
  const Value* range = members.get("range");
  if (range == nullptr) return;
  const auto ends = read_list(problems, *range);
  if (ends.size() != 2) return problems.add("bad_value", *range, "write a range as [low, high]");
  const auto first = read_number(problems, ends[0], kAnyNumber);
  const auto last = read_number(problems, ends[1], kAnyNumber);
  if (!first || !last) return;
  if (*first >= *last) problems.add("bad_value", *range, "let low be below high");
  low = to_points(*first);
  high = to_points(*last);
}

void Compiler::read_composition(const Value& value, ScoreIndex index) {
  for (const auto& [id, weight] :
       read_object(problems, value, "make it an object: {\"engagement\": 0.6, \"fit\": 0.4}")) {
    const auto part = id.empty() ? std::nullopt : index_of(scores, id);
    if (!part || *part >= index) {
      problems.add("unknown_reference", weight, id, "name a score that stands before this one");
    } else if (const auto w = read_number(problems, weight, kAnyNumber)) {
      model.scores[index].of.emplace_back(*part, *w);
    }
  }
}

void Compiler::read_groups(Members& members, ScoreIndex index, Names& names) {
  for (const Value& item : members.list("groups")) {
    Members parts(problems, item, "id max min");
    Group& group = model.groups.emplace_back();
    group.id = read_id(parts);
    group.score = index;
    enlist_group(model, model.groups.size() - 1);
    if (const auto max = parts.number("max", {-1, 1e6})) {
      if (*max < 0) problems.add("out_of_range", *parts.get("max"), "use 0 or more");
      group.max = to_points(*max);
    }
    if (const auto min = parts.number("min", {-1e6, 1})) {
      if (*min > 0) problems.add("out_of_range", *parts.get("min"), "use 0 or less");
      group.min = to_points(*min);
    }
  }
  for (const Value& item : items_of(members.object(), "groups")) {
    names.push_back(id_of(item));
  }
}

void Compiler::read_score(const Value& value, ScoreIndex index) {
  Members members(problems, value, "id label range momentum groups inactivity rules of");
  Score& score = model.scores[index];
  score.id = read_id(members);
  score.label = members.label_or(score.id);
  read_range(problems, members, score.low, score.high);
  read_momentum(problems, members, score);
  if (const Value* inactivity = members.get("inactivity")) {
    read_inactivity(problems, *inactivity, score.inactivity.emplace());
  }
  if (members.has("rules") == members.has("of")) {
    problems.add("conflict", value,
                 members.has("of") ? "both rules and of" : "neither rules nor of",
                 "make a score of rules, or of other scores");
  }
  if (const Value* of = members.get("of")) {
    for (const char* key : {"groups", "inactivity"}) {
      const Value* extra = members.get(key);
      if (extra == nullptr) continue;
      problems.add("conflict", *extra, joined("", key, " is for scores with rules"));
    }
    read_composition(*of, index);
  }

  Names groups;
  read_groups(members, index, groups);
  for (const Value& item : members.some("rules")) {
    const RuleIndex at = rules_read++;
    if (at >= model.rules.size()) continue;  // too many: told when all are counted
    Rule& rule = model.rules[at];
    read_rule(item, index, groups, rule);
    enlist_rule(model, at);
    if (!rule.group) continue;
    for (const RuleIndex other : score.rules) {
      if (model.rules[other].group != rule.group || model.rules[other].kind == rule.kind) continue;
      problems.add("conflict", item, "a group of rules with on and with while",
                   "let a group hold only one kind");
      break;
    }
  }
}

void Compiler::read_scores(Members& top) {
  const Value* value = top.need("scores");
  const auto items = top.some("scores");
  rules.resize(std::min(rules.size(), kMaxRules));
  model.scores = List<Score>(items.size());
  model.rules = List<Rule>(rules.size());
  const auto for_each_rule = [&](const auto& use) {
    RuleIndex next = 0;
    for (const Value& score : items) {
      for (const Value& rule : items_of(score, "rules")) {
        if (next < model.rules.size()) use(rule, next++);
      }
    }
  };
  for_each_rule([this](const Value& rule, RuleIndex i) {
    if (rule.find("while") != nullptr) model.rules[i].kind = Rule::Kind::kFact;
    if (rule.find("multiply") != nullptr) model.rules[i].multiply.emplace();
  });
  for (std::size_t i = 0; i < items.size(); ++i) read_score(items[i], i);
  if (rules_read > kMaxRules) {
    problems.add("too_many", *value, joined("", rules_read, " rules"),
                 joined("at most ", kMaxRules));
  }
  for_each_rule([this](const Value& rule, RuleIndex i) { check_unbounded(rule, i); });
}

}  // namespace kelvin
