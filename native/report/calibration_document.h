// A calibration for reading.
#pragma once

#include <vector>

#include "kelvin/study/calibrate.h"
#include "kelvin/study/propose.h"
#include "report/document.h"

namespace kelvin::native {

/// `main`: the score that is told in full.
Document calibration_document(const Model& model, const study::CalibrationReport& report,
                              ScoreIndex main, const std::vector<study::Answer>& asked);

/// Its parts: calibration_score.cpp and calibration_plots.cpp.
void tell_score(Document& out, const Model& model, const study::CalibrationReport& report,
                const study::ScoreCalibration& score, const std::vector<study::Answer>& asked);
void plot_score(Document& out, const Model& model, const study::CalibrationReport& report,
                const study::ScoreCalibration& score);

/// A score as people read it: at most two decimals.
inline std::string shown_text(double score) {
  return number_text(score, 2);
}

}  // namespace kelvin::native
