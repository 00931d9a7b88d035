#include "kelvin/time.h"

#include "base/ascii.h"
#include "json/number_text.h"

namespace kelvin {
namespace {

/// Reads fixed-width decimal fields from the front of a text; one mistake and all is wrong.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}

  /// A number of that many digits within the bounds; the lower one where there is none.
  int number(std::size_t width, int low, int high) {
    if (rest_.size() < width) return fail(low);
    int n = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (!is_digit(rest_[i])) return fail(low);
      n = n * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    return n >= low && n <= high ? n : fail(low);
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Expects that letter.
  void need(char letter) {
    if (!take(letter)) fail(0);
  }
  /// The fraction of a second after its point, in milliseconds; more digits are read and dropped.
  int milliseconds() {
    if (!at_digit()) return fail(0);
    int ms = 0;
    for (int scale = 100; at_digit(); scale /= 10) ms += number(1, 0, 9) * scale;
    return ms;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  /// Whether all was right, to the end.
  [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
  [[nodiscard]] bool at_digit() const { return !rest_.empty() && is_digit(rest_[0]); }
  int fail(int instead) {
    failed_ = true;
    return instead;
  }

  std::string_view rest_;
  bool failed_ = false;
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

/// `Z`, `+01:00` or `+0100`, in milliseconds east of Greenwich.
std::int64_t read_offset(Digits& in) {
  if (in.take('Z')) return 0;
  const bool west = in.take('-');
  if (!west) in.need('+');
  const int hours = in.number(2, 0, 23);
  in.take(':');
  const int minutes = in.number(2, 0, 59);
  const std::int64_t ms = hours * kHour.ms + minutes * kMinute.ms;
  return west ? -ms : ms;
}

/// `10:00`, `10:00:00`, `10:00:00.000`, in milliseconds of the day.
std::int64_t read_time_of_day(Digits& in) {
  std::int64_t ms = in.number(2, 0, 23) * kHour.ms;
  in.need(':');
  ms += in.number(2, 0, 59) * kMinute.ms;
  if (!in.take(':')) return ms;
  ms += in.number(2, 0, 59) * kSecond.ms;
  return in.take('.') || in.take(',') ? ms + in.milliseconds() : ms;
}

/// `2026-03-01`, as its midnight in UTC.
Instant read_day(Digits& in) {
  const int year = in.number(4, 1, 9999);
  in.need('-');
  const int month = in.number(2, 1, 12);
  in.need('-');
  const int day = in.number(2, 1, days_in_month(year, month));
  return {days_from_civil(year, month, day) * kDay.ms};
}

/// The rest of a moment on that day. As a date it may end before its time, or its offset.
std::optional<Instant> read_instant(Digits& in, Instant t, bool as_date) {
  if (!as_date || !in.empty()) {
    in.need('T');
    t = t + Duration{read_time_of_day(in)};
  }
  if (!as_date || !in.empty()) t = t - Duration{read_offset(in)};
  if (!in.done() || t < kEarliest || t > kLatest) return std::nullopt;
  return t;
}

/// The number that a text of digits spells.
std::optional<double> spelled(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  return parse_number(text);
}

void append_padded(Text& out, std::int64_t n, int width) {
  Text digits = integer_text(n);
  out.append(static_cast<std::size_t>(width) - digits.size(), '0').append(digits);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view iso) {
  Digits in(iso);
  return read_instant(in, read_day(in), false);
}

bool are_seconds(double number) {
  constexpr double kFewest = 1e11;
  return number >= 0 && number < kFewest;
}

bool are_seconds(std::string_view text) {
  const auto number = spelled(text);
  return number && are_seconds(*number);
}

std::optional<Instant> instant_of(double ms) {
  if (!(ms >= 0) || are_seconds(ms) || ms > static_cast<double>(kLatest.ms)) return std::nullopt;
  return Instant{static_cast<std::int64_t>(ms)};
}

std::optional<Instant> parse_time(std::string_view text) {
  const auto number = spelled(text);
  return number ? instant_of(*number) : parse_instant(text);
}

std::optional<Instant> parse_date(std::string_view text) {
  if (const auto number = spelled(text)) return instant_of(*number);
  Digits in(text);
  return read_instant(in, read_day(in), true);
}

Text to_iso(Instant t) {
  const std::int64_t days = day_of(t);
  std::int64_t rest = t.ms - days * kDay.ms;
  int year = 1970 + static_cast<int>(days / 366);  // never too late; the loop below walks on
  if (days < 0) year = 1970 + static_cast<int>(days / 365) - 1;
  while (days_from_civil(year + 1, 1, 1) <= days) ++year;
  int month = 1;
  while (month < 12 && days_from_civil(year, month + 1, 1) <= days) ++month;

  Text out;
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
