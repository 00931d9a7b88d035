// Bytes as digits of six bits.
#include "state/format.h"

namespace kelvin {
namespace {

constexpr unsigned kNoDigit = 64;

/// The place in kDigits.
unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A') + 10;
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 36;
  if (c == '-') return 62;
  return c == '_' ? 63 : kNoDigit;
}

}  // namespace

Text digits_of(std::string_view bytes) {
  Text out;
  out.reserve(bytes.size() * 4 / 3 + 3);
  unsigned held = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    held = held << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) out += kDigits[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += kDigits[held << (6 - bits) & 63];
  return out;
}

bool bytes_of_digits(std::string_view digits, Text& bytes) {
  bytes.clear();
  bytes.reserve(digits.size() * 3 / 4);
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : digits) {
    const unsigned digit = digit_of(c);
    if (digit == kNoDigit) return false;
    held = held << 6 | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 255);
  }
  // What is left of the last digit is zero, and less than a digit.
  return bits < 6 && (held & ((1U << bits) - 1)) == 0;
}

}  // namespace kelvin
