// Numbers as texts: JavaScript's own, the shortest that read back as the same double.
#include "json/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#if !defined(__EMSCRIPTEN__)
#include <charconv>
#endif

#include "base/hash.h"

namespace kelvin {
namespace {

std::string text_of(double number) {
  Text out;
  append_number(out, number);
  return out;
}

TEST(NumberText, IsWhatJavaScriptWrites) {
  const std::pair<double, const char*> kGolden[] = {
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1, "-1"},
      {0.5, "0.5"},
      {-2.25, "-2.25"},
      {35.79, "35.79"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3, "0.3333333333333333"},
      {2.0 / 3, "0.6666666666666666"},
      {123456789.123, "123456789.123"},
      {100, "100"},
      {1e5, "100000"},
      {1.005, "1.005"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {2.225073858507201e-308, "2.225073858507201e-308"},
      {1e21, "1e+21"},
      {1e20, "100000000000000000000"},
      {999999999999999900000.0, "999999999999999900000"},
      {1.5e21, "1.5e+21"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.5e-7, "1.5e-7"},
      {0.00000123, "0.00000123"},
      {9007199254740991.0, "9007199254740991"},
      {9007199254740992.0, "9007199254740992"},
      {9007199254740994.0, "9007199254740994"},
      {-9007199254740992.0, "-9007199254740992"},
      {4503599627370495.5, "4503599627370495.5"},
      {1e16, "10000000000000000"},
      {1e22, "1e+22"},
      {1e23, "1e+23"},
      {9.5367431640625e-7, "9.5367431640625e-7"},
      {2e-44, "2e-44"},
      {9.007199254740993e15, "9007199254740992"},
      {5e-7, "5e-7"},
      {4.35, "4.35"},
      {0.000001000001, "0.000001000001"},
      {8.41e21, "8.41e+21"},
      {9.5e-323, "9.4e-323"},
      {2e-323, "2e-323"},
      {1772359200000, "1772359200000"}};
  for (const auto& [number, text] : kGolden) EXPECT_EQ(text_of(number), text);
}

/// Doubles of every exponent, from a counter: the same ones in every build.
double random_double(std::uint64_t n) {
  const std::uint64_t bits = mix_bits(n * 0x9e3779b97f4a7c15ULL + 1);
  double d = 0;
  std::memcpy(&d, &bits, sizeof d);
  return d;
}

/// How many digits a text has before its exponent, leading and trailing zeros apart.
std::size_t digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9' && (c != '0' || !digits.empty())) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.size();
}

TEST(NumberText, IsTheShortestThatReadsBackAsTheSameDouble) {
  for (std::uint64_t n = 0; n < 200'000; ++n) {
    const double d = random_double(n);
    if (!std::isfinite(d)) continue;
    const std::string text = text_of(d);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), d) << text;
    ASSERT_LE(digits_of(text), 17U) << text;
#if !defined(__EMSCRIPTEN__)  // that library has no to_chars for doubles
    char shortest[64];
    const auto end =
        std::to_chars(shortest, shortest + sizeof shortest, d, std::chars_format::scientific);
    ASSERT_EQ(digits_of(text), digits_of(std::string(shortest, end.ptr))) << text;
#endif
  }
}

TEST(NumberText, ReadsBackAroundEveryPowerOfTwo) {
  double power = 5e-324;
  for (int i = 0; i < 2098; ++i, power *= 2) {
    for (const double d : {std::nextafter(power, 0.0), power, std::nextafter(power, 1e308)}) {
      const std::string text = text_of(d);
      ASSERT_EQ(std::strtod(text.c_str(), nullptr), d) << text;
    }
  }
}

}  // namespace
}  // namespace kelvin
