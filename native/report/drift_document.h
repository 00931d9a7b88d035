// Drift and diff for reading.
#pragma once

#include "kelvin/study/diff.h"
#include "kelvin/study/drift.h"
#include "report/document.h"

namespace kelvin::native {

Document drift_document(const Model& model, const study::DriftReport& report, ScoreIndex main);
Document diff_document(const Model& old_model, const Model& new_model,
                       const study::DiffReport& report);

}  // namespace kelvin::native
