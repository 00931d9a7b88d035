#include "import/csv_columns.h"

#include <algorithm>
#include <utility>

#include "import/text.h"
#include "kelvin/edit_distance.h"
#include "log/bad_lines.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kLongestColumn = 60;
constexpr std::size_t kColumnsNamed = 30;

[[noreturn]] void fail_without(const std::string& option, const std::string& file,
                               const std::string& wanted, const std::vector<std::string>& names) {
  std::string nearest;
  std::size_t least = wanted.size() / 2 + 1;
  std::string all;
  for (std::size_t i = 0; i < std::min(names.size(), kColumnsNamed); ++i) {
    const std::string name = names[i].substr(0, kLongestColumn);
    const std::size_t off = edit_distance(lower_case(name), lower_case(wanted));
    if (off < least) {
      least = off;
      nearest = name;
    }
    all += (i > 0 ? ", " : "") + name;
  }
  if (names.size() > kColumnsNamed) all += ", ...";
  std::string text = file + ": " + option + " " + wanted + ": there is no such column";
  if (!nearest.empty()) text += "; did you mean " + nearest + "?";
  throw Unusable(printable(text + "; its columns are " + all));
}

}  // namespace

std::size_t find_column(const std::string& file, const std::string& option,
                        const std::string& wanted, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) fail_without(option, file, wanted, names);
  if (std::find(found + 1, names.end(), wanted) != names.end()) {
    throw Unusable(file + ": " + option + " " + wanted + ": there are two columns of this name");
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::string_view page_member(std::string_view column) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"url", "url"},          {"page_url", "url"},           {"page_location", "url"},
      {"path", "path"},        {"page_path", "path"},         {"pathname", "path"},
      {"title", "title"},      {"page_title", "title"},       {"referrer", "referrer"},
      {"referer", "referrer"}, {"page_referrer", "referrer"}, {"search", "search"}};
  const std::string name = lower_case(column);
  for (const auto& [theirs, ours] : kNames) {
    if (name == theirs) return ours;
  }
  return "";
}

}  // namespace kelvin::native
