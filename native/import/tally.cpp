#include "import/tally.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

/// A name may be anything that stood in a file.
constexpr std::size_t kLongestName = 60;

}  // namespace

void Tally::add(std::string_view name) {
  ++total_;
  name = name.substr(0, kLongestName);
  const auto it = counts_.find(name);
  if (it != counts_.end()) {
    ++it->second;
  } else if (counts_.size() < kMostNames) {
    counts_.emplace(name, 1);
  } else {
    ++others_;
  }
}

std::string Tally::text(std::size_t most) const {
  std::vector<std::pair<std::string_view, std::uint64_t>> rows(counts_.begin(), counts_.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  std::uint64_t told = 0;
  for (std::size_t i = 0; i < std::min(most, rows.size()); ++i) {
    out += (i > 0 ? ", " : "") + printable(rows[i].first) + " " + std::to_string(rows[i].second);
    told += rows[i].second;
  }
  if (told < total_) out += ", others " + std::to_string(total_ - told);
  return out;
}

}  // namespace kelvin::native
