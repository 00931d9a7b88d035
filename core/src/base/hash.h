// Hashes: for ids that must be the same on both sides of a wire and for telling repeats, not for
// secrets. FNV-1a over the bytes, finished by a mixer so that every bit counts.
#pragma once

#include <cstdint>
#include <string_view>

#include "kelvin/text.h"

namespace kelvin {

constexpr std::uint64_t mix_bits(std::uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33);
}

constexpr std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0) {
  std::uint64_t h = 0xcbf29ce484222325ULL ^ seed;
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix_bits(h);
}

/// 48 bits of a hash: a whole number for JavaScript, and room enough to tell 128 ids apart.
constexpr std::uint64_t to_48_bits(std::uint64_t hash) {
  return hash >> 16;
}
constexpr std::uint64_t hash48(std::string_view bytes) {
  return to_48_bits(hash_bytes(bytes));
}

/// `digits` lower-case hexadecimal digits, leading zeros kept.
inline Text to_hex(std::uint64_t value, int digits = 16) {
  Text out;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[(value >> shift) & 15];
  }
  return out;
}

}  // namespace kelvin
