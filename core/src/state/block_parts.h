// What the parts of a block's walk share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "kelvin/state.h"
#include "state/block_io.h"

namespace kelvin {

/// What most times are told as the difference from.
inline Instant base_of(const State& state) {
  return state.last.value_or(Instant{});
}

/// Sets how many items a list has and says so; a reader's are then still to be read.
template <class Io, class Items>
void walk_size(Io& io, Items& items) {
  if constexpr (Io::kReads) {
    items.resize(io.size());
  } else {
    io.number(items.size());
  }
}

inline std::size_t bytes_of_bits(std::size_t bits) {
  return (bits + 7) / 8;
}

inline bool bit(std::string_view bits, std::size_t i) {
  return (static_cast<unsigned>(static_cast<unsigned char>(bits[i / 8])) >> (i % 8) & 1) != 0;
}

/// A bit for each of so many things, as `is_set(i)` says.
template <class IsSet>
void write_bits(BlockWriter& io, std::size_t count, IsSet is_set) {
  for (std::size_t from = 0; from < count; from += 8) {
    unsigned byte = 0;
    const std::size_t end = std::min(count - from, std::size_t{8});
    for (std::size_t i = 0; i < end; ++i) byte |= is_set(from + i) ? 1U << i : 0U;
    io.fixed(byte, 1);
  }
}

/// The bits that write_bits wrote; nothing where they are not there.
inline std::string_view read_bits(BlockReader& io, std::size_t count) {
  return io.bytes(bytes_of_bits(count));
}

void walk_rules(BlockWriter& io, const State& state);
void walk_rules(BlockReader& io, State& state);
void walk_triggers(BlockWriter& io, const State& state);
void walk_triggers(BlockReader& io, State& state);
/// Nothing is written of who saw no experience.
void walk_exposures(BlockWriter& io, const State& state);
void walk_exposures(BlockReader& io, State& state);

}  // namespace kelvin
