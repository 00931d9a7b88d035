#include "kelvin/study/holdout.h"

#include "kelvin/outcome.h"

namespace kelvin::study {
namespace {

void add(HoldoutSides& sides, bool held, bool converted) {
  ++(held ? sides.held : sides.shown);
  if (converted) ++(held ? sides.held_converted : sides.shown_converted);
}

void compare(HoldoutSides& sides) {
  const auto shown = static_cast<double>(sides.shown), held = static_cast<double>(sides.held);
  const auto shown_yes = static_cast<double>(sides.shown_converted);
  const auto held_yes = static_cast<double>(sides.held_converted);
  sides.interval = difference_interval(shown_yes, shown, held_yes, held);
  if (sides.interval) sides.difference = shown_yes / shown - held_yes / held;
}

}  // namespace

std::vector<Holdout> holdouts(const Model& model, const std::vector<HeldVisitor>& visitors) {
  std::vector<Holdout> out;
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    const Experience& experience = model.experiences[i];
    if (!(experience.holdout > 0)) continue;
    Holdout found;
    found.experience = i;
    for (const HeldVisitor& visitor : visitors) {
      const bool held = is_held(model, experience, Text(visitor.visitor));
      add(found.all, held, visitor.converted);
      if (i < visitor.exposed.size() && visitor.exposed[i] != 0) {
        add(found.exposed, held, visitor.converted);
      }
    }
    compare(found.all);
    compare(found.exposed);
    const auto all = static_cast<double>(found.all.shown + found.all.held);
    found.split_chance = sample_ratio(static_cast<double>(found.all.held), all, experience.holdout);
    out.push_back(found);
  }
  return out;
}

}  // namespace kelvin::study
