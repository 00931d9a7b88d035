#include "score/rule_points.h"

#include <algorithm>

#include "base/exp2.h"

namespace kelvin {
namespace {

/// What age leaves of a hit, in [0, 1].
double remaining(const Decay& decay, Duration age) {
  if (decay.expire && age >= *decay.expire) return 0;
  if (decay.half_life) return remaining_after(age, *decay.half_life);
  if (decay.every) {
    const std::int64_t steps = age.ms / decay.every->ms;
    return std::max(0.0, 1 - decay.percent / 100 * static_cast<double>(steps));
  }
  return 1;
}

/// Whether a hit is past its end: expired, or worn off by `percent`. Halving alone never ends.
bool ended(const Decay& decay, Duration age) {
  const bool expired = decay.expire && age >= *decay.expire;
  return expired || (decay.every && remaining(decay, age) == 0);
}

Points decayed(const Decay& decay, const HitSlot& slot, Instant t) {
  const Duration age = t - slot.first;
  if (age.ms <= 0 || !decay.fades()) return slot.sum;
  return to_contribution(static_cast<double>(slot.sum.millionths) * remaining(decay, age));
}

/// The slot that holds t, of kSlotsPerLife in a hit's life.
std::int64_t slot_number(const Decay& decay, Instant t) {
  const std::int64_t scaled = t.ms * kSlotsPerLife;
  const std::int64_t n = scaled / decay.life.ms;
  return scaled % decay.life.ms < 0 ? n - 1 : n;
}

void keep_one(List<HitSlot>& slots, HitSlot slot) {
  slots.clear();
  slots.push_back(slot);
}

Points bounded(Points sum) {
  return std::clamp(sum, -kMaxContribution, kMaxContribution);
}

}  // namespace

Points live_points(const Rule& rule, const RuleState& state, Instant t) {
  Points sum;
  for (const HitSlot& slot : state.live) sum += decayed(rule.decay, slot, t);
  return bounded(sum);
}

bool has_live_hit(const Rule& rule, const RuleState& state, Instant t) {
  return std::any_of(state.live.begin(), state.live.end(),
                     [&](const HitSlot& slot) { return !ended(rule.decay, t - slot.first); });
}

void add_points(const Rule& rule, RuleState& state, Points points, Instant t) {
  const Decay& decay = rule.decay;
  auto& live = state.live;
  if (!decay.in_slots()) {
    // One sum, carried forward: what is left of it now, and the new hit.
    const Points left = live_points(rule, state, t);
    keep_one(live, {t, bounded(left + points)});
    return;
  }
  erase_if(live, [&](const HitSlot& slot) { return ended(decay, t - slot.first); });
  if (!live.empty() && slot_number(decay, live.back().first) == slot_number(decay, t)) {
    live.back().sum = bounded(live.back().sum + points);
  } else {
    live.push_back({t, points});
  }
}

void scale_points(const Rule& rule, RuleState& state, double factor, Instant t) {
  const Points before = live_points(rule, state, t);
  if (!rule.decay.in_slots() && !state.live.empty()) keep_one(state.live, {t, before});
  for (HitSlot& slot : state.live) {
    slot.sum = to_contribution(static_cast<double>(slot.sum.millionths) * factor);
  }
  state.worn = saturated(state.worn + live_points(rule, state, t) - before);
}

void forget_hits(RuleState& state) {
  state.hits = 0;
  state.raw = {};
  state.worn = {};
  state.sum = 0;
  state.live.clear();
  state.limit = {};
}

}  // namespace kelvin
