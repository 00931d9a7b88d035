// `expect`: what must be so at a step of a journey.
#pragma once

#include "diagnose/problems.h"
#include "kelvin/journey.h"
#include "kelvin/text.h"

namespace kelvin {

/// `at` is the place of `expect`.
List<Expected> read_expected(const Model& model, Problems& problems, const Value& expect,
                             const Text& at);

/// A list of texts in the order in which lists are compared.
void sort_texts(Array& texts);

}  // namespace kelvin
