// How often each of a few names came: what an import's report is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace kelvin::native {

class Tally {
 public:
  /// Past kMostNames further names are counted together, so that memory stays small.
  void add(std::string_view name);

  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] bool empty() const { return total_ == 0; }
  /// "page 812, Order Completed 31": the most frequent first; after `most` names how many there
  /// are.
  [[nodiscard]] std::string text(std::size_t most) const;

  static constexpr std::size_t kMostNames = 1000;

 private:
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::uint64_t total_ = 0;
  std::uint64_t others_ = 0;
};

}  // namespace kelvin::native
