// Check: everything that the core tells the author of a model: errors, warnings, and how the
// model's own tests went. A page links none of it.
#pragma once

#include <memory>
#include <optional>

#include "kelvin/error.h"
#include "kelvin/journey.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

struct Checked {
  std::unique_ptr<Model> model;  ///< null where it does not compile
  Errors errors;                 ///< of the model; where it compiles, of its size and its tests
  Errors warnings;               ///< and notices: see kelvin/lint.h
  std::optional<JourneyReport> tests;

  /// No error, no test that failed, and, where that is asked for, no warning; notices may be.
  [[nodiscard]] bool right(bool strict = false) const;
};

/// Looks at a model's document. Its tests are read in any case, and run where `test` says so and
/// nothing else is wrong.
Checked check(const Value& document, bool test);
Checked check(NoText, bool test) = delete;

/// `{"ok":...,"errors":[...],"warnings":[...],"id":...,"version":...,"digest":...,"tests":[{"name",
/// "at","ok","failures":[{"at","expected","found"}]}],"passed","failed","unexercised":{"rules":[],
/// "segments":[],"triggers":[]}}`. Where there are errors, the object ends with `warnings`; without
/// any, `errors` is left out. `tests` and what follows are there only where tests were run.
Text checked_json(const Checked& checked, bool strict = false);

}  // namespace kelvin
