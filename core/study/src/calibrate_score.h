// One score beside the outcomes: rows, areas, chances.
#pragma once

#include <cstddef>
#include <vector>

#include "kelvin/study/calibrate.h"

namespace kelvin::study {

/// So many visitors without events, or without a label, are named.
inline constexpr std::size_t kNamed = 5;

struct Looking {
  std::optional<Duration> horizon;
  Instant end;
  Depth depth = Depth::kNothing;
};

/// Standings in the order of their visitors. Counts looks in the report.
ScoreCalibration calibrate_score(const std::vector<const Calibration::Standing*>& standings,
                                 ScoreIndex score, const Looking& how, CalibrationReport& report);

}  // namespace kelvin::study
