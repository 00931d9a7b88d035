#include "kelvin/study/resample.h"

#include <algorithm>

namespace kelvin::study {

std::uint64_t Random::next() {
  // Constants of splitmix64 (Steele, Lea, Flood 2014).
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

double quantile(std::span<const double> sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * part;
}

std::vector<Interval> bootstrap_each(std::uint32_t visitors, const Resampling& how,
                                     std::size_t figures,
                                     const std::function<bool(Drawn, std::span<double>)>& figure) {
  if (visitors == 0) return {};
  Random random(how.seed);
  std::vector<std::uint32_t> drawn(visitors);
  std::vector<double> one(figures);
  std::vector<std::vector<double>> found(figures);
  for (std::uint32_t time = 0; time < how.times; ++time) {
    std::fill(drawn.begin(), drawn.end(), 0);
    for (std::uint32_t i = 0; i < visitors; ++i) ++drawn[random.below(visitors)];
    if (!figure(drawn, one)) continue;
    for (std::size_t i = 0; i < figures; ++i) found[i].push_back(one[i]);
  }
  std::vector<Interval> out;
  const double tail = (1 - how.level) / 2;
  for (std::vector<double>& values : found) {
    if (values.empty() || values.size() * 2 < how.times) return {};
    std::sort(values.begin(), values.end());
    out.push_back({quantile(values, tail), quantile(values, 1 - tail)});
  }
  return out;
}

std::optional<Interval> bootstrap(std::uint32_t visitors, const Resampling& how,
                                  const std::function<std::optional<double>(Drawn)>& figure) {
  const auto found =
      bootstrap_each(visitors, how, 1, [&figure](Drawn drawn, std::span<double> out) {
        const auto one = figure(drawn);
        if (one) out[0] = *one;
        return one.has_value();
      });
  if (found.empty()) return {};
  return found[0];
}

std::uint64_t visitor_number(std::string_view visitor) {
  // FNV-1a, then mixed.
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : visitor) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  }
  return Random(hash).next();
}

Resampling resampling_of(std::size_t rows) {
  constexpr std::size_t kRowsInAll = 50'000'000;
  Resampling how;
  const std::size_t times = kRowsInAll / std::max<std::size_t>(rows, 1);
  how.times = static_cast<std::uint32_t>(std::clamp<std::size_t>(times, 200, how.times));
  return how;
}

}  // namespace kelvin::study
