// Resampling (bootstrap): what a figure would have been with other visitors of the same kind. Its
// random numbers are its own, so every machine draws the same ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kelvin::study {

/// Random numbers by splitmix64: the same for the same seed, everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 .. n - 1
  std::uint32_t below(std::uint32_t n) {
    constexpr int kHalf = 32;
    return static_cast<std::uint32_t>((next() >> kHalf) * n >> kHalf);
  }

 private:
  std::uint64_t state_;
};

struct Interval {
  double low = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Resampling {
  std::uint32_t times = 2000;
  std::uint64_t seed = 1;
  double level = 0.95;
};

/// How often each visitor was drawn.
using Drawn = std::span<const std::uint32_t>;

/// The middle `level` of what the figure is over so many draws, of as many visitors as there are. A
/// draw that has no figure is left out; nothing where more than half have none.
///
///   bootstrap(n, {}, [&](Drawn drawn) { return auc_of(new_rows, drawn) - auc_of(old_rows, drawn);
///   })
std::optional<Interval> bootstrap(std::uint32_t visitors, const Resampling& how,
                                  const std::function<std::optional<double>(Drawn)>& figure);

/// The same of several figures at once: `figure` writes them, or says that the draw has none. Empty
/// where more than half have none.
std::vector<Interval> bootstrap_each(std::uint32_t visitors, const Resampling& how,
                                     std::size_t figures,
                                     const std::function<bool(Drawn, std::span<double>)>& figure);

/// The q-quantile of numbers in order, between two of them in proportion.
double quantile(std::span<const double> sorted, double q);

/// A number of the visitor's id, the same everywhere: to put visitors into parts by.
std::uint64_t visitor_number(std::string_view visitor);

/// As many draws as take about a second, and 200 at least.
Resampling resampling_of(std::size_t rows);

}  // namespace kelvin::study
