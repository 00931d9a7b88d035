#include "property/oracle_texts.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace kelvin::property {

/// The textbook's backtracking; the patterns here are short.
bool glob(const char* p, const char* s, bool parts) {
  if (*p == 0) return *s == 0;
  if (parts && std::string_view(p) == "/**" && *s == 0) return true;
  if (*p != '*') return *s == *p && glob(p + 1, s + 1, parts);
  const bool across = p[1] == '*' || !parts;
  const char* rest = p + (p[1] == '*' ? 2 : 1);
  for (;; ++s) {
    if (glob(rest, s, parts)) return true;
    if (*s == 0 || (*s == '/' && !across)) return false;
  }
}

/// The few accented letters that the generator writes, and ASCII.
std::string folded(std::string s) {
  constexpr std::pair<const char*, const char*> kFolds[] = {{"\u00c9", "e"},  {"\u00e9", "e"},
                                                            {"\u00dc", "u"},  {"\u00fc", "u"},
                                                            {"\u00df", "ss"}, {"\u0301", ""}};
  for (const auto& [letter, plain] : kFolds) {
    for (std::size_t at = s.find(letter); at != std::string::npos; at = s.find(letter)) {
      s.replace(at, std::string_view(letter).size(), plain);
    }
  }
  for (char& c : s) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return s;
}

/// Of folded text.
std::string words(const std::string& s) {
  std::string out = " ";
  for (char c : s) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out.back() == ' ' ? out : out + ' ';
}

/// A date in milliseconds, counted a year and a month at a time.
std::optional<std::int64_t> date_in(const std::optional<Value>& x) {
  constexpr std::int64_t kLeast = 100'000'000'000;
  constexpr std::int64_t kMost = 253'402'300'799'999;
  const auto counts = [](double n) {
    return n >= static_cast<double>(kLeast) && n <= static_cast<double>(kMost);
  };
  if (x && x->as_number() && counts(*x->as_number())) {
    return static_cast<std::int64_t>(*x->as_number());
  }
  if (!x || !x->as_text()) return {};
  const std::string s = *x->as_text();
  if (!s.empty() && s.find_first_not_of("0123456789") == std::string::npos) {
    const double n = std::strtod(s.c_str(), nullptr);
    return counts(n) ? std::optional(static_cast<std::int64_t>(n)) : std::nullopt;
  }
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  if (std::sscanf(s.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &read) != 3 || read != 10) {
    return {};
  }
  std::string rest = s.substr(10);
  if (!rest.empty()) {
    if (std::sscanf(rest.c_str(), "T%2d:%2d:%2d%n", &hour, &minute, &second, &read) != 3) return {};
    rest = rest.substr(static_cast<std::size_t>(read));
  }
  std::int64_t ms = 0;
  if (rest.size() >= 4 && rest[0] == '.') {
    ms = std::atoi(rest.substr(1, 3).c_str());
    rest = rest.substr(4);
  }
  int east = 0;
  if (rest.size() == 6) east = std::atoi(rest.substr(0, 3).c_str());
  if (rest.size() != 6 && !rest.empty() && rest != "Z") return {};
  std::int64_t days = 0;
  const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= leap(y) ? 366 : 365;
  constexpr int kMonths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += m == 2 && leap(year) ? 29 : kMonths[m - 1];
  return (((days + day - 1) * 24 + hour - east) * 60 + minute) * 60'000 + second * 1000 + ms;
}

}  // namespace kelvin::property
