#include "kelvin/time.h"

#include "json/number_text.h"

namespace kelvin {
namespace {

/// Reads fixed-width decimal fields from the front of a text.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t width) {
    if (rest_.size() < width) return std::nullopt;
    int n = 0;
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return std::nullopt;
      n = n * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return n;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// The fraction of a second after its point, in milliseconds; more digits are read and dropped.
  std::optional<int> milliseconds() {
    int ms = 0;
    int scale = 100;
    bool any = false;
    while (const auto digit = number(1)) {
      ms += *digit * scale;
      scale /= 10;
      any = true;
    }
    return any ? std::optional(ms) : std::nullopt;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

constexpr bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

/// Days from 1970-01-01, in the proleptic Gregorian calendar. The year is counted from March, so
/// that the leap day is its last.
constexpr std::int64_t days_from_civil(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

/// `Z` or `+01:00` (also `+0100`, `+01`), in milliseconds east of Greenwich.
std::optional<std::int64_t> read_offset(Digits& in) {
  if (in.take('Z') || in.take('z')) return 0;
  const bool east = in.take('+');
  if (!east && !in.take('-')) return std::nullopt;
  const auto hours = in.number(2);
  if (!hours || *hours > 23) return std::nullopt;
  std::optional<int> minutes = 0;
  if (in.take(':') || !in.empty()) minutes = in.number(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::int64_t ms = *hours * kHour.ms + *minutes * kMinute.ms;
  return east ? ms : -ms;
}

/// `10:00`, `10:00:00`, `10:00:00.000`, in milliseconds of the day.
std::optional<std::int64_t> read_time_of_day(Digits& in) {
  const auto hour = in.number(2);
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t ms = *hour * kHour.ms + *minute * kMinute.ms;
  if (!in.take(':')) return ms;
  const auto second = in.number(2);
  if (!second || *second > 59) return std::nullopt;
  ms += *second * kSecond.ms;
  if (in.take('.') || in.take(',')) {
    const auto fraction = in.milliseconds();
    if (!fraction) return std::nullopt;
    ms += *fraction;
  }
  return ms;
}

void append_padded(std::string& out, std::int64_t n, int width) {
  std::string digits = integer_text(n);
  out.append(static_cast<std::size_t>(width) - digits.size(), '0').append(digits);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view iso) {
  Digits in(iso);
  const auto year = in.number(4);
  if (!year || *year < 1 || !in.take('-')) return std::nullopt;
  const auto month = in.number(2);
  if (!month || *month < 1 || *month > 12 || !in.take('-')) return std::nullopt;
  const auto day = in.number(2);
  if (!day || *day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  if (!in.take('T') && !in.take('t') && !in.take(' ')) return std::nullopt;
  const auto time_of_day = read_time_of_day(in);
  if (!time_of_day) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.empty()) return std::nullopt;

  const Instant t{days_from_civil(*year, *month, *day) * kDay.ms + *time_of_day - *offset};
  if (t < kEarliest || t > kLatest) return std::nullopt;
  return t;
}

std::string to_iso(Instant t) {
  const std::int64_t days = day_of(t);
  std::int64_t rest = t.ms - days * kDay.ms;
  int year = 1970 + static_cast<int>(days / 366);  // never too late; the loop below walks on
  if (days < 0) year = 1970 + static_cast<int>(days / 365) - 1;
  while (days_from_civil(year + 1, 1, 1) <= days) ++year;
  int month = 1;
  while (month < 12 && days_from_civil(year, month + 1, 1) <= days) ++month;

  std::string out;
  append_padded(out, year, 4);
  append_padded(out += '-', month, 2);
  append_padded(out += '-', days - days_from_civil(year, month, 1) + 1, 2);
  append_padded(out += 'T', rest / kHour.ms, 2);
  append_padded(out += ':', (rest %= kHour.ms) / kMinute.ms, 2);
  append_padded(out += ':', (rest %= kMinute.ms) / kSecond.ms, 2);
  append_padded(out += '.', rest % kSecond.ms, 3);
  return out += 'Z';
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::int64_t kLargest = 1'000'000;
  if (text.size() < 2) return std::nullopt;
  std::int64_t n = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
    if (n > kLargest) return std::nullopt;
  }
  switch (text.back()) {
    case 's':
      return Duration{n * kSecond.ms};
    case 'm':
      return Duration{n * kMinute.ms};
    case 'h':
      return Duration{n * kHour.ms};
    case 'd':
      return Duration{n * kDay.ms};
    case 'w':
      return Duration{n * 7 * kDay.ms};
    default:
      return std::nullopt;
  }
}

}  // namespace kelvin
