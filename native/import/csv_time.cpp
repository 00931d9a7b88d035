#include "import/csv_time.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "support/ascii.h"

namespace kelvin::native {
namespace {

constexpr double kLeastSeconds = 1e8;  // March 1973
constexpr double kLeastMillis = 1e11;  // the same moment
constexpr double kLeastMicros = 1e14;
constexpr std::size_t kDateBytes = 10;  // 2026-03-01

/// Digits, with a point and more digits at most.
std::optional<double> read_number(std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all = error == std::errc() && stop == text.data() + text.size();
  return plain && all ? std::optional(number) : std::nullopt;
}

std::optional<Instant> read_count(double number, TimeForm& form) {
  if (number < kLeastSeconds) return std::nullopt;
  double ms = number;
  if (number < kLeastMillis) {
    form = TimeForm::kSeconds;
    ms = number * 1000;
  } else if (number < kLeastMicros) {
    form = TimeForm::kMilliseconds;
  } else {
    form = TimeForm::kMicroseconds;
    ms = number / 1000;
  }
  if (ms > static_cast<double>(kLatest.ms)) return std::nullopt;
  // Seconds with a fraction are a hair off their milliseconds; more digits are dropped, as in
  // texts.
  ms = form == TimeForm::kSeconds ? std::floor(ms + 1e-4) : std::floor(ms);
  return Instant{static_cast<std::int64_t>(ms)};
}

/// `+02:00`, `+0200`, `+02` from the end of a time of day; "" where there is none.
std::string_view offset_in(std::string_view clock) {
  const std::size_t sign = clock.find_first_of("+-");
  return sign == clock.npos ? std::string_view() : clock.substr(sign);
}

}  // namespace

std::optional<Duration> read_zone(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return Duration{0};
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits(text.substr(1));
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  if (digits.size() == 2) digits += "00";
  if (digits.size() != 4 || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  const Duration offset{hours * kHour.ms + minutes * kMinute.ms};
  return text[0] == '-' ? Duration{-offset.ms} : offset;
}

std::optional<Instant> read_csv_time(std::string_view text, Duration zone, TimeForm& form) {
  if (const auto number = read_number(text)) return read_count(*number, form);
  if (text.size() < kDateBytes) return std::nullopt;
  const std::string date(text.substr(0, kDateBytes));
  std::string_view clock = text.substr(kDateBytes);
  const auto local = [&](std::string_view time_of_day) -> std::optional<Instant> {
    const auto utc = parse_instant(date + "T" + std::string(time_of_day) + "Z");
    if (!utc) return std::nullopt;
    const Instant moment = *utc - zone;
    return moment < kEarliest || moment > kLatest ? std::nullopt : std::optional(moment);
  };
  form = TimeForm::kDate;
  if (clock.empty()) return local("00:00:00");
  if (clock[0] != ' ' && clock[0] != 'T' && clock[0] != 't') return std::nullopt;
  clock.remove_prefix(1);

  form = TimeForm::kWithOffset;
  for (const std::string_view utc : {" UTC", " GMT", "Z", "z"}) {
    if (!clock.ends_with(utc)) continue;
    zone = Duration{0};
    return local(clock.substr(0, clock.size() - utc.size()));
  }
  if (const std::string_view offset = offset_in(clock); !offset.empty()) {
    const auto given = read_zone(offset);
    if (!given) return std::nullopt;
    zone = *given;
    clock.remove_suffix(offset.size());
    if (clock.ends_with(' ')) clock.remove_suffix(1);
    return local(clock);
  }
  form = TimeForm::kWithoutOffset;
  return local(clock);
}

}  // namespace kelvin::native
