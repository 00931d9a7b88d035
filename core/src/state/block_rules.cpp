// The memory of rules, triggers and experiences in a block.
#include "state/block.h"
#include "state/block_parts.h"

namespace kelvin {
namespace {

// A rule's mask: what follows beside the hits, when it matched, and the raw points. A new bit needs
// a new kCompactFormat: readers of before would read on at the wrong byte.
constexpr std::uint64_t kLive = 3;      ///< how the live points are written: Live
constexpr std::uint64_t kMatches = 4;   ///< more matches than hits
constexpr std::uint64_t kHit = 8;       ///< its last hit was not its last match
constexpr unsigned kLimitShift = 4;     ///< which window its limit has: two bits, and kTimeWindow
constexpr std::uint64_t kCounted = 64;  ///< the matches that count
constexpr std::uint64_t kTimeWindow = 128;
constexpr std::uint64_t kWorn = 256;
constexpr std::uint64_t kSum = 512;
constexpr std::uint64_t kMasks = 1024;  ///< they end here

/// Live points: mostly one slot, of the time of the last hit; without decay it holds all that the
/// hits gave.
enum Live : std::uint64_t { kNoSlot, kAllPoints, kOneSlot, kSlots };

/// What a limit's window is counted from.
enum Window : std::uint64_t { kNoLimit, kEver, kByVisit, kByDay, kByTime };

std::uint64_t window_of(const State& state, const LimitUse& use) {
  constexpr std::uint64_t kNearVisits = 64;
  constexpr std::uint64_t kNearDays = 4096;
  if (use == LimitUse{}) return kNoLimit;
  if (use.window == 0) return kEver;
  if (zigzag(state.visit.number - use.window) < kNearVisits) return kByVisit;
  return zigzag(state.total.last_day - use.window) < kNearDays ? kByDay : kByTime;
}

template <class Io, class Use>
void walk_limit(Io& io, std::uint64_t window, const State& state, Use& use) {
  if (window == kNoLimit) return;
  if (window == kByVisit) io.whole(use.window, state.visit.number);
  if (window == kByDay) io.whole(use.window, state.total.last_day);
  if (window >= kByTime) io.whole(use.window, base_of(state).ms);
  io.count(use.used);
}

template <class Io, class Slots>
void walk_slots(Io& io, Slots& slots, Instant before) {
  walk_size(io, slots);
  for (auto& slot : slots) {
    io.time(slot.first, before);
    io.points(slot.sum);
    before = slot.first;
  }
}

/// How the remembered matches are written: what all have is left out.
constexpr std::uint64_t kNoTimes = 1;
constexpr std::uint64_t kNoValues = 2;
constexpr std::uint64_t kWide = 4;  ///< 48 bits each
constexpr unsigned kCountingBits = 3;

std::uint64_t counting_of(const List<CountedMatch>& counted) {
  std::int64_t times = 0;
  std::uint64_t values = 0;
  for (const CountedMatch& match : counted) {
    times |= match.time.ms;
    values |= match.value;
  }
  const bool wide = values > k48Bits >> 13 && values <= k48Bits;
  return (times == 0) * kNoTimes | (values == 0) * kNoValues | wide * kWide;
}

template <class Io, class Matches>
void walk_counted(Io& io, Matches& counted, Instant before) {
  std::uint64_t how = 0;
  if constexpr (Io::kReads) {
    io.number(how);
    const std::uint64_t size = how >> kCountingBits;
    io.require(size <= kMostCounted);
    counted.assign(io.bad() ? 0 : static_cast<std::size_t>(size), {});
  } else {
    how = counting_of(counted);
    io.number(counted.size() << kCountingBits | how);
  }
  for (auto& match : counted) {
    if ((how & kNoTimes) == 0) io.time(match.time, before);
    before = match.time;
    if ((how & kNoValues) != 0) continue;
    if ((how & kWide) != 0) {
      io.id(match.value);
    } else {
      io.number(match.value);
    }
  }
}

bool is_used(const RuleState& rule) {
  return rule.matches != 0 || rule.hits != 0 || rule.last_match || rule.last_hit ||
         !rule.live.empty() || rule.raw != Points{} || rule.worn != Points{} || rule.sum != 0 ||
         rule.limit != LimitUse{} || !rule.counted.empty();
}

std::uint64_t live_of(const RuleState& rule) {
  if (rule.live.empty()) return kNoSlot;
  const HitSlot& slot = rule.live.front();
  if (rule.live.size() > 1 || !rule.last_hit || slot.first != *rule.last_hit) return kSlots;
  return slot.sum == rule.raw ? kAllPoints : kOneSlot;
}

std::uint64_t mask_of(const State& state, const RuleState& rule) {
  std::uint64_t mask = live_of(rule);
  const std::uint64_t window = window_of(state, rule.limit);
  mask |= window == kByTime ? kTimeWindow : window << kLimitShift;
  if (rule.matches != rule.hits) mask |= kMatches;
  if (rule.last_hit != rule.last_match) mask |= kHit;
  if (!rule.counted.empty()) mask |= kCounted;
  if (rule.worn != Points{}) mask |= kWorn;
  return rule.sum != 0 ? mask | kSum : mask;
}

/// One slot at the time of the last hit, which a reader must have.
template <class Io, class Rule>
void walk_live(Io& io, std::uint64_t live, Rule& rule, Instant base) {
  if (live == kNoSlot) return;
  if (live == kSlots) return walk_slots(io, rule.live, rule.last_hit.value_or(base));
  if constexpr (Io::kReads) {
    io.require(rule.last_hit.has_value());
    rule.live.assign(1, {rule.last_hit.value_or(base), rule.raw});
  }
  if (live == kOneSlot) io.points(rule.live.front().sum);
}

template <class Io, class Rule>
void walk_rule(Io& io, const State& state, Rule& rule) {
  const Instant base = base_of(state);
  std::uint64_t mask = 0;
  if constexpr (Io::kReads) {
    io.number(mask);
    io.require(mask < kMasks);
  } else {
    mask = mask_of(state, rule);
    io.number(mask);
  }
  io.count(rule.hits);
  if ((mask & kMatches) != 0) {
    io.count(rule.matches);
  } else if constexpr (Io::kReads) {
    rule.matches = rule.hits;
  }
  io.time(rule.last_match, base);
  if ((mask & kHit) != 0) {
    io.time(rule.last_hit, rule.last_match.value_or(base));
  } else if constexpr (Io::kReads) {
    rule.last_hit = rule.last_match;
  }
  io.points(rule.raw);
  if ((mask & kWorn) != 0) io.points(rule.worn);
  if ((mask & kSum) != 0) io.whole(rule.sum, 0);
  walk_live(io, mask & kLive, rule, base);
  const std::uint64_t window = (mask & kTimeWindow) != 0 ? kByTime : (mask >> kLimitShift) & 3;
  walk_limit(io, window, state, rule.limit);
  if ((mask & kCounted) != 0) walk_counted(io, rule.counted, rule.last_match.value_or(base));
}

void forget(RuleState& rule) {
  rule.hits = rule.matches = rule.sum = 0;
  rule.last_match.reset();
  rule.last_hit.reset();
  rule.live.clear();
  rule.raw = rule.worn = {};
  rule.limit = {};
  rule.counted.clear();
  rule.holds = false;
}

}  // namespace

void walk_rules(BlockWriter& io, const State& state) {
  const List<RuleState>& rules = state.rules;
  write_bits(io, rules.size(), [&](std::size_t i) { return rules[i].holds; });
  write_bits(io, rules.size(), [&](std::size_t i) { return is_used(rules[i]); });
  for (const RuleState& rule : rules) {
    if (is_used(rule)) walk_rule(io, state, rule);
  }
}

void walk_rules(BlockReader& io, State& state) {
  const std::string_view held = read_bits(io, state.rules.size());
  const std::string_view used = read_bits(io, state.rules.size());
  for (RuleState& rule : state.rules) forget(rule);
  if (io.bad()) return;
  for (std::size_t i = 0; i < state.rules.size(); ++i) {
    state.rules[i].holds = bit(held, i);
    if (bit(used, i)) walk_rule(io, state, state.rules[i]);
  }
}

void walk_triggers(BlockWriter& io, const State& state) {
  const List<TriggerState>& all = state.triggers;
  write_bits(io, all.size(), [&](std::size_t i) { return all[i] != TriggerState{}; });
  for (const TriggerState& trigger : all) {
    if (trigger == TriggerState{}) continue;
    const std::uint64_t window = window_of(state, trigger.limit);
    io.number(window);
    io.count(trigger.fired);
    walk_limit(io, window, state, trigger.limit);
  }
}

void walk_triggers(BlockReader& io, State& state) {
  const std::string_view fired = read_bits(io, state.triggers.size());
  for (std::size_t i = 0; i < state.triggers.size(); ++i) {
    TriggerState& trigger = state.triggers[i];
    trigger = {};
    if (io.bad() || !bit(fired, i)) continue;
    const std::uint64_t window = io.number();
    io.require(window <= kByTime);
    io.count(trigger.fired);
    walk_limit(io, window, state, trigger.limit);
  }
}

void walk_exposures(BlockWriter& io, const State& state) {
  const List<ExposureState>& all = state.exposures;
  const auto is_known = [&](std::size_t i) { return all[i] != ExposureState{}; };
  std::size_t first = 0;
  while (first < all.size() && !is_known(first)) ++first;
  if (first == all.size()) return;
  write_bits(io, all.size(), is_known);
  for (const ExposureState& exposure : all) {
    if (exposure == ExposureState{}) continue;
    const std::uint64_t window = window_of(state, exposure.limit);
    io.number(window << 1 | (exposure.ended ? 1U : 0U));
    io.count(exposure.seen);
    walk_limit(io, window, state, exposure.limit);
  }
}

void walk_exposures(BlockReader& io, State& state) {
  for (ExposureState& exposure : state.exposures) exposure = {};
  if (io.bad() || io.left() == 0) return;
  const std::string_view known = read_bits(io, state.exposures.size());
  bool any = false;
  for (std::size_t i = 0; i < state.exposures.size() && !io.bad(); ++i) {
    ExposureState& exposure = state.exposures[i];
    if (!bit(known, i)) continue;
    const std::uint64_t how = io.number();
    const std::uint64_t window = how >> 1;
    io.require(window <= kByTime);
    exposure.ended = (how & 1) != 0;
    io.count(exposure.seen);
    walk_limit(io, window, state, exposure.limit);
    any = true;
  }
  io.require(any);
}

}  // namespace kelvin
