// Decimal text to the nearest double. Nearly all numbers are few digits and a small power of ten,
// where one division or multiplication is exact (Clinger, 1990). For the others an estimate within
// one double of the truth is corrected by exact comparison with the point halfway to its neighbour.
#include <cstdint>
#include <cstring>
#include <limits>

#include "json/big.h"
#include "json/number_text.h"

namespace kelvin {
namespace {

/// 0.digits * 10^point; digits neither begin nor end with a zero.
struct Decimal {
  Text digits;
  int point = 0;
};

Decimal read_decimal(std::string_view text) {
  constexpr int kFar = 100'000'000;  // past any exponent that matters, and any text's length
  Decimal out;
  std::size_t i = 0;
  for (bool fraction = false; i < text.size() && (text[i] | 0x20) != 'e'; ++i) {
    if (text[i] == '.') {
      fraction = true;
    } else if (text[i] != '0' || !out.digits.empty()) {
      out.digits += text[i];
      if (!fraction) ++out.point;
    } else if (fraction) {
      --out.point;
    }
  }
  const bool negative = text.substr(i, 2).ends_with('-');
  int exponent = 0;
  for (; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9' && exponent < kFar)
      exponent = exponent * 10 + (text[i] - '0');
  }
  out.point += negative ? -exponent : exponent;
  out.digits.resize(out.digits.find_last_not_of('0') + 1);
  return out;
}

/// As many of the first digits as a 64-bit number holds whole.
struct Leading {
  std::uint64_t number = 0;
  int exponent = 0;  ///< the decimal is about number * 10^exponent
};

Leading leading_digits(const Decimal& decimal) {
  Leading out{0, decimal.point};
  for (const char c : std::string_view(decimal.digits).substr(0, 19)) {
    out.number = out.number * 10 + static_cast<std::uint64_t>(c - '0');
    --out.exponent;
  }
  return out;
}

constexpr std::uint64_t kInfinity = 0x7FF0'0000'0000'0000;

/// The bits of a double below the decimal or the next above it: 64 bits of mantissa, walked by
/// tens.
std::uint64_t estimate(Leading x) {
  std::uint64_t mantissa = x.number;
  int exponent = 0;  // the value is mantissa * 2^exponent * 10^x.exponent
  const auto normalize = [&] {
    for (; mantissa >> 63 == 0; --exponent) mantissa <<= 1;
  };
  normalize();
  for (; x.exponent > 0; --x.exponent, exponent += 3) {  // 10 = 1.25 * 2^3
    const std::uint64_t quarter = mantissa >> 2;
    if (mantissa > UINT64_MAX - quarter) {
      mantissa = (mantissa >> 1) + (quarter >> 1);
      ++exponent;
    } else {
      mantissa += quarter;
    }
  }
  for (; x.exponent < 0; ++x.exponent, exponent -= 3) {  // 1/10 = 0.8 / 2^3
    mantissa -= mantissa / 5;
    normalize();
  }
  // mantissa has its leading bit at 63; a double's biased exponent counts from 2^-1074 / 2^52.
  int biased = exponent + 1086;
  if (biased >= 0x7FF) return kInfinity - 1;
  std::uint64_t fraction = mantissa >> 11;
  if (biased > 0)
    return (static_cast<std::uint64_t>(biased) << 52) + (fraction & ((1ULL << 52) - 1));
  for (; biased < 1 && fraction != 0; ++biased) fraction >>= 1;
  return fraction;
}

/// The decimal against the point halfway between the double of these bits and the next above it:
/// below, equal to or above zero. The halfway point's digits are made one by one.
int compare_to_halfway(const Decimal& decimal, std::uint64_t bits) {
  const auto biased = static_cast<int>(bits >> 52);
  const std::uint64_t fraction = bits & ((1ULL << 52) - 1);
  const int exponent = (biased == 0 ? 1 : biased) - 1076;
  Big rest(2 * (biased == 0 ? fraction : fraction | (1ULL << 52)) + 1);
  Big one(1);
  if (exponent > 0) rest.shift_left(exponent);
  if (exponent < 0) one.shift_left(-exponent);
  one.multiply_by_power_of_ten(decimal.point);
  rest.multiply_by_power_of_ten(-decimal.point);
  for (const char c : decimal.digits) {
    if (rest.zero()) return 1;
    rest.multiply(10);
    char digit = '0';
    for (; rest.compare(one) >= 0; ++digit) {
      if (digit > c) return -1;
      rest.subtract(one);
    }
    if (digit != c) return c < digit ? -1 : 1;
  }
  return rest.zero() ? 0 : -1;
}

double magnitude(const Decimal& decimal) {
  if (decimal.digits.empty() || decimal.point < -330) return 0;
  if (decimal.point > 310) return std::numeric_limits<double>::infinity();
  const Leading x = leading_digits(decimal);
  if (decimal.digits.size() <= 15 && x.exponent >= -22 && x.exponent <= 22) {
    double power = 1;
    for (int i = x.exponent < 0 ? -x.exponent : x.exponent; i > 0; --i) power *= 10;
    const auto number = static_cast<double>(x.number);
    return x.exponent < 0 ? number / power : number * power;
  }
  std::uint64_t bits = estimate(x);
  const auto past = [&decimal](std::uint64_t below) {  // whether to round up from there
    const int c = compare_to_halfway(decimal, below);
    return c > 0 || (c == 0 && below % 2 == 1);
  };
  while (bits > 0 && !past(bits - 1)) --bits;
  while (bits < kInfinity && past(bits)) ++bits;
  double out = 0;
  std::memcpy(&out, &bits, sizeof out);
  return out;
}

}  // namespace

double parse_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const double value = magnitude(read_decimal(text));
  return negative ? -value : value;
}

}  // namespace kelvin
