// Adviser: a model, what is known of it, and the warnings found so far. Each of advise's parts adds
// its own.
#pragma once

#include <string>

#include "advise/known.h"
#include "advise/places.h"
#include "kelvin/advise.h"

namespace kelvin {

struct Adviser {
  const Model& model;
  const Value& document;
  const Known& known;
  Errors warnings{};

  void warn(const char* code, std::string at, std::string found, std::string fix) {
    warnings.push_back({code, std::move(at), std::move(found), std::move(fix)});
  }

  // Each a file of its own name.
  void advise_rules();
  void advise_scores();
  void advise_segments();
  void advise_names();
  void advise_conditions();
  void advise_uses();
};

/// "at most 12.5"; the amount as people write it.
std::string text_of(Points points);

/// Which field of which value keeps a condition from holding, as a person reads it.
struct Obstacle;
std::string reason(const Known& known, const Obstacle& obstacle);

}  // namespace kelvin
