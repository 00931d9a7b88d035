#include "kelvin/edit_distance.h"

#include <algorithm>
#include <utility>

#include "kelvin/text.h"

namespace kelvin {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  List<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min(std::min(row[j], row[j - 1]) + 1, change));
    }
  }
  return row[b.size()];
}

}  // namespace kelvin
