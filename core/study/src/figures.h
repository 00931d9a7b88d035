// Figures and names in reports for programs: to so many digits as mean anything, so that the last
// bits of a library never show.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "kelvin/points.h"
#include "kelvin/study/resample.h"

namespace kelvin::study {

inline void json_count(JsonWriter& json, const char* name, std::uint64_t n) {
  json.integer(name, static_cast<std::int64_t>(n));
}

inline void json_figure(JsonWriter& json, const char* name, double number) {
  constexpr double kMillion = 1e6;
  json.key(name).number(static_cast<double>(round_half_away(number * kMillion)) / kMillion);
}

inline void json_figure(JsonWriter& json, const char* name, const std::optional<double>& number) {
  if (number) {
    json_figure(json, name, *number);
  } else {
    json.key(name).null();
  }
}

inline void json_figure(JsonWriter& json, const char* name,
                        const std::optional<Interval>& interval) {
  json.key(name);
  if (!interval) {
    json.null();
    return;
  }
  json.begin_object();
  json_figure(json, "low", interval->low);
  json_figure(json, "high", interval->high);
  json.end_object();
}

inline void json_names(JsonWriter& json, const char* name, const std::vector<std::string>& names) {
  json.key(name).begin_array();
  for (const std::string& one : names) json.text(std::string_view(one));
  json.end_array();
}

}  // namespace kelvin::study
