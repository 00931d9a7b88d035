// One score beside the outcomes: rows, areas, chances.
#pragma once

#include <vector>

#include "kelvin/study/calibrate.h"

namespace kelvin::study {

struct Looking {
  std::optional<Duration> horizon;
  Instant end;
  Depth depth = Depth::kNothing;
};

/// Standings in the order of their visitors. Counts looks in the report.
ScoreCalibration calibrate_score(const std::vector<const Calibration::Standing*>& standings,
                                 ScoreIndex score, const Looking& how, CalibrationReport& report);

}  // namespace kelvin::study
