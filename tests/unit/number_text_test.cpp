// Numbers as texts: JavaScript's own, the shortest that read back as the same double.
#include "json/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "base/hash.h"

namespace kelvin {
namespace {

constexpr const char* kHashWritten = "e5db1fef8ccbf9e7";
constexpr const char* kHashRead = "daef9efe0f701e23";

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
      {1772359200000, "1772359200000"},
      // As near to either neighbour's text: the even digit.
      {8875156423651.5625, "8875156423651.562"},
      {8958994884396.0625, "8958994884396.062"},
      {1339174924830076.25, "1339174924830076.2"}};
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

/// Natively the standard library writes and reads numbers, in WebAssembly the host. What a million
/// of either come to must be one hash in every build.
TEST(NumberText, IsTheSameInEveryBuild) {
  std::uint64_t hash = 0;
  const auto add = [&hash](double d) {
    if (std::isfinite(d)) hash = hash_bytes(text_of(d), hash);
  };
  for (std::uint64_t n = 0; n < 300'000; ++n) {
    add(random_double(n));
    const auto whole = static_cast<double>(static_cast<std::int64_t>(mix_bits(n) >> 16));
    add(whole / 1e6);  // points
    add(whole / 32);   // halfway between two texts, now and then
  }
  EXPECT_EQ(to_hex(hash), kHashWritten);
}

TEST(NumberText, IsReadAlikeInEveryBuild) {
  std::uint64_t hash = 0;
  for (std::uint64_t n = 0; n < 100'000; ++n) {
    std::uint64_t random = mix_bits(n + 1);
    std::string text = random % 3 == 0 ? "" : random % 3 == 1 ? "-" : "+";
    // Mostly short ones; some of hundreds of digits.
    const std::size_t size = 1 + (n % 100 == 0 ? random % 420 : random % 24);
    const std::size_t point = mix_bits(random) % (size + 1);
    for (std::size_t i = 0; i < size; ++i) {
      if (i == point) text += '.';
      random = mix_bits(random + i);
      text += static_cast<char>('0' + random % 10);
    }
    const double number = parse_number(text);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    hash = mix_bits(hash ^ bits);
  }
  EXPECT_EQ(to_hex(hash), kHashRead);
}

/// The odd ones: signs, halves, more digits than count, past both ends.
TEST(NumberText, IsReadToTheNearestDouble) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string zeros(400, '0');
  const std::pair<std::string, double> kOdd[] = {
      {"0", 0},
      {"-0", -0.0},
      {"+12.50", 12.5},
      {"12.", 12},
      {".5", 0.5},
      {"-.5", -0.5},
      {"00012", 12},
      {"9007199254740993", 9007199254740992.0},
      {"9007199254740993.0000000000000000000000001", 9007199254740994.0},
      {"9007199254740992.99999999999999999999999", 9007199254740992.0},
      {"0.1", 0.1},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"1" + zeros, infinity},
      {"-1" + zeros + ".5", -infinity},
      {"0." + zeros + "1", 0},
      {zeros + "7." + zeros, 7},
      {"0." + std::string(307, '0') + "22250738585072011", 2.2250738585072011e-308},
      {"0." + std::string(323, '0') + "49406564584124654", 5e-324},
      {"0." + std::string(323, '0') + "24703282292062327", 0},
      {"0." + std::string(323, '0') + "24703282292062328", 5e-324}};
  for (const auto& [text, number] : kOdd) {
    const double read = parse_number(text);
    EXPECT_EQ(std::memcmp(&read, &number, sizeof read), 0) << text << " was " << read;
  }
}

}  // namespace
}  // namespace kelvin
