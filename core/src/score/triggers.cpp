#include "score/triggers.h"

#include <algorithm>

#include "condition/condition.h"
#include "score/limit.h"

namespace kelvin {
namespace {

bool has(std::span<const std::size_t> list, std::size_t item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_called(const Trigger& trigger, const Moment& moment) {
  switch (trigger.on) {
    case Trigger::On::kEnter:
      return has(moment.entered, trigger.subject);
    case Trigger::On::kLeave:
      return has(moment.left, trigger.subject);
    case Trigger::On::kHit:
      return has(moment.hits, trigger.subject);
  }
  return false;
}

}  // namespace

void fire(const Model& model, State& state, const Moment& moment, List<Firing>& fired) {
  const LimitMoment at = limit_moment(model, state, moment.now.at);
  for (std::size_t i = 0; i < model.triggers.size(); ++i) {
    const Trigger& trigger = model.triggers[i];
    TriggerState& memory = state.triggers[i];
    if (!is_called(trigger, moment)) continue;
    const EvalContext context{model, state, moment.now.at, &moment.event, &moment.now};
    if (trigger.condition && !holds(*trigger.condition, context)) continue;
    if (trigger.limit) {
      if (times_used(*trigger.limit, memory.limit, at) >= trigger.limit->times) continue;
      use_once(*trigger.limit, memory.limit, at);
    }
    ++memory.fired;
    fired.push_back({i, memory.fired, moment.in_silence});
  }
}

}  // namespace kelvin
