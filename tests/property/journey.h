// A compiled model and the events of a log under it, and comparisons that say what differs.
#pragma once

#include <string>
#include <vector>

#include "kelvin/kelvin.h"
#include "property/generators.h"

namespace kelvin::property {

struct Journey {
  Model model;
  std::vector<Event> events;
  Journey(const ModelText& text, const Log& log);
};

/// "" where both are the same; else every difference, a line each.
std::string differences(const Model& model, const Snapshot& expected, const Snapshot& actual);
std::string text_of(const Model& model, const List<Hit>& hits);
std::string text_of(const Model& model, const Snapshot& snapshot);

}  // namespace kelvin::property
