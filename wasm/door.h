// The model and the visitor that the module holds, for those parts of the door that are in files of
// their own.
#pragma once

#include "kelvin/model.h"
#include "kelvin/state.h"

/// nullptr until one was compiled.
const kelvin::Model* model_here();
/// Only where there is a model.
kelvin::State visitor_here();
