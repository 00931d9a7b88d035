// Smallest: a table of at most so many entries, found by hash. Past that the entries with the
// smallest hashes stay. An entry that stays was there since its first time, so what it counts is
// whole; and the entries that stay do not depend on the order in which they came.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kelvin::study {

template <class Entry>
class Smallest {
 public:
  explicit Smallest(std::size_t most) : most_(most) {}

  /// The entry, a new one the first time; nullptr where there is no room for it.
  Entry* at(std::uint64_t hash) {
    if (hash > largest_) return nullptr;
    const auto [found, fresh] = entries_.try_emplace(hash);
    if (fresh && entries_.size() > 2 * most_) {
      trim();
      return hash > largest_ ? nullptr : &entries_.at(hash);
    }
    return &found->second;
  }
  /// Before the entries of another table are added to these: what that one let go goes here, too.
  void narrow_as(const Smallest& other) {
    if (other.largest_ >= largest_) return;
    largest_ = other.largest_;
    std::erase_if(entries_, [this](const auto& entry) { return entry.first > largest_; });
  }
  [[nodiscard]] const Entry* find(std::uint64_t hash) const {
    const auto found = entries_.find(hash);
    return found == entries_.end() ? nullptr : &found->second;
  }

  /// Calls with (hash, entry) for those that stay, in no order.
  template <class Call>
  void each(Call call) const {
    const std::uint64_t largest = entries_.size() > most_ ? largest_kept() : largest_;
    for (const auto& [hash, entry] : entries_) {
      if (hash <= largest) call(hash, entry);
    }
  }

 private:
  /// The hash of the last entry that stays.
  [[nodiscard]] std::uint64_t largest_kept() const {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(entries_.size());
    for (const auto& [hash, entry] : entries_) hashes.push_back(hash);
    const auto last = hashes.begin() + static_cast<std::ptrdiff_t>(most_ - 1);
    std::nth_element(hashes.begin(), last, hashes.end());
    return *last;
  }
  void trim() {
    largest_ = largest_kept();
    std::erase_if(entries_, [this](const auto& entry) { return entry.first > largest_; });
  }

  std::size_t most_;
  std::uint64_t largest_ = UINT64_MAX;  ///< beyond it nothing is taken in any more
  std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace kelvin::study
