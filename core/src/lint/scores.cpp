// Scores, their groups and inactivity, and the grade made of them.
#include <algorithm>

#include "lint/linter.h"

namespace kelvin {
namespace {

class ScoreLinter {
 public:
  ScoreLinter(Linter& linter, ScoreIndex index)
      : linter_(linter),
        known_(linter.known),
        model_(linter.model),
        index_(index),
        score_(linter.model.scores[index]),
        at_(place("scores", index)) {}

  void lint() {
    lint_range();
    for (std::size_t i = 0; i < score_.groups.size(); ++i) lint_group(i);
    if (score_.inactivity) lint_inactivity();
  }

 private:
  /// Only of a range that the model writes: the usual 0 to 100 promises nothing.
  void lint_range() {
    const Value* value = value_by_pointer(linter_.document, at_);
    if (value == nullptr || value->find("range") == nullptr) return;
    const Points most = known_.sums[index_].high;
    if (most >= score_.high || most <= score_.low) return;
    linter_.warn("range_never_filled", at_ + "/range",
                 "the score reaches at most " + text_of(most) + " of " + text_of(score_.high),
                 "end the range there, or let rules, groups or weights give more");
  }

  void lint_group(std::size_t nth) {
    const GroupIndex index = score_.groups[nth];
    const Group& group = model_.groups[index];
    const Text at = at_ + place("groups", nth);
    const bool used = std::any_of(score_.rules.begin(), score_.rules.end(), [&](RuleIndex rule) {
      return model_.rules[rule].group == index;
    });
    if (!used) {
      return linter_.warn("idle_group", at, "no rule is in it", "name it in rules, or take it out");
    }
    if (!group.max && !group.min) {
      return linter_.warn("idle_group", at, "neither max nor min", "give it a max, or take it out");
    }
    const Range sum = uncut(known_, index);
    if (group.max && sum.high < *group.max) {
      linter_.warn("cap_never_reached", at + "/max",
                   text_of(*group.max) + ", but its rules give at most " + text_of(sum.high),
                   "take max out, lower it, or let the rules give more");
    }
    if (group.min && sum.low > *group.min) {
      linter_.warn("cap_never_reached", at + "/min",
                   text_of(*group.min) + ", but its rules take at most " + text_of(-sum.low),
                   "take min out, raise it, or let the rules take more");
    }
  }

  void lint_inactivity() {
    const Inactivity& inactivity = *score_.inactivity;
    const bool earns = std::any_of(
        score_.rules.begin(), score_.rules.end(),
        [this](RuleIndex rule) { return model_.rules[rule].kind == Rule::Kind::kEvent; });
    if (!earns) {
      linter_.warn("nothing_to_wear", at_ + "/inactivity", "the score has only facts, which stay",
                   "take it out, or give the score rules with on");
    }
    if (inactivity.mode == Inactivity::Mode::kAdd) return;
    for (std::size_t i = 1; i < inactivity.steps.size(); ++i) {
      if (inactivity.steps[i].second >= inactivity.steps[i - 1].second) continue;
      return linter_.warn("inactivity_rises", at_ + "/inactivity/steps",
                          text_of(-inactivity.steps[i].second) + " comes after " +
                              text_of(-inactivity.steps[i - 1].second) +
                              ": a longer silence warms again",
                          "let each step take more than the one before, or use mode add");
    }
  }

  Linter& linter_;
  const Known& known_;
  const Model& model_;
  ScoreIndex index_;
  const Score& score_;
  Text at_;
};

void lint_grade(Linter& linter, std::size_t nth) {
  const GradePart& part = linter.model.grade[nth];
  const Range& shown = linter.known.shown[part.score];
  const Text at = place("grade", nth) + "/bands";
  const Text name = "scores." + linter.model.scores[part.score].id;
  for (std::size_t i = 0; i < part.bands.size(); ++i) {
    const auto& [label, bound] = part.bands[i];
    const bool lowest = i + 1 == part.bands.size();
    if (bound > shown.high && !lowest) {
      linter.warn("unreachable_band", at + step_of(label),
                  name + " reaches at most " + text_of(shown.high),
                  "lower the band, or take it out");
    } else if (i > 0 && part.bands[i - 1].second <= shown.low) {
      linter.warn("unreachable_band", at + step_of(label),
                  name + " is always in " + part.bands[i - 1].first + " or above",
                  "lower the band above it, or take this one out");
    } else if (lowest && bound > shown.low) {
      linter.warn("lowest_band", at + step_of(label),
                  "scores below " + text_of(bound) + " are " + label + " as well",
                  "let the lowest band begin at " + text_of(shown.low) + ", or add one below it");
    }
  }
}

}  // namespace

void Linter::lint_scores() {
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) ScoreLinter(*this, i).lint();
  for (std::size_t i = 0; i < model.grade.size(); ++i) lint_grade(*this, i);
}

}  // namespace kelvin
