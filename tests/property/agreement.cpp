#include "property/agreement.h"

#include "property/journey.h"

namespace kelvin::property {
namespace {

using Firings = std::vector<std::pair<std::size_t, std::int64_t>>;

using property::text_of;

std::string text_of(const Model& model, const Firings& fired) {
  std::string out;
  for (const auto& [trigger, nth] : fired) {
    out += model.triggers[trigger].id + " #" + std::to_string(nth) + "; ";
  }
  return out;
}

std::string text_of(const Model& model, const List<SegmentIndex>& segments) {
  std::string out;
  for (const SegmentIndex segment : segments) out += model.segments[segment].id + "; ";
  return out;
}

template <class Things>
std::string difference(const Model& model, const char* what, const Things& told,
                       const Things& actual) {
  const std::string expected = text_of(model, told);
  const std::string found = text_of(model, actual);
  if (expected == found) return "";
  return std::string(what) + ": expected " + expected + "\n  actual " + found + '\n';
}

}  // namespace

std::string disagreement(const Model& model, const Told& told, const Outcome& outcome) {
  if (told.scored != (outcome.status == Outcome::Status::kScored)) {
    return told.scored ? "it was not scored\n" : "it was scored\n";
  }
  if (told.new_person != outcome.new_person) {
    return told.new_person ? "it began no new person\n" : "it began a new person\n";
  }
  if (!told.scored) return "";
  Firings fired;
  for (const Firing& firing : outcome.fired) fired.emplace_back(firing.trigger, firing.nth);
  return difference(model, "hits", told.hits, outcome.hits) +
         differences(model, told.before, outcome.before) +
         differences(model, told.after, outcome.after) +
         difference(model, "entered", told.entered, outcome.entered) +
         difference(model, "left", told.left, outcome.left) +
         difference(model, "fired", told.fired, fired);
}

}  // namespace kelvin::property
