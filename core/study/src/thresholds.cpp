#include "kelvin/study/thresholds.h"

#include <algorithm>

namespace kelvin::study {
namespace {

using Op = Condition::Op;

constexpr Points kShownStep{10'000};

/// Bounds in a condition all of whose parts must hold.
void add_bounds(const Condition& condition, const Threshold& of, std::vector<Threshold>& out) {
  if (condition.op == Op::kAll) {
    for (const Condition& part : condition.children) add_bounds(part, of, out);
    return;
  }
  const bool above = condition.op == Op::kGreater;
  if (!above && condition.op != Op::kGreaterOrEqual) return;
  const double* bound = condition.operand.as_number();
  if (condition.field.source != Field::Source::kScore || bound == nullptr) return;
  Threshold found = of;
  found.score = condition.field.index;
  found.above = above;
  found.least = to_points(*bound);
  if (above) found.least += kShownStep;
  out.push_back(std::move(found));
}

}  // namespace

std::vector<Threshold> thresholds(const Model& model) {
  std::vector<Threshold> out;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    Threshold of;
    of.segment = i;
    of.name = "segment " + std::string(model.segments[i].id);
    add_bounds(model.segments[i].when, of, out);
  }
  for (const GradePart& part : model.grade) {
    for (std::size_t i = 0; i + 1 < part.bands.size(); ++i) {
      Threshold found;
      found.score = part.score;
      found.least = part.bands[i].second;
      found.name = "grade " + std::string(part.bands[i].first);
      out.push_back(std::move(found));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Threshold& a, const Threshold& b) {
    return a.score != b.score ? a.score < b.score : a.least < b.least;
  });
  return out;
}

ScoreIndex main_score(const Model& model) {
  std::optional<ScoreIndex> found;
  SegmentIndex first = model.segments.size();
  for (const Threshold& threshold : thresholds(model)) {
    if (!threshold.segment || *threshold.segment >= first) continue;
    first = *threshold.segment;
    found = threshold.score;
  }
  return found.value_or(model.scores.size() - 1);
}

std::vector<RuleIndex> rules_on(const Model& model, std::string_view event) {
  const NameId name = model.find_name(event);
  std::vector<RuleIndex> out;
  if (name == kNoName) return out;
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const List<NameId>& on = model.rules[i].on;
    if (std::find(on.begin(), on.end(), name) != on.end()) out.push_back(i);
  }
  return out;
}

}  // namespace kelvin::study
