// A field as models write it.
#pragma once

#include <string>

#include "kelvin/model.h"

namespace kelvin {

/// `scores.engagement`, `profile.company.name`. Not for properties: the first name of these is a
/// slot's number by now.
std::string field_name(const Field& field);

}  // namespace kelvin
