// 2^-x, to the bit: what native and WebAssembly builds must both give.
#include "base/exp2.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace kelvin {
namespace {

std::uint64_t bits_of(double d) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &d, sizeof bits);
  return bits;
}

TEST(RemainingAfter, IsExactAtWholeHalfLives) {
  double expected = 1;
  for (std::int64_t n = 0; n < 1000; ++n) {
    ASSERT_EQ(remaining_after({n * kDay.ms}, kDay), expected) << n;
    expected /= 2;
  }
}

TEST(RemainingAfter, IsNothingAfterAThousandHalfLives) {
  EXPECT_GT(remaining_after({1000 * kDay.ms - 1}, kDay), 0);
  EXPECT_EQ(remaining_after({1000 * kDay.ms}, kDay), 0);
  EXPECT_EQ(remaining_after(kLatest - kEarliest, {1}), 0);
}

TEST(RemainingAfter, NeverRises) {
  const Duration half_life{9'973};
  double last = 1;
  for (std::int64_t ms = 1; ms <= 5 * half_life.ms; ++ms) {
    const double now = remaining_after({ms}, half_life);
    ASSERT_LT(now, last) << ms;
    last = now;
  }
  for (std::int64_t ms = 1; ms <= 2000; ++ms) {  // steps too small to see must not rise either
    const Duration long_life{6'048'000'000'000'000 / 8};
    ASSERT_LE(remaining_after({ms}, long_life), remaining_after({ms - 1}, long_life));
  }
}

#if !defined(__EMSCRIPTEN__)  // long doubles are slow there, and wider than here
TEST(RemainingAfter, AgreesWithTheExactPower) {
  const Duration half_life{1'000'003};
  for (std::int64_t ms = 0; ms < 3 * half_life.ms; ms += 37) {
    const long double x = -static_cast<long double>(ms) / static_cast<long double>(half_life.ms);
    const long double exact = std::exp2(x);
    const auto off = (static_cast<long double>(remaining_after({ms}, half_life)) - exact) / exact;
    ASSERT_LT(std::fabs(static_cast<double>(off)), 1e-15) << ms;
  }
}
#endif

struct Golden {
  std::int64_t age, half_life;
  std::uint64_t bits;
};

TEST(RemainingAfter, GivesTheseBits) {
  constexpr Golden kGolden[] = {
      {1, 2592000000, 0x3fefffffffdb3f12ULL},
      {1, 3, 0x3fe965fea53d6e3dULL},
      {2, 3, 0x3fe428a2f98d728cULL},
      {1, 10, 0x3feddb680117ab12ULL},
      {9, 10, 0x3fe125fbee250664ULL},
      {1, 1000, 0x3feffa52de61c11fULL},
      {999, 1000, 0x3fe002d711c79a96ULL},
      {1, 86400000, 0x3feffffffbb16415ULL},
      {43200000, 86400000, 0x3fe6a09e667f3bccULL},
      {86399999, 86400000, 0x3fe0000002274df6ULL},
      {86400001, 86400000, 0x3fdffffffbb16415ULL},
      {604800000, 2592000000, 0x3feb38aa5682153fULL},
      {2591999999, 2592000000, 0x3fe0000000126078ULL},
      {7776000001, 2592000000, 0x3fbfffffffdb3f12ULL},
      {123456789, 7200000, 0x3edce78f551b1cd8ULL},
      {31536000000, 2592000000, 0x3f2c823e074ec129ULL},
      {1, 604800000000000, 0x3feffffffffffff6ULL},
      {604799999999999, 604800000000000, 0x3fe0000000000004ULL},
      {999999999, 1000000, 0x01700000ba10ba62ULL},
      {100, 101, 0x3fe01c34f67210feULL},
  };
  for (const Golden& g : kGolden) {
    EXPECT_EQ(bits_of(remaining_after({g.age}, {g.half_life})), g.bits)
        << g.age << '/' << g.half_life;
  }
}

}  // namespace
}  // namespace kelvin
