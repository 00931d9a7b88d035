// What learning points costs, in seconds of one processor, without reading: made visitors and
// candidates.
//
//   kelvin_fit_search        10,000 and 100,000 visitors, 200 candidates
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include "folds.h"
#include "kelvin/study/fit.h"
#include "kelvin/study/resample.h"
#include "problem.h"
#include "rows.h"

namespace {

using namespace kelvin::study;

/// Each candidate is a rule that is given; ten of them move the chance.
FitData made(std::uint32_t visitors, std::size_t candidates) {
  Random random(1);
  FitData data;
  data.given.resize(candidates);
  std::vector<std::uint32_t> share;
  constexpr std::uint32_t kThousand = 1000;
  for (std::size_t c = 0; c < candidates; ++c) {
    share.push_back(20 + random.below(380));
    data.given[c].label = "rule " + std::to_string(c);
    data.given[c].rule = kelvin::Value(kelvin::Object{});
  }
  for (std::uint32_t visitor = 0; visitor < visitors; ++visitor) {
    double z = -2.5;
    for (std::size_t c = 0; c < candidates; ++c) {
      if (random.below(kThousand) >= share[c]) continue;
      data.given[c].holds.push_back(visitor);
      if (c % 20 == 0) z += c % 40 == 0 ? 0.8 : -0.6;
    }
    const bool yes = random.below(kThousand) < logistic(z) * kThousand;
    data.visitors.push_back({"v-" + std::to_string(visitor), yes});
  }
  return data;
}

template <class Work>
void measure(const char* name, Work work) {
  double best = 1e9;
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("%-64s %8.3f s\n", name, best);
}

SearchOptions lines(std::size_t count, bool thorough) {
  SearchOptions how;
  how.lines = count;
  how.thorough = thorough;
  return how;
}

}  // namespace

int main() {
  constexpr std::uint32_t kSmall = 10'000, kLarge = 100'000;
  constexpr std::size_t kCandidates = 200;
  const FitData small = made(kSmall, kCandidates), large = made(kLarge, kCandidates);
  const std::vector<std::uint8_t> all_small(kSmall, 1), all_large(kLarge, 1);
  const FitOptions options;
  measure("10,000 visitors x 200 candidates, 10 lines",
          [&] { learn(small, all_small, options, lines(10, true)); });
  measure("the same, size up to 15 by 5 folds, and the grid of that size", [&] {
    const auto folds = folds_of(small, 1);
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      const PartFit part = learn(small, part_without(folds, fold), options, lines(15, false));
      for (std::size_t n = 1; n <= 15; ++n) chances_by(small, part, n);
    }
    learn(small, all_small, options, lines(10, true));
  });
  measure("100,000 visitors x 200 candidates, 10 lines",
          [&] { learn(large, all_large, options, lines(10, true)); });
}
