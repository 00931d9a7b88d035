// The report of a fit, for reading.
#pragma once

#include <optional>
#include <string>

#include "fit/gather.h"
#include "kelvin/study/fit.h"
#include "report/document.h"

namespace kelvin::native {

struct HandMade {
  std::string name;
  study::Comparison comparison;
};

Document fit_report(const Gathered& gathered, const study::FitReport& report,
                    const study::FitOptions& options, const std::optional<HandMade>& hand);

/// The same for programs.
Value fit_json(const Gathered& gathered, const study::FitReport& report,
               const std::optional<HandMade>& hand);

}  // namespace kelvin::native
