// Statistics of scores against outcomes: the ordinary ones, each a pure function that gives the
// same every time. Where the data cannot say, they give nothing.
//
//   std::vector<Scored> rows = {{.score = 70, .yes = true}, {.score = 20, .yes = false}, ...};
//   auc(rows)                           how often a yes has more than a no, ties counted half
//   auc_interval(rows, {})              by resampling visitors
//   isotonic(rows), fit_logistic(rows)  a chance for each score
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kelvin/study/resample.h"

namespace kelvin::study {

/// A score and what came of it. What rows of one visitor have in common is `visitor`, a number from
/// 0: they are resampled together.
struct Scored {
  double score = 0;
  bool yes = false;
  double weight = 1;  ///< above zero
  std::uint32_t visitor = 0;
};

/// All at or above a score.
struct Cut {
  double score = 0;
  double yes = 0, no = 0;  ///< weights
};

/// A cut at each score that occurs, the highest first; the last has all. The ROC curve is no
/// against yes, as shares of the last; precision is yes / (yes + no), recall yes of the last.
std::vector<Cut> cuts(std::span<const Scored> rows);

/// The area under the ROC curve. Nothing where all are yes, or none is.
std::optional<double> auc(std::span<const Scored> rows);
std::optional<double> auc(std::span<const Cut> cuts);
/// The area under the steps of the precision-recall curve (average precision).
std::optional<double> average_precision(std::span<const Cut> cuts);

/// By resampling visitors; see `bootstrap`. Rows number their visitors 0 .. n - 1.
std::optional<Interval> auc_interval(std::span<const Scored> rows, const Resampling& how);

/// Two scores of the same rows: the area of `a` less that of `b`.
struct AreaDifference {
  double a = 0, b = 0;
  std::optional<Interval> interval;  ///< of a - b, both drawn together
};
/// Row i of both is the same visitor's. Nothing where there is no area.
std::optional<AreaDifference> area_difference(std::span<const Scored> a, std::span<const Scored> b,
                                              const Resampling& how);

/// Wilson's score interval of a share. Nothing of none.
std::optional<Interval> wilson(double yes, double of);

/// Of the difference of two shares (a of n less b of m): Newcombe's, from Wilson's of each.
std::optional<Interval> difference_interval(double a, double n, double b, double m);

/// A stretch of scores with one share of yes.
struct Step {
  double from = 0, to = 0;  ///< the lowest and highest score in it
  double weight = 0;
  double share = 0;
};

/// Shares that never fall as the score rises, as close to the outcomes as that allows, by pooling
/// adjacent violators. By score, the lowest first.
std::vector<Step> isotonic(std::span<const Scored> rows);
/// What the steps say of a score: between two of them, in proportion.
double share_at(std::span<const Step> steps, double score);

/// chance = 1 / (1 + exp(-(intercept + slope * score)))
struct Logistic {
  double intercept = 0, slope = 0;
  [[nodiscard]] double chance(double score) const;
};

/// The likeliest. Nothing where there is none: one outcome only, one score only, or a score that
/// separates the outcomes.
std::optional<Logistic> fit_logistic(std::span<const Scored> rows);
/// Whether a score has all yes on one side of it and all no on the other, itself for either.
bool is_separated(std::span<const Scored> rows);

/// The Brier score of chances, and its parts by isotonic fit (CORP): brier = miscalibration -
/// discrimination + uncertainty.
struct Brier {
  double brier = 0, miscalibration = 0, discrimination = 0, uncertainty = 0;
};
/// `score` is the chance that was told. Nothing of no rows.
std::optional<Brier> brier(std::span<const Scored> chances);

/// A slice of the visitors, by score.
struct Slice {
  double from = 0, to = 0;  ///< the lowest and highest score in it
  double weight = 0, yes = 0;
};
/// So many slices of equal weight, the highest scores first. Who share a score that lies across an
/// end are divided in proportion, so no order matters.
std::vector<Slice> slices(std::span<const Scored> rows, std::size_t count);

/// How far a distribution has moved, from counts in the same bins (population stability index):
/// below 0.1 little, above 0.25 much. An empty bin counts as half a visitor. Nothing where one side
/// is empty.
std::optional<double> stability_index(std::span<const double> then, std::span<const double> now);

/// How likely it is by chance that so many of all went to one side, or a number as far off, where
/// `share` was to go there (chi-squared, one degree of freedom). Nothing of none.
std::optional<double> sample_ratio(double side, double all, double share);

}  // namespace kelvin::study
