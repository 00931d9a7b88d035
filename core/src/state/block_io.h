// What a block's bytes are made of: each kind of value, written by one class and read by the other
// under the same name, so that one function walks a state in both directions.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

constexpr std::uint64_t kWhole = std::uint64_t{1} << 53;  ///< where doubles stop counting
constexpr std::uint64_t k48Bits = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::size_t kIdBytes = 6;  ///< of 48 bits

/// Small whatever the sign: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
constexpr std::uint64_t zigzag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t n) {
  return static_cast<std::int64_t>((n >> 1) ^ (std::uint64_t{0} - (n & 1)));
}

class BlockWriter {
 public:
  static constexpr bool kReads = false;

  explicit BlockWriter(List<char>& memory)
      : memory_(memory), at_(memory.data()), end_(at_ + memory.size()) {}

  [[nodiscard]] std::string_view written() const {
    return {memory_.data(), static_cast<std::size_t>(at_ - memory_.data())};
  }

  void number(std::uint64_t n) {
    room(kMostNumber);
    if (n < 128) {
      *at_++ = static_cast<char>(n << 1 | 1);
      return;
    }
    const auto more = static_cast<unsigned>(63 - std::countl_zero(n)) / 7;
    if (more < 8) {
      n = (n << 1 | 1) << more;
      std::memcpy(at_, &n, sizeof n);
    } else {
      *at_ = 0;
      std::memcpy(at_ + 1, &n, sizeof n);
    }
    at_ += more + 1;
  }
  void count(std::int64_t n) { number(static_cast<std::uint64_t>(n)); }
  void whole(std::int64_t n, std::int64_t base) { number(zigzag(base - n)); }
  void time(Instant t, Instant base) { whole(t.ms, base.ms); }
  void time(const std::optional<Instant>& t, Instant base) {
    number(t ? 1 + zigzag(base.ms - t->ms) : 0);
  }
  void points(Points p) {
    const std::uint64_t n = zigzag(p.millionths);
    const std::int64_t whole = p.millionths / static_cast<std::int64_t>(kMillion);
    const bool is_whole = whole * static_cast<std::int64_t>(kMillion) == p.millionths;
    number(is_whole ? zigzag(whole) << 1 : n << 1 | 1);
  }
  void fixed(std::uint64_t n, std::size_t bytes) {
    room(sizeof n);
    std::memcpy(at_, &n, sizeof n);
    at_ += bytes;
  }
  void text(std::string_view text) {
    number(text.size());
    bytes(text);
  }
  void bytes(std::string_view text) {
    room(text.size());
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void id(std::uint64_t n) { fixed(n, kIdBytes); }
  void ids(const List<std::uint64_t>& all) {
    room(all.size() * kIdBytes + sizeof(std::uint64_t));
    for (const std::uint64_t n : all) {
      std::memcpy(at_, &n, sizeof n);  // the next one takes the place of what is too much
      at_ += kIdBytes;
    }
  }

 private:
  static constexpr std::size_t kMostNumber = 9;

  void room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
  }
  void grow(std::size_t bytes) {
    const auto used = static_cast<std::size_t>(at_ - memory_.data());
    memory_.resize(std::max(2 * memory_.size(), used + bytes + 256));
    at_ = memory_.data() + used;
    end_ = memory_.data() + memory_.size();
  }

  List<char>& memory_;
  char* at_;
  char* end_;
};

/// Never reads outside its bytes. What is out of range is noted, and asked for once, at the end.
class BlockReader {
 public:
  static constexpr bool kReads = true;

  explicit BlockReader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  /// Whether all was well and nothing is left.
  [[nodiscard]] bool done() const { return !bad_ && at_ == end_; }
  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  void require(bool truth) { bad_ = bad_ || !truth; }

  void number(std::uint64_t& n) {
    std::uint64_t word = load();
    const auto more = static_cast<unsigned>(std::countr_zero(word | 256));
    if (left() <= more) return fail(n);
    if (more < 8) {
      const unsigned bits = 8 * (more + 1);
      if (bits < 64) word &= (std::uint64_t{1} << bits) - 1;
      n = word >> (more + 1);
    } else {
      std::memcpy(&n, at_ + 1, sizeof n);
    }
    at_ += more + 1;
  }
  [[nodiscard]] std::uint64_t number() {
    std::uint64_t n = 0;
    number(n);
    return n;
  }
  /// How many items follow, each of at least one byte.
  [[nodiscard]] std::size_t size() {
    const std::uint64_t n = number();
    if (n <= left()) return static_cast<std::size_t>(n);
    bad_ = true;
    return 0;
  }
  void count(std::int64_t& n) {
    n = static_cast<std::int64_t>(number());
    require(static_cast<std::uint64_t>(n) < kWhole);
  }
  void whole(std::int64_t& n, std::int64_t base) {
    const std::uint64_t value =
        static_cast<std::uint64_t>(base) - static_cast<std::uint64_t>(unzigzag(number()));
    n = static_cast<std::int64_t>(value);
    require(value + kWhole - 1 <= 2 * (kWhole - 1));
  }
  void time(Instant& t, Instant base) {
    whole(t.ms, base.ms);
    if (t < kEarliest || t > kLatest) {
      bad_ = true;
      t = {};
    }
  }
  void time(std::optional<Instant>& t, Instant base) {
    t.reset();
    if (left() > 0 && *at_ == 1) {
      ++at_;
      return;
    }
    // What is there is one more than the difference.
    const std::uint64_t n = number();
    Instant found{static_cast<std::int64_t>(static_cast<std::uint64_t>(base.ms) -
                                            static_cast<std::uint64_t>(unzigzag(n - 1)))};
    if (found < kEarliest || found > kLatest) bad_ = true;
    t = std::clamp(found, kEarliest, kLatest);
  }
  void points(Points& p) {
    const std::uint64_t n = number();
    std::uint64_t value = static_cast<std::uint64_t>(unzigzag(n >> 1));
    if ((n & 1) == 0) value *= kMillion;
    require(n >> 55 == 0 && ((n & 1) != 0 || n >> 1 < 2 * kWhole / kMillion));
    p.millionths = static_cast<std::int64_t>(value);
    require(value + kWhole - 1 <= 2 * (kWhole - 1));
  }
  void fixed(std::uint64_t& n, std::size_t bytes) {
    if (left() < bytes) return fail(n);
    n = load();
    if (bytes < sizeof n) n &= (std::uint64_t{1} << (8 * bytes)) - 1;
    at_ += bytes;
  }
  [[nodiscard]] std::string_view text() { return bytes(size()); }
  void text(Text& text) {
    const std::string_view found = this->text();
    text.assign(found.data(), found.size());
  }
  [[nodiscard]] std::string_view bytes(std::size_t n) {
    if (left() < n) {
      bad_ = true;
      return {};
    }
    const std::string_view found(at_, n);
    at_ += n;
    return found;
  }
  void id(std::uint64_t& n) { fixed(n, kIdBytes); }
  /// All that the list has room for.
  void ids(List<std::uint64_t>& all) {
    if (left() < all.size() * kIdBytes) {
      bad_ = true;
      return;
    }
    for (std::uint64_t& n : all) {
      n = 0;
      std::memcpy(&n, at_, kIdBytes);
      at_ += kIdBytes;
    }
  }

 private:
  /// The next eight bytes, zeros where there are no more.
  [[nodiscard]] std::uint64_t load() const {
    std::uint64_t word = 0;
    if (left() >= sizeof word) {
      std::memcpy(&word, at_, sizeof word);
    } else {
      for (std::size_t i = left(); i-- > 0;) word = word << 8 | static_cast<unsigned char>(at_[i]);
    }
    return word;
  }
  void fail(std::uint64_t& n) {
    bad_ = true;
    n = 0;
    at_ = end_;
  }

  const char* at_;
  const char* end_;
  bool bad_ = false;
};

}  // namespace kelvin
