#include "property/oracle.h"

#include "property/replay.h"

namespace kelvin::property {

Told Oracle::apply(const Event& event) {
  Replay replay(model_);
  for (const Event& earlier : log_) replay.take(earlier);
  log_.push_back(event);
  return replay.take(event);
}

Standing Oracle::read(Instant at) const {
  Replay replay(model_);
  for (const Event& event : log_) replay.take(event);
  return replay.standing(replay.not_before_last(at));
}

}  // namespace kelvin::property
