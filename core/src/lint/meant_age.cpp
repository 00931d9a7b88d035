#include "lint/meant_age.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "json/number_text.h"

namespace kelvin {
namespace {

/// The text in lower case and without spaces.
Text compact(std::string_view text) {
  Text out;
  for (const char c : text) {
    if (c != ' ') out += ascii_lower(c);
  }
  return out;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_end(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

/// A unit in a model's letters, and how many of it one is; nothing for a word that is no unit.
struct Unit {
  std::string_view name;
  char letter;
  std::int64_t times = 1;
};
constexpr Unit kUnits[] = {{"s", 's'},       {"sec", 's'},      {"second", 's'},    {"m", 'm'},
                           {"min", 'm'},     {"minute", 'm'},   {"h", 'h'},         {"hr", 'h'},
                           {"hour", 'h'},    {"d", 'd'},        {"day", 'd'},       {"w", 'w'},
                           {"week", 'w'},    {"mo", 'd', 30},   {"month", 'd', 30}, {"y", 'd', 365},
                           {"yr", 'd', 365}, {"year", 'd', 365}};

/// "7d", "7 days", "P7D", "PT12H" as a model's duration; "" for any other text.
Text duration_in(std::string_view text) {
  const bool iso = take(text, "p");
  const bool of_a_day = iso && take(text, "t");
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  constexpr std::size_t kMostDigits = 6;
  if (digits == 0 || digits > kMostDigits) return "";
  std::string_view word = text.substr(digits);
  if (iso && !of_a_day && word == "m") word = "month";
  if (word.size() > 1) take_end(word, "s");
  for (const Unit& unit : kUnits) {
    if (word != unit.name) continue;
    std::int64_t n = 0;
    for (const char digit : text.substr(0, digits)) n = n * 10 + (digit - '0');
    constexpr std::int64_t kMost = 1'000'000;  // of a model's durations
    return n > kMost / unit.times ? "" : integer_text(n * unit.times) + unit.letter;
  }
  return "";
}

}  // namespace

std::optional<MeantAge> meant_age(std::string_view op, std::string_view text) {
  const Text whole = compact(text);
  std::string_view rest = whole;
  take(rest, "$$") || take(rest, "$");
  const bool now = take(rest, "now()") || take(rest, "now") || take(rest, "today");
  const bool ago = take_end(rest, "ago");
  const bool minus = take(rest, "-");
  const bool plus = !minus && take(rest, "+");
  const Text duration = now && rest.empty() ? "0s" : duration_in(rest);
  if (duration.empty() || (now && !rest.empty() && !minus && !plus)) return std::nullopt;
  MeantAge out{Text(op), (plus ? "-" : "") + duration};
  // What is later has the smaller age.
  const bool moment = now || ago || minus || plus;
  if (moment) out.op.replace(1, 1, op[1] == 'g' ? "l" : "g");
  return out;
}

}  // namespace kelvin
