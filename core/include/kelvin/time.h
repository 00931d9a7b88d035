// Time as the core knows it: whole milliseconds, UTC. The core has no clock; every instant comes
// in with an event or a question.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include "kelvin/text.h"

namespace kelvin {

/// A length of time in milliseconds. Model durations lie within +-1,000,000 weeks.
struct Duration {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
};

inline constexpr Duration kSecond{1'000};
inline constexpr Duration kMinute{60'000};
inline constexpr Duration kHour{3'600'000};
inline constexpr Duration kDay{86'400'000};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, negative before it.
struct Instant {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
  friend constexpr Instant operator+(Instant t, Duration d) { return {t.ms + d.ms}; }
  friend constexpr Instant operator-(Instant t, Duration d) { return {t.ms - d.ms}; }
};

/// The first and the last moment that an event may carry: the years 1 and 9999.
inline constexpr Instant kEarliest{-62'135'596'800'000};
inline constexpr Instant kLatest{253'402'300'799'999};

/// The number of the UTC day that holds t; day 0 is 1970-01-01.
constexpr std::int64_t day_of(Instant t) {
  const std::int64_t day = t.ms / kDay.ms;
  return t.ms % kDay.ms < 0 ? day - 1 : day;
}

/// Reads ISO 8601's extended form with an offset: `2026-03-01T10:00:00.000Z`,
/// `2026-03-01T11:00+01:00`, `2026-03-01T11:00:00+0100`. Digits past the millisecond are dropped.
/// Nothing for `2026-03-01T10:00:00` (no offset: whose clock?), for a date alone, for the basic
/// form, and for days that no calendar has (`2026-02-30`).
std::optional<Instant> parse_instant(std::string_view iso);

/// The moment that a number of milliseconds since 1970 names. Nothing past the year 9999, and below
/// 10^11, in March 1973: that are seconds, which would land in January 1970 unnoticed.
std::optional<Instant> instant_of(double ms);

/// Reads a date as traits and properties hold them: what parse_instant reads, the same without an
/// offset (UTC), a date alone (its midnight in UTC), or the digits of a number of milliseconds.
std::optional<Instant> parse_date(std::string_view text);

/// A time as people and messages write it: ISO 8601 as above, or a text of digits, which is the
/// number it spells.
///
///   parse_time("1772359200000")   2026-03-01T10:00:00Z
///   parse_time("1772359200")      nothing: these are seconds
std::optional<Instant> parse_time(std::string_view text);

/// Whether a number, or a text of digits, is too small for milliseconds; and what to do about it.
bool are_seconds(double number);
bool are_seconds(std::string_view text);
inline constexpr const char* kSecondsFix = "these are seconds: multiply by 1000";

/// Writes `2026-03-01T10:00:00.000Z`; what parse_instant reads back.
Text to_iso(Instant t);

/// Reads a model's duration: a whole number and s, m, h, d or w (`30m`, `7d`). Nothing otherwise.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace kelvin
