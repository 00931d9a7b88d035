#include "model/problems.h"

#include <algorithm>
#include <array>

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
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row[b.size()];
}

void append_escaped(std::string& at, std::string_view name) {
  at += '/';
  for (const char c : utf8_prefix(name, kLongestFound)) {
    if (c == '~') {
      at += "~0";
    } else if (c == '/') {
      at += "~1";
    } else {
      at += c;
    }
  }
}

std::string shorten(std::string text) {
  if (text.size() <= kLongestFound) return text;
  return std::string(utf8_prefix(text, kLongestFound)) + "...";
}

}  // namespace

Spot Spot::item(std::size_t i) const {
  return {&(*value->as_array())[i], at + '/' + std::to_string(i)};
}

Spot Spot::member(std::string_view name, const Value& v) const {
  Spot out{&v, at};
  append_escaped(out.at, name);
  return out;
}

void Problems::add(std::string_view code, const Spot& spot, std::string fix) {
  add(code, spot, to_json(*spot.value), std::move(fix));
}

void Problems::add(std::string_view code, const Spot& spot, std::string found, std::string fix) {
  errors_.push_back({std::string(code), spot.at, shorten(std::move(found)), std::move(fix)});
}

std::string suggest(std::string_view name, const std::vector<std::string_view>& known) {
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
  if (!nearest.empty()) return "did you mean " + std::string(nearest) + "?";
  std::string out = known.empty() ? "there is none to name" : "use one of";
  constexpr std::size_t kMostNames = 24;
  for (std::size_t i = 0; i < known.size() && i < kMostNames; ++i) {
    out.append(i == 0 ? " " : ", ").append(known[i]);
  }
  return out;
}

Members::Members(Problems& problems, Spot spot, std::initializer_list<std::string_view> keys)
    : problems_(problems), spot_(std::move(spot)) {
  const Object* members = spot_.value->as_object();
  if (members == nullptr) {
    problems_.add("wrong_type", spot_, "make it an object");
    return;
  }
  for (const auto& [name, value] : *members) {
    if (name == "note" || std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    problems_.add("unknown_key", spot_.member(name, value), name, suggest(name, keys));
  }
}

std::optional<Spot> Members::get(std::string_view key) const {
  const Value* value = spot_.value->find(key);
  if (value == nullptr) return std::nullopt;
  return spot_.member(key, *value);
}

std::optional<Spot> Members::need(std::string_view key) {
  auto spot = get(key);
  if (!spot && spot_.value->as_object() != nullptr) {
    const Spot missing = spot_.member(key, *spot_.value);
    problems_.add("missing_key", missing, "nothing", "add " + std::string(key));
  }
  return spot;
}

std::string Members::text(std::string_view key) {
  const auto spot = get(key);
  return spot ? read_text(problems_, *spot).value_or("") : "";
}

bool Members::flag(std::string_view key) {
  const auto spot = get(key);
  if (!spot) return false;
  const bool* b = spot->value->as_bool();
  if (b == nullptr) problems_.add("wrong_type", *spot, "make it true or false");
  return b != nullptr && *b;
}

std::optional<double> Members::number(std::string_view key, Bounds bounds) {
  const auto spot = get(key);
  return spot ? read_number(problems_, *spot, bounds) : std::nullopt;
}

std::optional<Duration> Members::duration(std::string_view key) {
  const auto spot = get(key);
  return spot ? read_duration(problems_, *spot) : std::nullopt;
}

std::vector<Spot> Members::list(std::string_view key) {
  const auto spot = get(key);
  return spot ? read_list(problems_, *spot) : std::vector<Spot>{};
}

std::optional<std::string> read_text(Problems& problems, const Spot& spot) {
  const std::string* text = spot.value->as_text();
  if (text == nullptr) {
    problems.add("wrong_type", spot, "make it a text");
    return std::nullopt;
  }
  if (text->size() > kLongestText) {
    problems.add("too_long", spot, "at most " + std::to_string(kLongestText) + " bytes");
    return std::nullopt;
  }
  return *text;
}

std::optional<double> read_number(Problems& problems, const Spot& spot, Bounds bounds) {
  const double* number = spot.value->as_number();
  if (number == nullptr) {
    problems.add("wrong_type", spot, "make it a number");
    return std::nullopt;
  }
  const bool above_zero = bounds.low == 0;
  if (*number < bounds.low || *number > bounds.high || (above_zero && *number == 0)) {
    problems.add("out_of_range", spot,
                 above_zero ? "use a number above 0, up to 1,000,000"
                            : "use a number within +-1,000,000");
    return std::nullopt;
  }
  return *number;
}

std::optional<std::int64_t> read_count(Problems& problems, const Spot& spot, std::int64_t most) {
  const double* number = spot.value->as_number();
  if (number == nullptr) {
    problems.add("wrong_type", spot, "make it a whole number");
    return std::nullopt;
  }
  if (!(*number >= 1 && *number <= static_cast<double>(most)) ||
      static_cast<double>(static_cast<std::int64_t>(*number)) != *number) {
    problems.add("out_of_range", spot, "use a whole number from 1 to " + std::to_string(most));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<Duration> read_duration(Problems& problems, const Spot& spot) {
  const std::string* text = spot.value->as_text();
  if (text == nullptr) {
    problems.add("wrong_type", spot, "make it a text such as \"30m\" or \"7d\"");
    return std::nullopt;
  }
  const auto duration = parse_duration(*text);
  if (!duration || duration->ms == 0) {
    problems.add("bad_duration", spot,
                 "use a whole number above 0 and s, m, h, d or w, such as \"30m\" or \"7d\"");
    return std::nullopt;
  }
  return duration;
}

std::vector<Spot> read_list(Problems& problems, const Spot& spot) {
  const Array* items = spot.value->as_array();
  if (items == nullptr) {
    problems.add("wrong_type", spot, "make it a list");
    return {};
  }
  if (items->size() > kMaxItems) {
    problems.add("too_many", spot, std::to_string(items->size()) + " items",
                 "at most " + std::to_string(kMaxItems));
    return {};
  }
  std::vector<Spot> out;
  for (std::size_t i = 0; i < items->size(); ++i) out.push_back(spot.item(i));
  return out;
}

std::vector<std::pair<std::string, Spot>> read_texts(Problems& problems, const Spot& spot) {
  std::vector<Spot> spots{spot};
  if (spot.value->as_array() != nullptr) {
    spots = read_list(problems, spot);
    if (spots.empty() && spot.value->as_array()->empty()) {
      problems.add("bad_value", spot, "name at least one");
    }
  } else if (spot.value->as_text() == nullptr) {
    problems.add("wrong_type", spot, "make it a text or a list of texts");
    return {};
  }
  std::vector<std::pair<std::string, Spot>> out;
  for (const Spot& item : spots) {
    if (auto text = read_text(problems, item)) out.emplace_back(*std::move(text), item);
  }
  return out;
}

}  // namespace kelvin
