// VisitorSet: how many different visitors, told apart by hashes of 64 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kelvin::study {

class VisitorSet {
 public:
  /// `hash` is mixed well and not 0.
  void insert(std::uint64_t hash) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    if (std::uint64_t& slot = place(hash); slot == 0) {
      slot = hash;
      ++size_;
    }
  }
  void merge(const VisitorSet& other) {
    for (const std::uint64_t hash : other.slots_) {
      if (hash != 0) insert(hash);
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  /// Where the hash is, or the free slot where it would be.
  std::uint64_t& place(std::uint64_t hash) {
    std::size_t i = hash & (slots_.size() - 1);
    while (slots_[i] != 0 && slots_[i] != hash) i = (i + 1) & (slots_.size() - 1);
    return slots_[i];
  }
  void grow() {
    constexpr std::size_t kFirst = 4;
    std::vector<std::uint64_t> old(slots_.empty() ? kFirst : slots_.size() * 2);
    old.swap(slots_);
    for (const std::uint64_t hash : old) {
      if (hash != 0) place(hash) = hash;
    }
  }

  std::vector<std::uint64_t> slots_;  ///< a power of two; 0 is free
  std::size_t size_ = 0;
};

}  // namespace kelvin::study
