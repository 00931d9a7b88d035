// The largest state: one visitor of whom everything is known, in the widest numbers and texts,
// saved. So the bound cannot miss what is written. The exchange form is widest where numbers have
// most digits; the compact form where they lie far apart and are not whole.
#include <algorithm>
#include <cmath>

#include "event/scrub.h"
#include "json/number_text.h"
#include "kelvin/lint.h"
#include "kelvin/state.h"
#include "lint/known.h"

namespace kelvin {
namespace {

// The widest that state and restore know.
constexpr std::int64_t kWidest = 9'007'199'254'740'991;
constexpr Points kWidestSum{-9'000'000'000'000'000};
constexpr Points kMillionth{1};
constexpr std::uint64_t kWidestHash = (std::uint64_t{1} << 48) - 1;

Text widest_text() {
  return Text(kMaxText, 'x');
}

/// A profile may have its room, and then a company its own; two ids are taken without asking.
Value widest_profile() {
  const Text json(kMaxProfile + kMaxCompany + 3 * kMaxText, 'x');
  return Object{{"x", json}};
}

Origin widest_origin() {
  Origin origin;
  origin.channel = origin.referrer_host = origin.landing = widest_text();
  for (const CampaignMember& member : kCampaignMembers)
    origin.campaign.*member.text = widest_text();
  return origin;
}

/// How many slots can hold live hits at once: those that a hit's life touches, or fewer where the
/// limit allows fewer hits.
std::size_t most_slots(const Rule& rule) {
  const Decay& decay = rule.decay;
  if (!decay.in_slots()) return 1;
  double end = decay.expire ? static_cast<double>(decay.expire->ms) : HUGE_VAL;
  if (decay.every) {
    // `life` counts the steps until nothing is left; rounding may leave a trace for one more.
    const double steps = std::ceil(100 / decay.percent) + 1;
    end = std::min(end, static_cast<double>(decay.every->ms) * steps);
  }
  const double touched = end * kSlotsPerLife / static_cast<double>(decay.life.ms);
  auto slots = static_cast<std::size_t>(std::ceil(touched)) + 1;
  if (rule.limit && rule.limit->per == Limit::Per::kEver) {
    slots = std::min(slots, static_cast<std::size_t>(rule.limit->times));
  }
  return slots;
}

/// What live hits can give at most has the most digits.
Points widest_sum(const Rule& rule) {
  const Range given = given_by(rule);
  const Points size = std::max(-given.low, given.high);
  return given.low < Points{} ? -size : size;
}

/// As many matches, as old and as wide as can be.
void widen_counted(const Count& count, RuleState& state) {
  const Duration within = count.within.value_or(Duration{});
  const Instant oldest = std::max(kLatest - within, kEarliest);
  const std::int64_t most = count.distinct ? kRememberedValues : count.within ? count.at_least : 1;
  state.counted.assign(static_cast<std::size_t>(most),
                       {count.distinct ? oldest : kLatest, kWidestHash});
}

LimitUse widest_use(const std::optional<Limit>& limit) {
  return limit ? LimitUse{kWidest, limit->times} : LimitUse{};
}

RuleState widest_rule(const Rule& rule) {
  RuleState state;
  if (rule.kind == Rule::Kind::kFact) {
    state.holds = true;
    return state;
  }
  state.hits = kWidest;
  state.matches = kWidest - 1;  // written only where it is not as `hits`
  state.last_match = kLatest;
  state.last_hit = kEarliest;
  state.raw = state.worn = kWidestSum;
  state.live.assign(most_slots(rule), {kLatest, widest_sum(rule)});
  state.limit = widest_use(rule.limit);
  if (rule.summed) state.sum = -kMostSum;
  if (rule.count) widen_counted(*rule.count, state);
  return state;
}

/// The widest of all but the rules.
State widest_visitor(const Model& model) {
  State state = new_state(model);
  state.visitor = state.user_id = widest_text();
  state.events = kWidest;
  state.settled_under = model.digest;
  state.first = state.last = state.last_activity = state.last_onsite = kLatest;
  state.visit = {kWidest, kWidest, {kWidest}, widest_origin()};
  state.first_origin = widest_origin();
  state.total = {kWidest, kWidest, kWidest, {kWidest}};
  state.profile = widest_profile();
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    const auto days = static_cast<std::size_t>(model.scores[i].momentum.ms / kDay.ms);
    state.momentum[i].assign(days, {day_of(kEarliest), kWidestSum});
  }
  state.segments.assign(model.segments.size(), 1);
  for (std::size_t i = 0; i < model.triggers.size(); ++i) {
    state.triggers[i] = {kWidest, widest_use(model.triggers[i].limit)};
  }
  state.recent.assign(kRecentIds, kWidestHash);
  return state;
}

/// Times that lie so far apart, one after the other.
template <class Items, class Set>
void alternate(Items& items, Set set) {
  for (std::size_t i = 0; i < items.size(); ++i) set(items[i], i % 2 != 0);
}

/// The compact form tells times by their differences, and points that are not whole with all their
/// millionths.
RuleState spread(RuleState state, const Rule& rule) {
  constexpr std::int64_t kFarOff = -kWidest;
  if (rule.kind == Rule::Kind::kFact) return state;
  state.last_match = kEarliest;
  state.last_hit = kLatest;
  state.raw = state.worn = kWidestSum + kMillionth;
  alternate(state.live, [](HitSlot& slot, bool odd) {
    slot.first = odd ? kLatest : kEarliest;
    slot.sum += slot.sum < Points{} ? kMillionth : -kMillionth;
  });
  if (rule.limit) state.limit.window = kFarOff;
  if (rule.count && rule.count->within) {
    alternate(state.counted, [&](CountedMatch& match, bool odd) {
      match.time = odd ? kLatest : std::max(kLatest - *rule.count->within, kEarliest);
    });
  } else if (rule.count && rule.count->distinct) {
    for (CountedMatch& match : state.counted) match.time = {};
  }
  return state;
}

State spread(const Model& model, State state) {
  state.first = state.last_activity = state.last_onsite = kEarliest;
  for (List<DayMove>& moves : state.momentum) {
    const auto days = static_cast<std::int64_t>(moves.size());
    alternate(moves, [&](DayMove& move, bool odd) {
      move.day = odd ? days : 0;
      move.moved = kWidestSum + kMillionth;
    });
  }
  for (TriggerState& trigger : state.triggers) {
    if (trigger.limit.window != 0) trigger.limit.window = -kWidest;
  }
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    state.exposures[i] = {kWidest, true, widest_use(model.experiences[i].limit)};
    if (state.exposures[i].limit.window != 0) state.exposures[i].limit.window = -kWidest;
  }
  // What takes most beside its JSON is a list of numbers that are not whole: `0.5,` takes nine
  // bytes.
  const std::size_t json = kMaxProfile + kMaxCompany + 3 * kMaxText;
  state.profile = Object{{"x", Text(json * 9 / 4, 'x')}};
  return state;
}

/// What the values of `distinct` with their ages take beyond what such a rule took when 64 pairs of
/// numbers were remembered.
std::size_t grown(const Rule& rule, std::size_t bytes, std::size_t without) {
  constexpr std::size_t kSixtyFourPairs = 2188;
  if (!rule.count || !rule.count->distinct) return 0;
  return bytes - without > kSixtyFourPairs ? bytes - without - kSixtyFourPairs : 0;
}

Text in_kib(std::size_t bytes) {
  const std::size_t tenths = (bytes * 10 + 1023) / 1024;
  return integer_text(tenths / 10) + "." + integer_text(tenths % 10) + " KiB";
}

/// How much longer a saved state is for what it knows of one rule, among others: with the comma
/// between the rules, and what digits of six bits may add to bytes.
template <class Save>
std::size_t added_by(const Model& model, State& state, RuleIndex i, RuleState rule, Save save_in) {
  constexpr std::size_t kMore = 2;
  const std::size_t others = save_in(model, state).size();
  state.rules[i] = std::move(rule);
  const std::size_t all = save_in(model, state).size();
  state.rules[i] = {};
  return all - others + kMore;
}

/// The bound that held when the exchange form was the only one; without what `distinct` has grown
/// by.
std::size_t exchange_bound(const Model& model) {
  State state = widest_visitor(model);
  std::size_t bytes = save(model, state).size();
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    RuleState widest = widest_rule(model.rules[i]);
    const std::size_t with = added_by(model, state, i, widest, save);
    widest.counted.clear();
    const std::size_t without = added_by(model, state, i, std::move(widest), save);
    bytes += with - grown(model.rules[i], with, without);
  }
  return bytes;
}

}  // namespace

StateBound state_bound(const Model& model) {
  State state = spread(model, widest_visitor(model));
  StateBound bound{save_compact(model, state).size(), {}};
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const Rule& rule = model.rules[i];
    const std::size_t bytes =
        added_by(model, state, i, spread(widest_rule(rule), rule), save_compact);
    bound.bytes += bytes;
    bound.rules.emplace_back(i, bytes);
  }
  std::stable_sort(bound.rules.begin(), bound.rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return bound;
}

std::optional<Error> check_state_bound(const Model& model) {
  const StateBound bound = state_bound(model);
  if (bound.bytes <= kMaxStateBytes || exchange_bound(model) <= kMaxStateBytes) return std::nullopt;
  Error error{"too_large", "/scores", "a visitor's state may grow to " + in_kib(bound.bytes), ""};
  error.fix = "keep it within " + in_kib(kMaxStateBytes) + ": ";
  error.fix +=
      "use fewer rules, fewer with percent, expire or distinct, fewer days of momentum; most is "
      "needed by";
  constexpr std::size_t kNamed = 3;
  for (std::size_t i = 0; i < bound.rules.size() && i < kNamed; ++i) {
    const auto& [rule, bytes] = bound.rules[i];
    error.fix += (i == 0 ? " " : ", ") + model.rules[rule].id + " (" + in_kib(bytes) + ")";
  }
  return error;
}

}  // namespace kelvin
