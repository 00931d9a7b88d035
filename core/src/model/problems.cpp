#include "model/problems.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "kelvin/model.h"

namespace kelvin {
namespace {

constexpr std::size_t kLongestFound = 60;
constexpr std::size_t kLongestText = 2000;

/// How many letters must change to make one name of the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
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

/// A member's name as a step of a JSON pointer.
std::string step(std::string_view name) {
  std::string out = "/";
  for (const char c : utf8_prefix(name, kLongestFound)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

/// Puts before `pointer` the way from a tree to a value in it; false where it is not in it.
bool find_way(const Value& tree, const Value& wanted, std::string& pointer) {
  if (&tree == &wanted) return true;
  if (const Array* items = tree.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (!find_way((*items)[i], wanted, pointer)) continue;
      pointer.insert(0, step(std::to_string(i)));
      return true;
    }
  } else if (const Object* members = tree.as_object()) {
    for (const auto& [name, member] : *members) {
      if (!find_way(member, wanted, pointer)) continue;
      pointer.insert(0, step(name));
      return true;
    }
  }
  return false;
}

std::string shorten(std::string_view text) {
  if (text.size() <= kLongestFound) return std::string(text);
  return joined({utf8_prefix(text, kLongestFound), "..."});
}

}  // namespace

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

void Problems::add(std::string_view code, const Value& at, std::string_view found,
                   std::string_view fix) {
  if (errors_.size() == kMostErrors) return;
  Error& error = errors_.emplace_back();
  error.code = code;
  find_way(document_, at, error.at);
  error.found = shorten(found);
  error.fix = fix;
}

void Problems::add(std::string_view code, const Value& at, std::string_view fix) {
  add(code, at, to_json(at), fix);
}

void Problems::add_missing(const Value& object, std::string_view key) {
  add("missing_key", object, "nothing", joined({"add ", key}));
  errors_.back().at += step(key);
}

std::string suggest(std::string_view name, const Names& known) {
  name = name.substr(0, 64);
  std::string_view nearest;
  std::size_t best = 1 + name.size() / 3 + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  if (!nearest.empty()) return joined({"did you mean ", nearest, "?"});
  std::string out = known.empty() ? "there is none to name" : "use one of";
  constexpr std::size_t kMostNames = 24;
  for (std::size_t i = 0; i < known.size() && i < kMostNames; ++i) {
    out += i == 0 ? " " : ", ";
    out += known[i];
  }
  return out;
}

Members::Members(Problems& problems, const Value& object,
                 std::initializer_list<std::string_view> keys)
    : problems_(problems), object_(object) {
  const Object* members = object_.as_object();
  if (members == nullptr) {
    problems_.add("wrong_type", object_, "make it an object");
    return;
  }
  for (const auto& [name, value] : *members) {
    if (name == "note" || std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    problems_.add("unknown_key", value, name, suggest(name, keys));
  }
}

const Value* Members::need(std::string_view key) {
  const Value* value = get(key);
  if (value == nullptr && object_.as_object() != nullptr) problems_.add_missing(object_, key);
  return value;
}

std::string Members::text(std::string_view key) {
  const Value* value = get(key);
  const std::string* text = value != nullptr ? read_text(problems_, *value) : nullptr;
  return text != nullptr ? *text : "";
}

bool Members::flag(std::string_view key) {
  const Value* value = get(key);
  if (value == nullptr) return false;
  const bool* b = value->as_bool();
  if (b == nullptr) problems_.add("wrong_type", *value, "make it true or false");
  return b != nullptr && *b;
}

std::optional<double> Members::number(std::string_view key, Bounds bounds) {
  const Value* value = get(key);
  return value != nullptr ? read_number(problems_, *value, bounds) : std::nullopt;
}

std::optional<Duration> Members::duration(std::string_view key) {
  const Value* value = get(key);
  return value != nullptr ? read_duration(problems_, *value) : std::nullopt;
}

std::span<const Value> Members::list(std::string_view key) {
  const Value* value = get(key);
  return value != nullptr ? read_list(problems_, *value) : std::span<const Value>();
}

const std::string* read_text(Problems& problems, const Value& value) {
  const std::string* text = value.as_text();
  if (text == nullptr) {
    problems.add("wrong_type", value, "make it a text");
  } else if (text->size() > kLongestText) {
    problems.add("too_long", value, joined({"at most ", std::to_string(kLongestText), " bytes"}));
    return nullptr;
  }
  return text;
}

std::optional<double> read_number(Problems& problems, const Value& value, Bounds bounds) {
  const double* number = value.as_number();
  if (number == nullptr) {
    problems.add("wrong_type", value, "make it a number");
    return std::nullopt;
  }
  const bool above_zero = bounds.low == 0;
  if (*number < bounds.low || *number > bounds.high || (above_zero && *number == 0)) {
    problems.add("out_of_range", value,
                 above_zero ? "use a number above 0, up to 1,000,000"
                            : "use a number within +-1,000,000");
    return std::nullopt;
  }
  return *number;
}

std::optional<std::int64_t> read_count(Problems& problems, const Value& value, std::int64_t most) {
  const double* number = value.as_number();
  if (number == nullptr) {
    problems.add("wrong_type", value, "make it a whole number");
    return std::nullopt;
  }
  if (!(*number >= 1 && *number <= static_cast<double>(most)) ||
      static_cast<double>(static_cast<std::int64_t>(*number)) != *number) {
    problems.add("out_of_range", value,
                 joined({"use a whole number from 1 to ", std::to_string(most)}));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<Duration> read_duration(Problems& problems, const Value& value) {
  const std::string* text = value.as_text();
  if (text == nullptr) {
    problems.add("wrong_type", value, "make it a text such as \"30m\" or \"7d\"");
    return std::nullopt;
  }
  const auto duration = parse_duration(*text);
  if (!duration || duration->ms == 0) {
    problems.add("bad_duration", value,
                 "use a whole number above 0 and s, m, h, d or w, such as \"30m\" or \"7d\"");
    return std::nullopt;
  }
  return duration;
}

std::span<const Value> read_list(Problems& problems, const Value& value) {
  const Array* items = value.as_array();
  if (items == nullptr) {
    problems.add("wrong_type", value, "make it a list");
    return {};
  }
  if (items->size() > kMaxItems) {
    problems.add("too_many", value, joined({std::to_string(items->size()), " items"}),
                 joined({"at most ", std::to_string(kMaxItems)}));
    return {};
  }
  return *items;
}

std::span<const Value> read_texts(Problems& problems, const Value& value) {
  if (const Array* items = value.as_array()) {
    if (items->empty()) problems.add("bad_value", value, "name at least one");
    return read_list(problems, value);
  }
  if (value.as_text() != nullptr) return {&value, 1};
  problems.add("wrong_type", value, "make it a text or a list of texts");
  return {};
}

const Object& read_object(Problems& problems, const Value& value, std::string_view fix) {
  static const Object kNone;
  const Object* members = value.as_object();
  if (members != nullptr && !members->empty()) return *members;
  problems.add("wrong_type", value, fix);
  return kNone;
}

}  // namespace kelvin
