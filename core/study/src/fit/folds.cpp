#include "folds.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "ridge.h"
#include "rows.h"

namespace kelvin::study {
namespace {

/// Penalties that are tried, the strongest first: each fit starts from the one before.
constexpr double kPenalties[] = {300, 100, 30, 10, 3, 1};
/// With more rows one of the other parts is held out instead of each in turn.
constexpr std::size_t kManyRows = 20'000;

double clear_of_ends(double chance) {
  constexpr double kEnd = 1e-9;
  return std::clamp(chance, kEnd, 1 - kEnd);
}

/// A part that is left out, and the rows of the rest.
class HeldOut {
 public:
  HeldOut(const FitData& data, Part training, const std::vector<std::uint8_t>& folds,
          std::size_t fold, Rows& rows)
      : data_(data), all_(rows), rows_(rows_without(data, training, folds, fold, rows)) {
    for (std::uint32_t i = 0; i < folds.size(); ++i) {
      if (training[i] != 0 && folds[i] == fold) held_.push_back(i);
    }
  }

  /// The loss on the part of the weights that the rest gives, which begin where the last ended.
  double loss(double penalty) {
    ridge_ = rows_.fit(penalty, ridge_);
    const std::vector<double> z = log_odds(all_.problem, ridge_);
    double loss = 0;
    for (const std::uint32_t visitor : held_) {
      const double of = z[all_.row_of[visitor]];
      loss += softplus(of) - (data_.visitors[visitor].converted ? of : 0);
    }
    return loss;
  }
  [[nodiscard]] const Ridge& ridge() const { return ridge_; }

 private:
  static RidgeRows rows_without(const FitData& data, Part training,
                                const std::vector<std::uint8_t>& folds, std::size_t fold,
                                Rows& rows) {
    std::vector<std::uint8_t> rest(training.begin(), training.end());
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (folds[i] == fold) rest[i] = 0;
    }
    count(data, rest, rows);
    return RidgeRows(rows.problem);
  }

  const FitData& data_;
  const Rows& all_;
  RidgeRows rows_;
  Ridge ridge_;
  std::vector<std::uint32_t> held_;
};

struct Chosen {
  double penalty;
  Ridge near;  ///< what a part was told by: a good place to start
};

/// Penalties become weaker until that helps no more.
Chosen best_penalty(const FitData& data, Part training, const std::vector<std::uint8_t>& folds,
                    std::size_t own, Rows& rows) {
  const std::size_t parts = rows.problem.rows() > kManyRows ? 1 : kFolds;
  std::vector<HeldOut> held;
  for (std::size_t fold = 0; held.size() < parts && fold < kFolds; ++fold) {
    if (fold != own) held.emplace_back(data, training, folds, fold, rows);
  }
  double best = kPenalties[0], least = 0;
  for (const double penalty : kPenalties) {
    double loss = 0;
    for (HeldOut& one : held) loss += one.loss(penalty);
    if (penalty != kPenalties[0] && loss >= least) break;
    best = penalty;
    least = loss;
  }
  return {best, held.front().ridge()};
}

}  // namespace

std::vector<std::uint8_t> folds_of(const FitData& data, std::uint64_t seed) {
  std::vector<std::uint8_t> folds;
  for (const FitVisitor& visitor : data.visitors) {
    folds.push_back(static_cast<std::uint8_t>(hash_bytes(visitor.id, mix_bits(seed)) % kFolds));
  }
  return folds;
}

std::vector<std::uint8_t> part_without(const std::vector<std::uint8_t>& folds, std::size_t fold) {
  std::vector<std::uint8_t> part(folds.size());
  for (std::size_t i = 0; i < folds.size(); ++i) part[i] = folds[i] != fold ? 1 : 0;
  return part;
}

PartFit learn(const FitData& data, Part training, const FitOptions& options,
              const SearchOptions& how) {
  PartFit fit;
  fit.candidates = find_candidates(data, training, options);
  Rows rows = rows_of(data, fit.candidates, options.any_sign);
  count(data, training, rows);
  double all = 0, yes = 0;
  for (std::size_t i = 0; i < rows.problem.rows(); ++i) {
    all += rows.problem.all[i];
    yes += rows.problem.yes[i];
  }
  fit.base = all == 0 ? 0 : yes / all;
  if (!fit.candidates.empty()) fit.grids = search(rows.problem, how);
  return fit;
}

std::vector<int> totals_by(const FitData& data, const PartFit& fit, const Grid& grid) {
  std::vector<int> totals(data.visitors.size(), 0);
  for (std::size_t i = 0; i < grid.columns.size(); ++i) {
    for (const std::uint32_t visitor : fit.candidates[grid.columns[i]].holds) {
      totals[visitor] += grid.points[i];
    }
  }
  return totals;
}

std::vector<double> chances_by(const FitData& data, const PartFit& fit, std::size_t lines) {
  if (fit.grids.empty() || lines == 0) {
    return std::vector<double>(data.visitors.size(), clear_of_ends(fit.base));
  }
  const Grid& grid = fit.grids[std::min(lines, fit.grids.size()) - 1];
  std::vector<double> chance;
  for (const int total : totals_by(data, fit, grid)) {
    chance.push_back(
        clear_of_ends(logistic(grid.calibration.intercept + grid.calibration.slope * total)));
  }
  return chance;
}

std::vector<double> reference_chances(const FitData& data, const std::vector<Candidate>& candidates,
                                      const std::vector<std::uint8_t>& folds, std::size_t own) {
  std::vector<Candidate> singles;
  for (const Candidate& candidate : candidates) {
    if (is_single(candidate)) singles.push_back(candidate);
  }
  Rows rows = rows_of(data, singles, true);
  const std::vector<std::uint8_t> training = part_without(folds, own);
  const Chosen chosen = best_penalty(data, training, folds, own, rows);
  count(data, training, rows);
  const Ridge ridge = RidgeRows(rows.problem).fit(chosen.penalty, chosen.near);
  const std::vector<double> z = log_odds(rows.problem, ridge);
  std::vector<double> chance;
  for (const std::uint32_t row : rows.row_of) chance.push_back(clear_of_ends(logistic(z[row])));
  return chance;
}

double loss_of(const FitData& data, const std::vector<double>& chance) {
  double loss = 0;
  for (std::size_t i = 0; i < chance.size(); ++i) {
    loss -= std::log(data.visitors[i].converted ? chance[i] : 1 - chance[i]);
  }
  return loss / static_cast<double>(std::max<std::size_t>(1, chance.size()));
}

}  // namespace kelvin::study
