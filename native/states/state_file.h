// A file of states: yesterday's visitors, to go on from. Its bytes, in this order:
//
//   "kelvin states 1\n"
//   parts    of about 64 KiB: visitors by the bytes of their ids. Each visitor a block
//            (kelvin/state_block.h); behind the last, where each ends in its part (4 bytes each)
//   index    of each part: place (8), bytes (8), checksum (8), visitors (4), size of an id (4), and
//            the id of its first visitor
//   people   of --stitch, who is present where (stitch.h); else nothing
//   head     one line of JSON (state_head.h)
//   tail     place and size of index, people and head (8 each), checksum of these three (8), and of
//            the tail before it (8)
//
// Numbers are little-endian, checksums XXH3 of 64 bits. So a visitor is found by two searches,
// parts can be read one by one, and those that nothing was changed in are copied as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "states/state_head.h"

namespace kelvin::native {

inline constexpr std::string_view kStatesMagic = "kelvin states 1\n";

/// Visitors one after the other: a part of a file, which must outlive it.
class StatePart {
 public:
  StatePart() = default;
  StatePart(std::string_view bytes, std::uint64_t checksum, std::uint32_t visitors)
      : bytes_(bytes), checksum_(checksum), visitors_(visitors) {}

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t checksum() const { return checksum_; }
  [[nodiscard]] std::uint32_t size() const { return visitors_; }
  [[nodiscard]] std::string_view block(std::uint32_t i) const { return blocks(i, i + 1); }
  /// Those from one to before another, which lie one behind the other.
  [[nodiscard]] std::string_view blocks(std::uint32_t from, std::uint32_t to) const;
  /// The first visitor who is not before that one; size() where there is none.
  [[nodiscard]] std::uint32_t place_of(std::string_view visitor) const;
  /// The block of that visitor, or "".
  [[nodiscard]] std::string_view find(std::string_view visitor) const;
  /// Whether every block ends after it begins, and within the part.
  [[nodiscard]] bool is_sound() const;

 private:
  [[nodiscard]] std::uint32_t end_of(std::uint32_t i) const;

  std::string_view bytes_;
  std::uint64_t checksum_ = 0;
  std::uint32_t visitors_ = 0;
};

/// The bytes of a file where they lie.
class Mapping {
 public:
  /// Throws Unusable where the file cannot be read.
  explicit Mapping(const std::string& path);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  /// "" of a file that is empty or no regular one.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

/// Read where it lies, as the system brings it in: a lookup costs the pages that it touches.
class StateFile {
 public:
  /// Throws Unusable, before anything of it is used, if the file cannot be read, is none, is of a
  /// newer format, was cut, or differs from what was written by a single bit.
  explicit StateFile(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const StateHead& head() const { return head_; }
  [[nodiscard]] std::string_view people() const { return people_; }

  [[nodiscard]] std::size_t parts() const { return firsts_.size(); }
  [[nodiscard]] const StatePart& part(std::size_t i) const { return parts_[i]; }
  /// The first visitor of a part.
  [[nodiscard]] std::string_view first(std::size_t i) const { return firsts_[i]; }

  /// The block of that visitor, or "" where there is none. Safe to use from several threads.
  [[nodiscard]] std::string_view find(std::string_view visitor) const;

 private:
  void read_tail();
  void read_index(std::string_view index);
  [[nodiscard]] std::string_view section(std::size_t at) const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::string path_;
  Mapping mapping_;
  std::string_view bytes_;
  StateHead head_;
  std::string_view people_;
  std::vector<StatePart> parts_;
  std::vector<std::string_view> firsts_;
};

/// Calls with (id, block) of every visitor, by the bytes of their ids.
template <class Call>
void each_block(const StateFile& file, Call call) {
  for (std::size_t i = 0; i < file.parts(); ++i) {
    const StatePart& part = file.part(i);
    for (std::uint32_t j = 0; j < part.size(); ++j) {
      call(visitor_of(part.block(j)), part.block(j));
    }
  }
}

/// Whether a file begins as one.
bool is_state_file(const std::string& path);

}  // namespace kelvin::native
