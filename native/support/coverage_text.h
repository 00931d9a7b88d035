// A coverage report for reading: what to change first, then the model's side, then the log's.
#pragma once

#include <string>

#include "kelvin/model.h"
#include "kelvin/study/coverage.h"

namespace kelvin::native {

/// `all`: every event, field and group of pages, not the most frequent alone.
std::string coverage_text(const Model& model, const study::CoverageReport& report, bool all);

/// The parts of it: coverage_model.cpp and coverage_log.cpp.
std::string not_there_text(const Model& model, const study::CoverageReport& report);
std::string model_text(const Model& model, const study::CoverageReport& report);
std::string log_text(const study::CoverageReport& report, bool all);

}  // namespace kelvin::native
