// Times as tables write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kelvin/time.h"

namespace kelvin::native {

enum class TimeForm { kWithOffset, kWithoutOffset, kDate, kSeconds, kMilliseconds, kMicroseconds };
inline constexpr int kTimeForms = 6;

/// Reads ISO 8601, `2026-03-01 10:00:00` with or without an offset, a date, and seconds,
/// milliseconds or microseconds since 1970, which are told apart by their size: below 10^11 they
/// are seconds, from 10^14 microseconds. `zone` is the offset of times that have none. Nothing for
/// anything else, and for numbers of before 1973 (a spreadsheet's day numbers).
std::optional<Instant> read_csv_time(std::string_view text, Duration zone, TimeForm& form);

/// `+02:00`, `-0530`, `Z`, `UTC`; nothing for anything else.
std::optional<Duration> read_zone(std::string_view text);

}  // namespace kelvin::native
