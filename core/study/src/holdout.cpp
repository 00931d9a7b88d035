#include "kelvin/study/holdout.h"

#include "kelvin/outcome.h"

namespace kelvin::study {

std::vector<Holdout> holdouts(const Model& model, const std::vector<HeldVisitor>& visitors) {
  std::vector<Holdout> out;
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    const Experience& experience = model.experiences[i];
    if (!(experience.holdout > 0)) continue;
    Holdout found;
    found.experience = i;
    for (const HeldVisitor& visitor : visitors) {
      const bool held = is_held(model, experience, Text(visitor.visitor));
      ++(held ? found.held : found.shown);
      if (visitor.converted) ++(held ? found.held_converted : found.shown_converted);
    }
    const auto shown = static_cast<double>(found.shown), held = static_cast<double>(found.held);
    const auto shown_yes = static_cast<double>(found.shown_converted);
    const auto held_yes = static_cast<double>(found.held_converted);
    found.interval = difference_interval(shown_yes, shown, held_yes, held);
    if (found.interval) found.difference = shown_yes / shown - held_yes / held;
    found.split_chance = sample_ratio(held, shown + held, experience.holdout);
    out.push_back(found);
  }
  return out;
}

}  // namespace kelvin::study
