// The numbers in a file of states, and its tail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <xxhash.h>

namespace kelvin::native {

template <class Number>
void put_number(std::string& out, Number n) {
  char bytes[sizeof n];
  std::memcpy(bytes, &n, sizeof n);
  out.append(bytes, sizeof n);
}

/// The number at a place, which must be there.
template <class Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number n;
  std::memcpy(&n, bytes.data() + at, sizeof n);
  return n;
}

inline std::uint64_t checksum_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

/// Three sections, of a place and a size each, and two checksums.
inline constexpr std::size_t kIndexAt = 0, kPeopleAt = 16, kHeadAt = 32, kSumAt = 48,
                             kTailSumAt = 56;
inline constexpr std::size_t kTailBytes = 64;

/// Of a part in the index, before the id.
inline constexpr std::size_t kEntryBytes = 32;

}  // namespace kelvin::native
