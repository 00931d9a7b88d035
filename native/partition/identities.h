// Which ids are of one person, as far as a log tells: what must stay together where messages that
// have only a userId are stitched to devices.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kelvin/event.h"

namespace kelvin::native {

/// Joins ids that were seen together. Memory grows with them: with users and their devices, not
/// with visitors who never said who they are.
class Identities {
 public:
  void learn(const Event& event);

  /// The id by which all who belong together are parted: of those joined, the least by its bytes;
  /// else the id itself.
  [[nodiscard]] std::string_view key_of(std::string_view id) const;

  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  std::size_t place_of(std::string_view id);
  [[nodiscard]] std::size_t root_of(std::size_t place) const;
  void join(std::string_view a, std::string_view b);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places_;
  std::vector<std::string_view> ids_;  ///< by place; they lie in the map
  mutable std::vector<std::size_t>
      parents_;  ///< of each place; a root is its own, the least of all
};

}  // namespace kelvin::native
