// Numbers as text and back. In WebAssembly the host does it (host_numbers.js), natively the
// standard library: both by the shortest digits that read back as the same double, and to the
// nearest double.
#include "json/number_text.h"

#include <array>
#include <charconv>
#include <limits>

#ifdef __EMSCRIPTEN__
extern "C" {
/// Writes JavaScript's text of a number; how long it is.
std::size_t kelvin_number_text(double number, char* out);
double kelvin_parse_number(const char* text, std::size_t size);
}
#endif

namespace kelvin {

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

#ifdef __EMSCRIPTEN__

void append_number(Text& out, double number) {
  std::array<char, 32> text{};  // 25 are the most
  out.append(text.data(), kelvin_number_text(number, text.data()));
}

double parse_number(std::string_view text) {
  return kelvin_parse_number(text.data(), text.size());
}

#else

namespace {

/// value = 0.digits * 10^point
struct Decimal {
  Text digits;
  int point = 0;
};

Decimal shortest(double number) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
  const std::string_view all(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t e = all.find('e');
  Decimal out{Text(all.substr(0, 1)), 0};
  if (e > 2) out.digits += all.substr(2, e - 2);
  const bool below_one = all[e + 1] == '-';
  int exponent = 0;
  std::from_chars(all.data() + e + 2, all.data() + all.size(), exponent);
  out.point = (below_one ? -exponent : exponent) + 1;
  return out;
}

/// Of a number past what a double holds: whether it is too large, not too small.
bool is_large(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e != text.npos) return text.substr(e + 1, 1) != "-";
  return text.substr(0, text.find('.')).find_first_not_of('0') != text.npos;
}

}  // namespace

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
    out += integer_text(static_cast<std::int64_t>(point > 0 ? point - 1 : 1 - point));
  } else if (point >= count) {
    out.append(all).append(static_cast<std::size_t>(point - count), '0');
  } else if (point > 0) {
    const auto whole = static_cast<std::size_t>(point);
    out.append(all.substr(0, whole)).append(".").append(all.substr(whole));
  } else {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(all);
  }
}

double parse_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc::result_out_of_range) {
    number = is_large(text) ? std::numeric_limits<double>::infinity() : 0;
  }
  return negative ? -number : number;
}

#endif

}  // namespace kelvin
