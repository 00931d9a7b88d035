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
/// With more rows one part is held out instead of each in turn.
constexpr std::size_t kManyRows = 20'000;

double clear_of_ends(double chance) {
  constexpr double kEnd = 1e-9;
  return std::clamp(chance, kEnd, 1 - kEnd);
}

/// The loss of each penalty on a part that is left out.
void add_losses(const FitData& data, Part training, Part held, Rows& rows,
                std::vector<double>& losses) {
  std::vector<std::uint8_t> rest(training.begin(), training.end());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (held[i] != 0) rest[i] = 0;
  }
  count(data, rest, rows);
  Ridge ridge;
  for (std::size_t n = 0; n < std::size(kPenalties); ++n) {
    ridge = fit_ridge(rows.problem, kPenalties[n], std::move(ridge));
    const std::vector<double> z = log_odds(rows.problem, ridge);
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (training[i] == 0 || held[i] == 0) continue;
      const double of = z[rows.row_of[i]];
      losses[n] += softplus(of) - (data.visitors[i].converted ? of : 0);
    }
  }
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

std::vector<double> reference_chances(const FitData& data, Part training,
                                      const std::vector<Candidate>& candidates,
                                      const std::vector<std::uint8_t>& folds) {
  std::vector<Candidate> singles;
  for (const Candidate& candidate : candidates) {
    if (is_single(candidate)) singles.push_back(candidate);
  }
  Rows rows = rows_of(data, singles, true);
  std::vector<double> losses(std::size(kPenalties), 0);
  const std::size_t parts = rows.problem.rows() > kManyRows ? 1 : kFolds;
  for (std::size_t fold = 0; fold < parts; ++fold) {
    std::vector<std::uint8_t> held(folds.size());
    for (std::size_t i = 0; i < folds.size(); ++i) held[i] = folds[i] == fold ? 1 : 0;
    add_losses(data, training, held, rows, losses);
  }
  const auto best = std::min_element(losses.begin(), losses.end()) - losses.begin();
  count(data, training, rows);
  const Ridge ridge = fit_ridge(rows.problem, kPenalties[best], {});
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
