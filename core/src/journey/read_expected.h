// `expect`: what must be so at a step of a journey.
#pragma once

#include <string>
#include <vector>

#include "kelvin/journey.h"
#include "model/problems.h"

namespace kelvin {

/// `at` is the place of `expect`.
std::vector<Expected> read_expected(const Model& model, Problems& problems, const Value& expect,
                                    const std::string& at);

/// A list of texts in the order in which lists are compared.
void sort_texts(Array& texts);

}  // namespace kelvin
