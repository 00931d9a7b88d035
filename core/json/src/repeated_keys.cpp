// Which members of a document hide others of the same name.
#include <algorithm>

#include "diagnose/problems.h"
#include "json/number_text.h"
#include "kelvin/json.h"
#include "sax.h"

namespace kelvin {
namespace {

/// Follows a document with the names that each open object has so far.
class KeyWatch {
 public:
  void null() { next(); }
  void boolean(bool /*b*/) { next(); }
  void number(double /*d*/) { next(); }
  void text(std::string_view /*utf8*/) { next(); }
  void begin_object() { open_.emplace_back(); }
  void begin_array() { open_.emplace_back().list = true; }
  void end_object() { end(); }
  void end_array() { end(); }
  void key(std::string_view name) {
    Level& level = open_.back();
    level.step = name;
    if (std::find(level.names.begin(), level.names.end(), name) == level.names.end()) {
      level.names.emplace_back(name);
    } else if (found.size() < kMostErrors) {
      found.push_back({"repeated_key", place(), Text(name),
                       "the object has this key before: what stands there is lost, and this one "
                       "stands; take one of the two out"});
    }
  }

  Errors found;

 private:
  struct Level {
    bool list = false;
    std::size_t index = 0;  ///< of a list's item
    Text step;              ///< an object's member
    List<Text> names;
  };

  void next() {
    if (!open_.empty()) ++open_.back().index;
  }
  void end() {
    open_.pop_back();
    next();
  }
  [[nodiscard]] Text place() const {
    Text out;
    for (const Level& level : open_) {
      out += pointer_step(level.list ? integer_text(level.index) : level.step);
    }
    return out;
  }

  List<Level> open_;
};

}  // namespace

Errors repeated_keys(std::string_view text) {
  KeyWatch watch;
  Sax<KeyWatch> sax(watch);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &sax)) return {};
  return std::move(watch.found);
}

}  // namespace kelvin
