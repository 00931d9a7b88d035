// Fit: whole points learnt from who bought, as a grid that a person can read. Few lines, each a
// rule of format 1; judged on visitors that it was not learnt from.
//
//   FitReport report = fit(data, {});
//   if (report.found == FitReport::Found::kGrid) Value model = fitted_model(report, "fitted", {});
//
// How: candidates are made of the training part (candidates.h), supports grow by a beam search on
// grouped visitors (search.h), their weights are rounded to whole points by the loss of the best
// map from total to chance. Five folds by a hash of the visitor tell how many lines are worth it,
// and how good the grid is on others. The same data and seed give the same report, to the byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/study/facts.h"
#include "kelvin/study/resample.h"
#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin::study {

struct FitVisitor {
  std::string id;
  bool converted = false;
};

/// A candidate of a model whose points are to be learnt.
struct GivenRule {
  Value rule;  ///< without id, points and note
  std::string label;
  std::vector<std::uint32_t> holds;  ///< visitors who have it, in order
};

/// Visitors by id, and what they did before the moment that counts.
struct FitData {
  std::vector<FitVisitor> visitors;
  std::vector<FactColumn> columns;
  std::vector<GivenRule> given;
};

struct FitOptions {
  std::optional<std::size_t> lines;  ///< nothing: chosen by cross-validation, up to kMostLines
  int low = -20, high = 20;          ///< what points may be
  bool any_sign = false;             ///< else a line's sign is that of its raw difference
  std::uint64_t seed = 1;            ///< of folds and resamples
  std::string outcome;               ///< the event that is the conversion; "": not told
  std::vector<std::string> without;  ///< fields and events that are to be no candidates
};

inline constexpr std::size_t kFolds = 5;
inline constexpr std::size_t kMostLines = 15;
inline constexpr std::size_t kMostAsked = 25;  ///< lines that may be asked for
/// Fewer buyers, or others, carry no rule.
inline constexpr std::size_t kLeastConverted = 20;
/// Numbers past this are in no condition.
inline constexpr double kMostBound = 1'000'000;

/// A share: so many of so many, and where it lies at 95 % (Wilson).
struct Share {
  std::uint64_t yes = 0, of = 0;
  Interval interval;
  [[nodiscard]] double share() const {
    return of == 0 ? 0 : static_cast<double>(yes) / static_cast<double>(of);
  }
};

struct FitLine {
  Value rule;         ///< of format 1, with id, label, points and note
  std::string label;  ///< what people read
  int points = 0;
  Share with, without;     ///< who bought of those who had it, and of the others
  std::size_t chosen = 0;  ///< in so many of the folds
  std::vector<std::uint32_t> holds;
};

/// How good grids of so many lines are, out of fold.
struct FitSize {
  std::size_t lines = 0;
  double auc = 0;
  double loss = 0;  ///< nats a visitor
};

/// Visitors between two totals, by chances of models that had not seen them.
struct FitBand {
  std::string name;  ///< "hot", "warm", "cold"
  int from = 0;      ///< the lowest total
  Share bought;
};

struct FitDropped {
  std::string what, why;
  bool leak = false;
};

struct FitReport {
  enum class Found {
    kGrid,
    kNothing,  ///< no better than chance
    kRefused,  ///< the data cannot carry a grid
  };
  Found found = Found::kRefused;
  std::string why;  ///< where there is no grid

  std::uint64_t visitors = 0, converted = 0, candidates = 0, singles = 0;
  std::vector<FitLine> lines;       ///< by points, the most first
  Array counters;                   ///< rules without points whose sums the lines' rules ask for
  int low = 0, high = 0;            ///< the lowest and highest possible total
  double intercept = 0, slope = 0;  ///< chance = 1 / (1 + exp(-(intercept + slope * total)))
  double auc = 0;                   ///< out of fold
  Interval auc_interval;
  double reference = 0;     ///< AUC of a ridge logistic on all single candidates, out of fold
  Interval behind;          ///< reference less auc, paired
  double real_weights = 0;  ///< loss a visitor that whole points cost beside real ones, in training
  std::vector<FitSize> sizes;
  std::size_t best_lines = 0;  ///< of the size that is best on others
  std::vector<FitBand> bands;  ///< the hottest first
  std::vector<FitDropped> dropped;
  std::vector<FitDropped> suspects;  ///< that may be leaks, and are candidates all the same
  std::vector<double> chance;        ///< of each visitor, out of fold
  std::vector<int> total;            ///< of each visitor, by the grid

  /// The chance that the grid gives a total.
  [[nodiscard]] double chance_of(int total) const;
};

FitReport fit(const FitData& data, const FitOptions& options);

/// The model as a document of format 1: one score, a rule for each line, segments for the bands.
/// `like` gives what rules depend on: visit, day, passive, offsite, pages, where it has them.
Value fitted_model(const FitReport& report, const std::string& id, const Value& like);

/// The report for programs.
Value fit_value(const FitReport& report);

/// How a given score does beside the grid, on the same visitors: their AUC, and the difference
/// (the grid's less the score's), paired. Nothing where one class is missing.
struct Comparison {
  double fitted = 0, given = 0;
  Interval difference;
};
std::optional<Comparison> compare(const FitData& data, const FitReport& report,
                                  const std::vector<double>& score, std::uint64_t seed);

}  // namespace kelvin::study
