// How the door reads a model: the one difference between the whole core and the lean one.
#pragma once

#include <string_view>

#include "kelvin/model.h"
#include "kelvin/value.h"

/// A flat document (flat.h). Whole: a model's source, or a packed one. Lean: a packed one only.
kelvin::Result<kelvin::Model> read_model(std::string_view flat);

/// A model's source alone; not of the lean core.
kelvin::Result<kelvin::Value> read_source(std::string_view flat);
