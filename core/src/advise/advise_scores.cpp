// Scores, their groups and inactivity, and the grade made of them.
#include <algorithm>

#include "advise/adviser.h"

namespace kelvin {
namespace {

class ScoreAdviser {
 public:
  ScoreAdviser(Adviser& adviser, ScoreIndex index)
      : adviser_(adviser),
        known_(adviser.known),
        model_(adviser.model),
        index_(index),
        score_(adviser.model.scores[index]),
        at_(place("scores", index)) {}

  void advise() {
    advise_range();
    for (std::size_t i = 0; i < score_.groups.size(); ++i) advise_group(i);
    if (score_.inactivity) advise_inactivity();
  }

 private:
  /// Only of a range that the model writes: the usual 0 to 100 promises nothing.
  void advise_range() {
    const Value* value = value_by_pointer(adviser_.document, at_);
    if (value == nullptr || value->find("range") == nullptr) return;
    const Points most = known_.sums[index_].high;
    if (most >= score_.high || most <= score_.low) return;
    adviser_.warn("range_never_filled", at_ + "/range",
                  "the score reaches at most " + text_of(most) + " of " + text_of(score_.high),
                  "end the range there, or let rules, groups or weights give more");
  }

  void advise_group(std::size_t nth) {
    const GroupIndex index = score_.groups[nth];
    const Group& group = model_.groups[index];
    const std::string at = at_ + place("groups", nth);
    const bool used = std::any_of(score_.rules.begin(), score_.rules.end(), [&](RuleIndex rule) {
      return model_.rules[rule].group == index;
    });
    if (!used) {
      return adviser_.warn("idle_group", at, "no rule is in it",
                           "name it in rules, or take it out");
    }
    if (!group.max && !group.min) {
      return adviser_.warn("idle_group", at, "neither max nor min",
                           "give it a max, or take it out");
    }
    const Range sum = uncut(known_, index);
    if (group.max && sum.high < *group.max) {
      adviser_.warn("cap_never_reached", at + "/max",
                    text_of(*group.max) + ", but its rules give at most " + text_of(sum.high),
                    "take max out, lower it, or let the rules give more");
    }
    if (group.min && sum.low > *group.min) {
      adviser_.warn("cap_never_reached", at + "/min",
                    text_of(*group.min) + ", but its rules take at most " + text_of(-sum.low),
                    "take min out, raise it, or let the rules take more");
    }
  }

  void advise_inactivity() {
    const Inactivity& inactivity = *score_.inactivity;
    const bool earns = std::any_of(
        score_.rules.begin(), score_.rules.end(),
        [this](RuleIndex rule) { return model_.rules[rule].kind == Rule::Kind::kEvent; });
    if (!earns) {
      adviser_.warn("nothing_to_wear", at_ + "/inactivity", "the score has only facts, which stay",
                    "take it out, or give the score rules with on");
    }
    if (inactivity.mode == Inactivity::Mode::kAdd) return;
    for (std::size_t i = 1; i < inactivity.steps.size(); ++i) {
      if (inactivity.steps[i].second >= inactivity.steps[i - 1].second) continue;
      return adviser_.warn("inactivity_rises", at_ + "/inactivity/steps",
                           text_of(-inactivity.steps[i].second) + " comes after " +
                               text_of(-inactivity.steps[i - 1].second) +
                               ": a longer silence warms again",
                           "let each step take more than the one before, or use mode add");
    }
  }

  Adviser& adviser_;
  const Known& known_;
  const Model& model_;
  ScoreIndex index_;
  const Score& score_;
  std::string at_;
};

void advise_grade(Adviser& adviser, std::size_t nth) {
  const GradePart& part = adviser.model.grade[nth];
  const Range& shown = adviser.known.shown[part.score];
  const std::string at = place("grade", nth) + "/bands";
  const std::string name = "scores." + adviser.model.scores[part.score].id;
  for (std::size_t i = 0; i < part.bands.size(); ++i) {
    const auto& [label, bound] = part.bands[i];
    const bool lowest = i + 1 == part.bands.size();
    if (bound > shown.high && !lowest) {
      adviser.warn("unreachable_band", at + step_of(label),
                   name + " reaches at most " + text_of(shown.high),
                   "lower the band, or take it out");
    } else if (i > 0 && part.bands[i - 1].second <= shown.low) {
      adviser.warn("unreachable_band", at + step_of(label),
                   name + " is always in " + part.bands[i - 1].first + " or above",
                   "lower the band above it, or take this one out");
    } else if (lowest && bound > shown.low) {
      adviser.warn("lowest_band", at + step_of(label),
                   "scores below " + text_of(bound) + " are " + label + " as well",
                   "let the lowest band begin at " + text_of(shown.low) + ", or add one below it");
    }
  }
}

}  // namespace

void Adviser::advise_scores() {
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) ScoreAdviser(*this, i).advise();
  for (std::size_t i = 0; i < model.grade.size(); ++i) advise_grade(*this, i);
}

}  // namespace kelvin
