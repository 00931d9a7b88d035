// Big: the exact arithmetic behind reading and writing numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace kelvin {

/// A natural number below 2^1216: enough for the largest double, times ten, times four.
class Big {
 public:
  explicit Big(std::uint64_t n)
      : words_{static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32)} {
    used_ = words_[1] != 0 ? 2 : words_[0] != 0 ? 1 : 0;
  }

  void multiply(std::uint32_t factor) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      carry += static_cast<std::uint64_t>(words_[i]) * factor;
      words_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words_[used_++] = static_cast<std::uint32_t>(carry);
  }
  void multiply_by_power_of_ten(int exponent) {
    for (; exponent > 0; --exponent) multiply(10);
  }
  void shift_left(int bits) {
    for (; bits >= 16; bits -= 16) multiply(1U << 16);
    multiply(1U << bits);
  }
  void add(const Big& other) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < kWords && (carry != 0 || i < other.used_ || i < used_); ++i) {
      carry += static_cast<std::uint64_t>(words_[i]) + other.words_[i];
      words_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
      if (words_[i] != 0 && i >= used_) used_ = i + 1;
    }
  }
  /// Takes `other` away; it must not be larger.
  void subtract(const Big& other) {
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i < used_; ++i) {
      borrow += static_cast<std::int64_t>(words_[i]) - other.words_[i];
      words_[i] = static_cast<std::uint32_t>(borrow);
      borrow >>= 32;
    }
    while (used_ > 0 && words_[used_ - 1] == 0) --used_;
  }
  [[nodiscard]] bool zero() const { return used_ == 0; }
  /// Below, equal to or above zero, as *this is below, equal to or above other.
  [[nodiscard]] int compare(const Big& other) const {
    for (std::size_t i = std::max(used_, other.used_); i-- > 0;) {
      if (words_[i] != other.words_[i]) return words_[i] < other.words_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  static constexpr std::size_t kWords = 38;
  std::array<std::uint32_t, kWords> words_{};
  std::size_t used_ = 0;
};

}  // namespace kelvin
