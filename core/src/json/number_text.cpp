// Free-format printing after Steele and White (1990) and Dybvig and Burger (1996): generate digits
// of the exact value until they tell the double from its neighbours. It is slow beside tables of
// powers, which would cost the page kilobytes for the few fractions that it ever prints.
#include "json/number_text.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "json/big.h"

namespace kelvin {
namespace {

struct Decimal {
  Text digits;
  int point = 0;  ///< value = 0.digits * 10^point
};

/// value = r / s; half the gaps to the neighbouring doubles are up / s and down / s.
struct Scaled {
  Big r, s, up, down;
  bool even;  ///< the mantissa is: the edges themselves read back as this double
};

Scaled scale(double value) {
  std::uint64_t bits = 0;  // Emscripten 3.1.6 has no std::bit_cast
  std::memcpy(&bits, &value, sizeof bits);
  const auto biased = static_cast<int>(bits >> 52);
  const std::uint64_t fraction = bits & ((1ULL << 52) - 1);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | (1ULL << 52);
  const int exponent = (biased == 0 ? 1 : biased) - 1075;
  const bool closer_below = fraction == 0 && biased > 1;  // a power of two

  Scaled x{Big(mantissa), Big(1), Big(1), Big(1), mantissa % 2 == 0};
  x.r.shift_left((exponent > 0 ? exponent : 0) + 1 + (closer_below ? 1 : 0));
  x.s.shift_left((exponent < 0 ? -exponent : 0) + 1 + (closer_below ? 1 : 0));
  x.up.shift_left((exponent > 0 ? exponent : 0) + (closer_below ? 1 : 0));
  x.down.shift_left(exponent > 0 ? exponent : 0);
  return x;
}

bool reaches_next(const Scaled& x) {
  Big high = x.r;
  high.add(x.up);
  const int c = high.compare(x.s);
  return c > 0 || (c == 0 && x.even);
}

Decimal shortest(double value) {
  Scaled x = scale(value);
  Decimal out;
  while (reaches_next(x)) {
    x.s.multiply(10);
    ++out.point;
  }
  for (;;) {
    Scaled next = x;
    next.r.multiply(10);
    next.up.multiply(10);
    next.down.multiply(10);
    if (reaches_next(next)) break;
    x = next;
    --out.point;
  }
  for (;;) {
    x.r.multiply(10);
    x.up.multiply(10);
    x.down.multiply(10);
    char digit = '0';
    while (x.r.compare(x.s) >= 0) {
      x.r.subtract(x.s);
      ++digit;
    }
    const int below = x.r.compare(x.down);
    const bool low_done = below < 0 || (below == 0 && x.even);
    const bool high_done = reaches_next(x);
    if (!low_done && !high_done) {
      out.digits += digit;
      continue;
    }
    Big twice = x.r;
    twice.multiply(2);
    const bool round_up = low_done && high_done ? twice.compare(x.s) >= 0 : high_done;
    out.digits += static_cast<char>(digit + (round_up ? 1 : 0));
    return out;
  }
}

}  // namespace

Text integer_text(std::int64_t number) {
  std::array<char, 20> digits{};
  auto at = digits.end();
  auto rest = static_cast<std::uint64_t>(number < 0 ? -number : number);
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (number < 0) *--at = '-';
  return Text(std::string_view(at, static_cast<std::size_t>(digits.end() - at)));
}

void append_number(Text& out, double number) {
  if (number < 0) {
    out += '-';
    number = -number;
  }
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (number < kExactIntegers && static_cast<double>(static_cast<std::int64_t>(number)) == number) {
    out += integer_text(static_cast<std::int64_t>(number));
    return;
  }
  const auto [digits, point] = shortest(number);
  const std::string_view all = digits;
  const auto count = static_cast<int>(all.size());
  if (point > 21 || point < -5) {
    out += all[0];
    if (count > 1) out.append(".").append(all.substr(1));
    out += point > 0 ? "e+" : "e-";
    out += integer_text(static_cast<std::int64_t>(std::abs(point - 1)));
  } else if (point >= count) {
    out.append(all).append(static_cast<std::size_t>(point - count), '0');
  } else if (point > 0) {
    const auto whole = static_cast<std::size_t>(point);
    out.append(all.substr(0, whole)).append(".").append(all.substr(whole));
  } else {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(all);
  }
}

}  // namespace kelvin
