#include "import/ga4_row.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "kelvin/event.h"

namespace kelvin::native {
namespace {

namespace dom = simdjson::dom;

/// A row's own are a few dozen; an event of more members would be refused.
constexpr std::size_t kMostParams = 1000;
constexpr std::size_t kDeepest = 8;
constexpr double kLargestWhole = 9007199254740991;  // 2^53 - 1

/// A value as it is, but for what the export means by nothing: null and "(not set)".
std::optional<Value> value_of(dom::element from, std::size_t depth = 0) {
  switch (from.type()) {
    case dom::element_type::STRING: {
      const std::string_view text(from);
      return text == "(not set)" ? std::nullopt : std::optional<Value>(text);
    }
    case dom::element_type::INT64:
      return Value(static_cast<double>(std::int64_t(from)));
    case dom::element_type::UINT64:
      return Value(static_cast<double>(std::uint64_t(from)));
    case dom::element_type::DOUBLE:
      return Value(double(from));
    case dom::element_type::BOOL:
      return Value(bool(from));
    case dom::element_type::OBJECT: {
      const dom::object members(from);
      if (depth == kDeepest || members.size() > kMostParams) return std::nullopt;
      Value out = Object{};
      for (const auto& [name, member] : members) {
        if (auto value = value_of(member, depth + 1)) out.set(name, *std::move(value));
      }
      return out;
    }
    case dom::element_type::ARRAY: {
      if (depth == kDeepest) return std::nullopt;
      Array out;
      for (const dom::element item : dom::array(from)) {
        if (auto value = value_of(item, depth + 1)) out.push_back(*std::move(value));
      }
      return Value(std::move(out));
    }
    default:
      return std::nullopt;
  }
}

/// The export writes 64-bit numbers as texts.
std::optional<double> number_of(dom::element from) {
  double number = 0;
  if (from.get(number) == simdjson::SUCCESS) return number;
  std::string_view text;
  if (from.get(text) != simdjson::SUCCESS) return std::nullopt;
  std::int64_t whole = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  const bool all = error == std::errc() && stop == text.data() + text.size();
  return all ? std::optional(static_cast<double>(whole)) : std::nullopt;
}

/// What a parameter holds: the first of the four that is there.
std::optional<Value> typed_value(dom::element from) {
  dom::element value;
  if (from["string_value"].get(value) == simdjson::SUCCESS && !value.is_null()) {
    return value_of(value, kDeepest);
  }
  for (const char* kind : {"int_value", "float_value", "double_value"}) {
    if (from[kind].get(value) != simdjson::SUCCESS || value.is_null()) continue;
    const auto number = number_of(value);
    // What a double cannot hold stays the digits that it is.
    if (number && std::abs(*number) <= kLargestWhole) return Value(*number);
    return value_of(value, kDeepest);
  }
  return std::nullopt;
}

/// A list of {key, value} as an object. False if there are too many.
bool read_pairs(dom::element row, std::string_view member, Value& out) {
  out = Object{};
  dom::array list;
  if (row[member].get(list) != simdjson::SUCCESS) return true;
  if (list.size() > kMostParams) return false;
  for (const dom::element pair : list) {
    std::string_view key;
    dom::element value;
    if (pair["key"].get(key) != simdjson::SUCCESS || key.empty()) continue;
    if (pair["value"].get(value) != simdjson::SUCCESS) continue;
    if (auto plain = typed_value(value)) out.set(key, *std::move(plain));
  }
  return true;
}

void read_object(dom::element row, std::string_view member, Value& out) {
  dom::element object;
  out = Object{};
  if (row[member].get(object) != simdjson::SUCCESS || !object.is_object()) return;
  if (auto value = value_of(object)) out = *std::move(value);
}

void read_items(dom::element row, Array& out) {
  out.clear();
  dom::array list;
  if (row["items"].get(list) != simdjson::SUCCESS) return;
  for (const dom::element item : list) {
    if (!item.is_object()) continue;
    Value product = Object{};
    if (auto value = value_of(item)) product = *std::move(value);
    product.erase("item_params");
    Value more;
    if (read_pairs(item, "item_params", more)) {
      for (const auto& [key, given] : *more.as_object()) product.set(key, given);
    }
    out.push_back(std::move(product));
  }
}

/// An id as text; a number's digits are one too.
std::string id_in(dom::element row, std::string_view member) {
  dom::element id;
  if (row[member].get(id) != simdjson::SUCCESS) return "";
  std::string_view text;
  if (id.get(text) == simdjson::SUCCESS) return text == "(not set)" ? "" : std::string(text);
  std::int64_t number = 0;
  return id.get(number) == simdjson::SUCCESS ? std::to_string(number) : "";
}

std::optional<Instant> time_in(dom::element row) {
  dom::element given;
  if (row["event_timestamp"].get(given) != simdjson::SUCCESS) return std::nullopt;
  const auto micros = number_of(given);
  constexpr double kFirst = 1e14;  // microseconds: the year 1973
  if (!micros || !(*micros >= kFirst)) return std::nullopt;
  const double ms = std::floor(*micros / 1000);
  if (ms > static_cast<double>(kLatest.ms)) return std::nullopt;
  return Instant{static_cast<std::int64_t>(ms)};
}

}  // namespace

std::string Ga4RowReader::read(std::string_view text, Ga4Row& row) {
  if (text.size() > kMaxEventBytes) return "the line is longer than a row may be";
  dom::element root;
  dom::object members;
  if (parser_.parse(text.data(), text.size(), false).get(root) != simdjson::SUCCESS) {
    return "the line is not valid JSON";
  }
  if (root.get(members) != simdjson::SUCCESS) return "no JSON object";
  std::string_view name;
  if (root["event_name"].get(name) != simdjson::SUCCESS || name.empty()) {
    return "no event_name: is this a row of GA4's BigQuery export (its events_ tables)?";
  }
  const auto time = time_in(root);
  if (!time) return "no event_timestamp in microseconds since 1970";
  row.name = name;
  row.time = *time;
  row.device = id_in(root, "user_pseudo_id");
  row.user = id_in(root, "user_id");
  if (!read_pairs(root, "event_params", row.params) ||
      !read_pairs(root, "user_properties", row.traits)) {
    return "more than 1000 parameters";
  }
  read_items(root, row.items);
  read_object(root, "ecommerce", row.ecommerce);
  read_object(root, "collected_traffic_source", row.source);
  read_object(root, "traffic_source", row.first_source);
  return "";
}

}  // namespace kelvin::native
