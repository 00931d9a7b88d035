// fit: from data to a report.
#include "kelvin/study/fit.h"

#include <algorithm>
#include <cmath>

#include "bands.h"
#include "folds.h"
#include "leaks.h"
#include "lines.h"
#include "paired.h"
#include "problem.h"
#include "report_lines.h"

namespace kelvin::study {
namespace {

/// A pooled AUC is believed that lies so many standard errors above a half: by chance one in 740.
constexpr double kBelieved = 3;
/// Better than this out of fold is no behaviour but an answer that leaked.
constexpr double kTooGood = 0.98;
/// Of two sizes whose losses differ by less the smaller is taken.
constexpr double kTie = 0.001;

Resampling paired_resampling(std::size_t visitors, std::uint64_t seed) {
  constexpr std::uint32_t kMost = 1000;
  Resampling resampling = resampling_of(2 * visitors);
  resampling.times = std::min(resampling.times, kMost);
  resampling.seed = seed;
  return resampling;
}

class Fitting {
 public:
  Fitting(const FitData& data, const FitOptions& options) : data_(data), options_(options) {}
  FitReport run();

 private:
  bool can_be_learnt();
  void cross_validate();
  void choose_size();
  bool beats_chance();
  [[nodiscard]] std::vector<double> reference() const;
  void judge();
  void learn_all();
  [[nodiscard]] double chance_before(int total) const;
  void add_bands();
  [[nodiscard]] SearchOptions how(std::size_t lines, bool thorough) const;

  FitData data_;
  const FitOptions& options_;
  FitReport report_;
  std::vector<std::uint8_t> yes_, folds_;
  std::vector<PartFit> parts_;
  std::vector<std::vector<double>> chance_;  ///< by lines, from 0
  PartFit whole_;
  std::size_t best_ = 0;  ///< lines, by cross-validation
  std::size_t size_ = 0;  ///< those that are taken
};

bool Fitting::can_be_learnt() {
  for (const FitVisitor& visitor : data_.visitors) yes_.push_back(visitor.converted ? 1 : 0);
  report_.visitors = yes_.size();
  report_.converted = static_cast<std::uint64_t>(std::count(yes_.begin(), yes_.end(), 1));
  const std::uint64_t others = report_.visitors - report_.converted;
  if (report_.converted >= kLeastConverted && others >= kLeastConverted) return true;
  const bool few = report_.converted < kLeastConverted;
  report_.why = std::to_string(few ? report_.converted : others) + " of " +
                std::to_string(report_.visitors) +
                " visitors with events before the moment that counts " +
                (few ? "converted" : "did not convert") + ": at least " +
                std::to_string(kLeastConverted) + " are needed to learn anything";
  return false;
}

SearchOptions Fitting::how(std::size_t lines, bool thorough) const {
  SearchOptions how;
  how.lines = lines;
  how.low = options_.low;
  how.high = options_.high;
  how.thorough = thorough;
  return how;
}

void Fitting::cross_validate() {
  const std::size_t most = std::max(kMostLines, options_.lines.value_or(0));
  folds_ = folds_of(data_, options_.seed);
  chance_.assign(most + 1, std::vector<double>(yes_.size(), 0));
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::vector<std::uint8_t> part = part_without(folds_, fold);
    parts_.push_back(learn(data_, part, options_, how(most, false)));
    for (std::size_t lines = 0; lines <= most; ++lines) {
      const std::vector<double> chance = chances_by(data_, parts_.back(), lines);
      for (std::size_t i = 0; i < folds_.size(); ++i) {
        if (folds_[i] == fold) chance_[lines][i] = chance[i];
      }
    }
  }
}

/// The reference is told of each fold by the others, too.
std::vector<double> Fitting::reference() const {
  std::vector<double> chance(yes_.size(), 0);
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::vector<double> by_others =
        reference_chances(data_, parts_[fold].candidates, folds_, fold);
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      if (folds_[i] == fold) chance[i] = by_others[i];
    }
  }
  return chance;
}

void Fitting::choose_size() {
  double least = 0;
  for (std::size_t lines = 1; lines < chance_.size(); ++lines) {
    FitSize size;
    size.lines = lines;
    size.loss = loss_of(data_, chance_[lines]);
    size.auc = Ranking(chance_[lines], yes_).auc().value_or(0);
    if (lines == 1 || size.loss < least) least = size.loss;
    report_.sizes.push_back(size);
  }
  for (const FitSize& size : report_.sizes) {
    if (size.loss > least * (1 + kTie)) continue;
    best_ = size.lines;
    break;
  }
  size_ = options_.lines.value_or(best_);
  report_.best_lines = best_;
  report_.chance = chance_[size_];
  report_.auc = Ranking(report_.chance, yes_).auc().value_or(0);
}

/// Asked of the size that is best on others, whatever was asked for.
bool Fitting::beats_chance() {
  const double auc = Ranking(chance_[best_], yes_).auc().value_or(0);
  const double yes = static_cast<double>(report_.converted);
  const double no = static_cast<double>(report_.visitors) - yes;
  const double error = std::sqrt((yes + no + 1) / (12 * yes * no));
  return auc - 0.5 > kBelieved * error;
}

void Fitting::judge() {
  const Ranking grid(report_.chance, yes_), reference(this->reference(), yes_);
  const auto visitors = static_cast<std::uint32_t>(yes_.size());
  const Resampling resampling = paired_resampling(yes_.size(), options_.seed);
  report_.reference = reference.auc().value_or(0);
  std::vector<double> own, difference;
  const auto draw = [&](Drawn drawn) -> std::optional<double> {
    const auto of_grid = grid.auc(drawn), of_reference = reference.auc(drawn);
    if (!of_grid || !of_reference) return std::nullopt;
    own.push_back(*of_grid);
    return *of_reference - *of_grid;
  };
  if (const auto behind = bootstrap(visitors, resampling, draw)) report_.behind = *behind;
  std::sort(own.begin(), own.end());
  const double tail = (1 - resampling.level) / 2;
  report_.auc_interval = {quantile(own, tail), quantile(own, 1 - tail)};
}

/// The chance half way between a total and the next lower one that anyone has.
double Fitting::chance_before(int total) const {
  int below = report_.low;
  for (const int other : report_.total) {
    if (other < total) below = std::max(below, other);
  }
  constexpr double kHalf = 0.5;
  const double middle = kHalf * (total + below);
  return logistic(report_.intercept + report_.slope * middle);
}

void Fitting::add_bands() {
  report_.bands = bands_of(report_.total, yes_, report_.low);
  double before = 2;
  for (FitBand& band : report_.bands) {
    // A visitor is of the band whose chance the fold's own grid gave: one nearer to that of its
    // lowest total than to that of the total below.
    const double least = &band == &report_.bands.back() ? 0 : chance_before(band.from);
    std::uint64_t yes = 0, of = 0;
    for (std::size_t i = 0; i < yes_.size(); ++i) {
      if (report_.chance[i] < least || report_.chance[i] >= before) continue;
      ++of;
      yes += yes_[i];
    }
    band.bought = share_of(yes, of);
    before = least;
  }
}

void Fitting::learn_all() {
  const std::vector<std::uint8_t> everyone(yes_.size(), 1);
  whole_ = learn(data_, everyone, options_, how(size_, true));
  report_.candidates = whole_.candidates.size();
  report_.singles = static_cast<std::uint64_t>(
      std::count_if(whole_.candidates.begin(), whole_.candidates.end(), is_single));
}

FitReport Fitting::run() {
  if (!can_be_learnt()) return std::move(report_);
  Leaks leaks = take_out_leaks(data_, options_);
  report_.dropped = std::move(leaks.dropped);
  report_.suspects = std::move(leaks.suspects);
  cross_validate();
  choose_size();
  learn_all();
  report_.found = FitReport::Found::kNothing;
  const bool empty = whole_.grids.empty() || whole_.grids.back().columns.empty();
  if (empty || !beats_chance()) {
    report_.why = empty ? "nothing found: no candidate is had by enough visitors and lacked by "
                          "enough, or none tells anything"
                        : "nothing found: out of fold the best grid tells buyers from others no "
                          "better than chance does";
    return std::move(report_);
  }
  judge();
  if (report_.auc > kTooGood) {
    report_.found = FitReport::Found::kRefused;
    report_.why =
        "the outcome can be told perfectly from what came before it: the data has the answer in it "
        "(probable leak)";
  }
  const Grid& grid = whole_.grids.back();
  report_.intercept = grid.calibration.intercept;
  report_.slope = grid.calibration.slope;
  report_.real_weights =
      (grid.calibration.loss - grid.real_loss) / static_cast<double>(report_.visitors);
  LineWriter({data_, yes_, parts_, size_}, report_).add(whole_.candidates, grid);
  if (report_.found == FitReport::Found::kRefused) return std::move(report_);
  report_.found = FitReport::Found::kGrid;
  add_bands();
  return std::move(report_);
}

}  // namespace

double FitReport::chance_of(int total_) const {
  return logistic(intercept + slope * total_);
}

FitReport fit(const FitData& data, const FitOptions& options) {
  return Fitting(data, options).run();
}

std::optional<Comparison> compare(const FitData& data, const FitReport& report,
                                  const std::vector<double>& score, std::uint64_t seed) {
  std::vector<std::uint8_t> yes;
  for (const FitVisitor& visitor : data.visitors) yes.push_back(visitor.converted ? 1 : 0);
  const Ranking fitted(report.chance, yes), given(score, yes);
  const auto of_fitted = fitted.auc(), of_given = given.auc();
  if (!of_fitted || !of_given) return std::nullopt;
  const Resampling resampling = paired_resampling(yes.size(), seed);
  const auto difference = bootstrap(static_cast<std::uint32_t>(yes.size()), resampling,
                                    [&](Drawn drawn) -> std::optional<double> {
                                      const auto a = fitted.auc(drawn), b = given.auc(drawn);
                                      return a && b ? std::optional(*a - *b) : std::nullopt;
                                    });
  if (!difference) return std::nullopt;
  return Comparison{*of_fitted, *of_given, *difference};
}

}  // namespace kelvin::study
