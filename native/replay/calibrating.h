// A replay that is judged by labels.
#pragma once

#include "kelvin/study/calibrate.h"
#include "replay/replay.h"

namespace kelvin::native {

/// Each visitor's events until the conversion; the same for any number of threads.
study::CalibrationReport calibrate_log(const Model& model, LogReader& logs,
                                       const ReplayOptions& how, const study::Labels& labels,
                                       const study::CalibrationOptions& judging, BadLines& bad);

}  // namespace kelvin::native
