// Scores: their range, groups, inactivity and rules, or the scores they are made of.
#include <algorithm>

#include "model/compiler.h"

namespace kelvin {
namespace {

constexpr std::int64_t kMostMomentumDays = 90;

void read_range(Problems& problems, Members& members, Score& score) {
  score.low = to_points(0);
  score.high = to_points(100);
  const auto spot = members.get("range");
  if (!spot) return;
  const auto ends = read_list(problems, *spot);
  if (ends.size() != 2) {
    problems.add("bad_value", *spot, "write a range as [low, high]");
    return;
  }
  const auto low = read_number(problems, ends[0], kAnyNumber);
  const auto high = read_number(problems, ends[1], kAnyNumber);
  if (!low || !high) return;
  if (*low >= *high) problems.add("bad_value", *spot, "let low be below high");
  score.low = to_points(*low);
  score.high = to_points(*high);
}

void read_momentum(Problems& problems, Members& members, Score& score) {
  const auto momentum = members.duration("momentum");
  if (!momentum) return;
  if (momentum->ms % kDay.ms != 0 || momentum->ms > kMostMomentumDays * kDay.ms) {
    problems.add("bad_duration", *members.get("momentum"), "use whole days, 1d to 90d");
    return;
  }
  score.momentum = *momentum;
}

void read_inactivity(Problems& problems, Members& members, Score& score) {
  const auto spot = members.get("inactivity");
  if (!spot) return;
  Members inactivity(problems, *spot, {"mode", "steps"});
  Inactivity out;
  if (const auto mode = inactivity.get("mode")) {
    const auto text = read_text(problems, *mode);
    if (text && *text != "replace" && *text != "add") {
      problems.add("bad_value", *mode, "use replace or add");
    }
    if (text == "add") out.mode = Inactivity::Mode::kAdd;
  }
  inactivity.need("steps");
  for (const Spot& item : inactivity.list("steps")) {
    Members step(problems, item, {"after", "points"});
    const auto after = step.need("after");
    const auto points = step.need("points");
    if (!after || !points) continue;
    const auto gap = read_duration(problems, *after);
    const auto taken = read_number(problems, *points, kAnyNumber);
    if (taken && *taken >= 0) problems.add("out_of_range", *points, "use a number below 0");
    if (gap && taken) out.steps.emplace_back(*gap, -to_points(*taken));
  }
  std::stable_sort(out.steps.begin(), out.steps.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  score.inactivity = std::move(out);
}

}  // namespace

void Compiler::read_composition(Score& score, const Spot& spot) {
  const Object* parts = spot.value->as_object();
  if (parts == nullptr || parts->empty()) {
    problems.add("wrong_type", spot, "make it an object: {\"engagement\": 0.6, \"fit\": 0.4}");
    return;
  }
  for (const auto& [id, weight] : *parts) {
    const Spot at = spot.member(id, weight);
    const auto index = scores.find(id);
    if (!index || *index >= model.scores.size()) {
      problems.add("unknown_reference", at, id, "name a score that stands before this one");
      continue;
    }
    if (const auto w = read_number(problems, at, kAnyNumber)) score.of.emplace_back(*index, *w);
  }
}

void Compiler::read_score(const Spot& spot) {
  Members members(problems, spot, {"id", "label", "range", "momentum", "groups", "inactivity",
                                   "rules", "of"});
  Score score;
  score.id = read_id(members);
  score.label = members.text("label");
  read_range(problems, members, score);
  read_momentum(problems, members, score);
  read_inactivity(problems, members, score);
  if (members.has("rules") == members.has("of")) {
    problems.add("conflict", spot, members.has("of") ? "both rules and of" : "neither rules nor of",
                 "make a score of rules, or of other scores");
  }
  if (const auto of = members.get("of")) {
    for (const std::string_view key : {"groups", "inactivity"}) {
      if (const auto extra = members.get(key)) {
        problems.add("conflict", *extra, std::string(key) + " is for scores with rules");
      }
    }
    read_composition(score, *of);
  }

  const ScoreIndex index = model.scores.size();
  const GroupIndex first_group = model.groups.size();
  Ids groups;
  for (const Spot& item : members.list("groups")) {
    Members parts(problems, item, {"id", "max", "min"});
    Group group;
    group.id = read_id(parts);
    group.score = index;
    if (const auto max = parts.number("max", {-1, 1e6})) {
      if (*max < 0) problems.add("out_of_range", *parts.get("max"), "use 0 or more");
      group.max = to_points(*max);
    }
    if (const auto min = parts.number("min", {-1e6, 1})) {
      if (*min > 0) problems.add("out_of_range", *parts.get("min"), "use 0 or less");
      group.min = to_points(*min);
    }
    groups.add(group.id);
    score.groups.push_back(model.groups.size());
    model.groups.push_back(std::move(group));
  }
  std::vector<std::optional<Rule::Kind>> group_kind(groups.names().size());
  for (const Spot& item : members.list("rules")) {
    Rule rule = read_rule(item, index, groups, first_group);
    if (rule.group) {
      auto& kind = group_kind[*rule.group - first_group];
      if (kind.value_or(rule.kind) != rule.kind) {
        problems.add("conflict", item, "a group of rules with on and with while",
                     "let a group hold only one kind");
      }
      kind = rule.kind;
    }
    for (const NameId name : rule.on) {
      auto& listed = model.names[static_cast<std::size_t>(name)].rules;
      if (listed.empty() || listed.back() != model.rules.size()) listed.push_back(model.rules.size());
    }
    score.rules.push_back(model.rules.size());
    model.rules.push_back(std::move(rule));
  }
  model.scores.push_back(std::move(score));
}

void Compiler::read_scores(Members& top) {
  top.need("scores");
  const auto items = top.list("scores");
  if (items.empty() && top.has("scores") && top.get("scores")->value->as_array() != nullptr) {
    problems.add("bad_value", *top.get("scores"), "give at least one score");
  }
  for (const Spot& item : items) read_score(item);
  if (model.rules.size() > kMaxRules) {
    problems.add("too_many", *top.get("scores"), std::to_string(model.rules.size()) + " rules",
                 "at most " + std::to_string(kMaxRules));
  }
  for (const auto& [index, spot] : unbounded) {
    const auto clears = [i = index](const Rule& rule) {
      return std::find(rule.clears.begin(), rule.clears.end(), i) != rule.clears.end();
    };
    if (std::none_of(model.rules.begin(), model.rules.end(), clears)) {
      problems.add("unbounded_negative", spot, "negative points without an end",
                   "give the rule a limit, max or decay, or let another rule clear it");
    }
  }
}

}  // namespace kelvin
