#include "describe/words.h"
#include "json/number_text.h"

#include <cmath>

namespace kelvin {

Text number_words(double number) {
  Text text = to_json(Value(number));
  const std::size_t whole = text.find_first_of(".e");
  constexpr std::size_t kGroup = 3;
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  std::size_t end = whole == Text::npos ? text.size() : whole;
  for (; end > first + kGroup; end -= kGroup) text.insert(end - kGroup, ",");
  return text;
}

Text points_words(Points points) {
  const bool one = points == to_points(1) || points == to_points(-1);
  return number_words(points.value()) + (one ? " point" : " points");
}

Text count_words(std::int64_t count, std::string_view noun) {
  Text out = number_words(static_cast<double>(count)) + " ";
  out += noun;
  return count == 1 ? out : out + "s";
}

Text nth_words(std::int64_t n) {
  const bool teen = n / 10 % 10 == 1;
  const char* const ending = teen          ? "th"
                             : n % 10 == 1 ? "st"
                             : n % 10 == 2 ? "nd"
                             : n % 10 == 3 ? "rd"
                                           : "th";
  return integer_text(n) + ending;
}

Text duration_words(Duration duration) {
  constexpr std::pair<Duration, const char*> kUnits[] = {
      {kDay, "day"}, {kHour, "hour"}, {kMinute, "minute"}, {kSecond, "second"}};
  for (const auto& [unit, name] : kUnits) {
    if (duration.ms % unit.ms == 0) return count_words(duration.ms / unit.ms, name);
  }
  return count_words(duration.ms, "millisecond");
}

Text each_words(Duration duration) {
  const Text words = duration_words(duration);
  return "every " + (words.starts_with("1 ") ? words.substr(2) : words);
}

Text list_words(const List<Text>& items, std::string_view last) {
  Text out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " " + Text(last) + " " : ", ";
    out += items[i];
  }
  return out;
}

Text value_words(const Value& value) {
  if (const double* number = value.as_number()) return number_words(*number);
  if (const bool* b = value.as_bool()) return *b ? "yes" : "no";
  if (value.is_null()) return "unknown";
  return to_json(value);
}

Text limit_words(const Limit& limit) {
  const Text often = limit.times == 1 ? "once" : count_words(limit.times, "time");
  switch (limit.per) {
    case Limit::Per::kVisit:
      return "at most " + often + " per visit";
    case Limit::Per::kOneDay:
      return "at most " + often + " per day";
    case Limit::Per::kDuration:
      return "at most " + often + " in " + duration_words(limit.window);
    case Limit::Per::kEver:
      break;
  }
  return limit.times == 1 ? "only once" : "at most " + often + " ever";
}

Text title(const Text& label, const Text& id) {
  return label == id ? id : label + " (" + id + ")";
}

}  // namespace kelvin
