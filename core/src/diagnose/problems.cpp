#include "diagnose/problems.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "json/number_text.h"
#include "kelvin/edit_distance.h"
#include "kelvin/model.h"

namespace kelvin {
namespace {

constexpr std::size_t kLongestFound = 60;
constexpr std::size_t kLongestText = 2000;

}  // namespace

Text step_of(std::string_view name) {
  Text out = "/";
  for (const char c : name) {
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

Text pointer_step(std::string_view name) {
  return step_of(utf8_prefix(name, kLongestFound));
}

namespace {

/// Puts before `pointer` the way from a tree to a value in it; false where it is not in it.
bool find_way(const Value& tree, const Value& wanted, Text& pointer) {
  if (&tree == &wanted) return true;
  if (const Array* items = tree.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (!find_way((*items)[i], wanted, pointer)) continue;
      pointer.insert(0, pointer_step(integer_text(i)));
      return true;
    }
  } else if (const Object* members = tree.as_object()) {
    for (const auto& [name, member] : *members) {
      if (!find_way(member, wanted, pointer)) continue;
      pointer.insert(0, pointer_step(name));
      return true;
    }
  }
  return false;
}

}  // namespace

Text joined(const char* before, const Text& about, const char* after) {
  Text out = before;
  out += about;
  return out += after;
}
Text joined(const char* before, std::size_t about, const char* after) {
  return joined(before, integer_text(about), after);
}

Names split(std::string_view words, char separator) {
  Names out;
  for (;;) {
    const std::size_t end = words.find(separator);
    out.push_back(words.substr(0, end));
    if (end == words.npos) return out;
    words.remove_prefix(end + 1);
  }
}

void Problems::add(const char* code, const Value& at, const Text& found, const Text& fix) {
  if (errors_.size() == kMostErrors) return;
  Error& error = errors_.emplace_back();
  error.code = code;
  find_way(document_, at, error.at);
  error.found = utf8_prefix(found, kLongestFound);
  if (error.found.size() < found.size()) error.found += "...";
  error.fix = fix;
}
void Problems::add(const char* code, const Value& at, const char* found, const char* fix) {
  add(code, at, Text(found), Text(fix));
}
void Problems::add(const char* code, const Value& at, const Text& fix) {
  add(code, at, to_json(at), fix);
}
void Problems::add(const char* code, const Value& at, const char* fix) {
  add(code, at, Text(fix));
}

void Problems::add_missing(const Value& object, const char* key) {
  if (errors_.size() == kMostErrors) return;
  add("missing_key", object, "nothing", joined("add ", key));
  errors_.back().at += pointer_step(key);
}

Text suggest(std::string_view name, const Names& known) {
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
  if (!nearest.empty()) return joined("did you mean ", Text(nearest), "?");
  Text out = known.empty() ? "there is none to name" : "use one of";
  constexpr std::size_t kMostNames = 24;
  for (std::size_t i = 0; i < known.size() && i < kMostNames; ++i) {
    out += i == 0 ? " " : ", ";
    out += known[i];
  }
  return out;
}

Members::Members(Problems& problems, const Value& object, const char* keys)
    : problems_(problems), object_(object) {
  const Object* members = object_.as_object();
  if (members == nullptr) {
    problems_.add("wrong_type", object_, "make it an object");
    return;
  }
  const Names known = split(keys, ' ');
  for (const auto& [name, value] : *members) {
    if (name == "note") {
      if (value.as_text() == nullptr) problems_.add("wrong_type", value, "make it a text");
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      problems_.add("unknown_key", value, name, suggest(name, known));
    }
  }
}

const Value* Members::need(const char* key) {
  const Value* value = get(key);
  if (value == nullptr && object_.as_object() != nullptr) problems_.add_missing(object_, key);
  return value;
}

Text Members::text(const char* key) {
  const Value* value = get(key);
  const Text* text = value != nullptr ? read_text(problems_, *value) : nullptr;
  return text != nullptr ? *text : "";
}

Text Members::label_or(const Text& id) {
  Text label = text("label");
  return label.empty() ? id : label;
}

bool Members::flag(const char* key) {
  const Value* value = get(key);
  if (value == nullptr) return false;
  const bool* b = value->as_bool();
  if (b == nullptr) problems_.add("wrong_type", *value, "make it true or false");
  return b != nullptr && *b;
}

std::optional<double> Members::number(const char* key, Bounds bounds) {
  const Value* value = get(key);
  return value != nullptr ? read_number(problems_, *value, bounds) : std::nullopt;
}

std::optional<Duration> Members::duration(const char* key) {
  const Value* value = get(key);
  return value != nullptr ? read_duration(problems_, *value) : std::nullopt;
}

std::span<const Value> Members::list(const char* key) {
  const Value* value = get(key);
  return value != nullptr ? read_list(problems_, *value) : std::span<const Value>();
}

std::span<const Value> Members::some(const char* key) {
  const Value* value = get(key);
  return value != nullptr ? read_some(problems_, *value) : std::span<const Value>();
}

const Text* read_text(Problems& problems, const Value& value) {
  const Text* text = value.as_text();
  if (text == nullptr) {
    problems.add("wrong_type", value, "make it a text");
  } else if (text->size() > kLongestText) {
    problems.add("too_long", value, joined("at most ", kLongestText, " bytes"));
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
    problems.add(
        "out_of_range", value,
        above_zero ? "use a number above 0, up to 1,000,000" : "use a number within +-1,000,000");
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
                 joined("use a whole number from 1 to ", static_cast<std::size_t>(most)));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<Duration> read_duration(Problems& problems, const Value& value) {
  const Text* text = value.as_text();
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

std::optional<Duration> read_signed_duration(Problems& problems, const Value& value) {
  const Text* text = value.as_text();
  const bool below = text != nullptr && text->starts_with('-');
  const auto size =
      text != nullptr ? parse_duration(std::string_view(*text).substr(below)) : std::nullopt;
  if (!size) {
    problems.add(text != nullptr ? "bad_duration" : "wrong_type", value,
                 "use a whole number and s, m, h, d or w, such as \"7d\", \"0s\" or \"-3d\"");
    return std::nullopt;
  }
  return Duration{below ? -size->ms : size->ms};
}

std::span<const Value> read_list(Problems& problems, const Value& value) {
  const Array* items = value.as_array();
  if (items == nullptr) {
    problems.add("wrong_type", value, "make it a list");
    return {};
  }
  if (items->size() > kMaxItems) {
    problems.add("too_many", value, joined("", items->size(), " items"),
                 joined("at most ", kMaxItems));
    return {};
  }
  return *items;
}

std::span<const Value> read_some(Problems& problems, const Value& value) {
  const Array* items = value.as_array();
  if (items != nullptr && items->empty()) problems.add("bad_value", value, "list at least one");
  return read_list(problems, value);
}

std::span<const Value> read_some_texts(Problems& problems, const Value& value) {
  return value.as_array() != nullptr ? read_some(problems, value) : read_texts(problems, value);
}

std::span<const Value> read_texts(Problems& problems, const Value& value) {
  if (value.as_array() != nullptr) return read_list(problems, value);
  if (value.as_text() != nullptr) return {&value, 1};
  problems.add("wrong_type", value, "make it a text or a list of texts");
  return {};
}

const Object& read_object(Problems& problems, const Value& value, const char* fix) {
  static const Object kNone;
  const Object* members = value.as_object();
  if (members != nullptr && !members->empty()) return *members;
  problems.add("wrong_type", value, fix);
  return kNone;
}

}  // namespace kelvin
