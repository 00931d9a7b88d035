// Linter: a model, what is known of it, and the warnings found so far. Each of lint's parts adds
// its own.
#pragma once

#include "kelvin/lint.h"
#include "kelvin/text.h"
#include "lint/known.h"
#include "lint/places.h"

namespace kelvin {

struct Linter {
  const Model& model;
  const Value& document;
  const Known& known;
  Errors warnings{};

  void warn(const char* code, Text at, Text found, Text fix) {
    warnings.push_back({code, std::move(at), std::move(found), std::move(fix)});
  }

  // Each a file of its own name.
  void lint_rules();
  void lint_scores();
  void lint_segments();
  void lint_names();
  void lint_conditions();
  void lint_uses();
};

/// 12.5: the amount as people write it.
Text text_of(Points points);

/// Which field of which value keeps a condition from holding, as a person reads it.
struct Obstacle;
Text reason(const Known& known, const Obstacle& obstacle);

}  // namespace kelvin
