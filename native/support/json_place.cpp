#include "support/json_place.h"

#include <algorithm>

#include "kelvin/json.h"

namespace kelvin::native {
namespace {

class Walk {
 public:
  explicit Walk(std::string_view json) : json_(json) {
    if (json_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  /// Goes past the value that begins here; notes where the path's rest leads within it.
  void value(const std::vector<std::string>& path, std::size_t depth, bool on_path) {
    blanks();
    const std::size_t from = at_;
    if (peek() == '{') {
      members(path, depth, on_path);
    } else if (peek() == '[') {
      items(path, depth, on_path);
    } else if (peek() == '"') {
      text();
    } else {
      at_ = std::min(json_.find_first_of(",]} \t\r\n", at_), json_.size());
    }
    if (on_path && depth == path.size()) found = JsonPlace{from, at_};
  }

  std::optional<JsonPlace> found;

 private:
  [[nodiscard]] char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  void blanks() { at_ = std::min(json_.find_first_not_of(" \t\r\n", at_), json_.size()); }

  std::string_view text() {
    const std::size_t from = at_++;
    while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    ++at_;
    return json_.substr(from, at_ - from);
  }

  void members(const std::vector<std::string>& path, std::size_t depth, bool on_path) {
    ++at_;
    for (blanks(); at_ < json_.size() && peek() != '}'; blanks()) {
      const auto name = parse_json(text());
      blanks();
      ++at_;  // the colon
      const bool here = on_path && depth < path.size() && name && name->as_text() != nullptr &&
                        *name->as_text() == path[depth];
      if (here) found.reset();
      value(path, depth + 1, here);
      blanks();
      if (peek() == ',') ++at_;
    }
    ++at_;
  }

  void items(const std::vector<std::string>& path, std::size_t depth, bool on_path) {
    ++at_;
    std::size_t place = 0;
    for (blanks(); at_ < json_.size() && peek() != ']'; blanks(), ++place) {
      value(path, depth + 1,
            on_path && depth < path.size() && std::to_string(place) == path[depth]);
      blanks();
      if (peek() == ',') ++at_;
    }
    ++at_;
  }

  std::string_view json_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<JsonPlace> place_in_json(std::string_view json,
                                       const std::vector<std::string>& path) {
  Walk walk(json);
  walk.value(path, 0, true);
  return walk.found;
}

}  // namespace kelvin::native
