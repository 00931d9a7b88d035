#include "states/former_states.h"

#include <cstdio>

#include "kelvin/state_block.h"
#include "support/exit.h"

namespace kelvin::native {

FormerStates::FormerStates(const std::string& path, const Model& model)
    : model_(model), file_(path), same_model_(file_.head().model.digest == model.digest) {
  const BlockModel& then = file_.head().model;
  if (then.id != model.id) {
    throw Unusable(path + ": these are states of the model \"" + std::string(then.id) +
                   "\", not of \"" + std::string(model.id) + "\"");
  }
  if (then.laws > kLaws) {
    throw Unusable(path + ": a newer version wrote it, under laws " + std::to_string(then.laws) +
                   ": use that");
  }
}

std::string_view FormerStates::find(std::string_view visitor, List<char>& room) const {
  const std::string_view block = file_.find(visitor);
  return block.empty() ? block : renewed(block, room);
}

std::string_view FormerStates::renewed(std::string_view block, List<char>& room) const {
  if (same_model_) return block;
  const auto taken = take_over(model_, file_.head().model, block);
  if (!taken) {
    note_damage();
    return {};
  }
  return pack(model_, taken->state, room);
}

void FormerStates::note_damage() const {
  damaged_ = true;
}

void FormerStates::require_sound() const {
  if (damaged_) throw Unusable(file_.path() + ": a state in it cannot be read; use a copy");
}

std::map<std::string, std::uint64_t> FormerStates::dropped() const {
  std::map<std::string, std::uint64_t> dropped;
  if (same_model_) return dropped;
  each_block(file_, [&](std::string_view, std::string_view block) {
    const auto taken = take_over(model_, file_.head().model, block);
    if (!taken) return note_damage();
    for (const Text& what : taken->dropped) ++dropped[std::string(what)];
  });
  return dropped;
}

void tell_dropped(const FormerStates& former) {
  for (const auto& [what, visitors] : former.dropped()) {
    std::fprintf(stderr, "%s: the model has no %s any more; dropped of %llu visitors\n",
                 former.file().path().c_str(), what.c_str(),
                 static_cast<unsigned long long>(visitors));
  }
}

}  // namespace kelvin::native
