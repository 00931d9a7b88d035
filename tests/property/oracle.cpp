#include "property/oracle.h"

#include "property/replay.h"

namespace kelvin::property {
namespace {

Told take(const Model& model, std::unique_ptr<Replay>& replay, const Event& event) {
  if (event.type == EventType::kAlias && !replay->is_named_by(event)) return {};
  if (event.type != EventType::kIgnored && replay->forgotten(event.time)) {
    replay = std::make_unique<Replay>(model, replay->firings());
  }
  const bool another = replay->of_another(event);
  if (another) replay = std::make_unique<Replay>(Replay::after(*replay));
  Told told = replay->take(event);
  told.new_person = another;
  return told;
}

}  // namespace

std::unique_ptr<Replay> Oracle::so_far() const {
  auto replay = std::make_unique<Replay>(model_);
  for (const Event& event : log_) take(model_, replay, event);
  return replay;
}

std::unique_ptr<Replay> Oracle::known_at(Instant& at) const {
  auto replay = so_far();
  at = replay->not_before_last(at);
  if (replay->forgotten(at)) replay = std::make_unique<Replay>(model_);
  return replay;
}

Told Oracle::apply(const Event& event) {
  auto replay = so_far();
  log_.push_back(event);
  return take(model_, replay, event);
}

Snapshot Oracle::read(Instant at) const {
  const auto known = known_at(at);
  return known->snapshot(at);
}

std::vector<std::string> Oracle::experiences(Instant at) const {
  const auto known = known_at(at);
  return known->experiences(at);
}

std::vector<std::string> Oracle::exposures(Instant at) const {
  const auto known = known_at(at);
  return known->exposures();
}

}  // namespace kelvin::property
