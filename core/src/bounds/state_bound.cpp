// The largest state: one visitor of whom everything is known, in the widest numbers and texts,
// saved. So the bound cannot miss what save writes.
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

}  // namespace

StateBound state_bound(const Model& model) {
  State state = widest_visitor(model);
  const std::size_t others = save(model, state).size();
  StateBound bound{others, 0, {}};
  const auto with = [&](RuleIndex i, RuleState rule) {
    state.rules[i] = std::move(rule);
    const std::size_t separator = 1;
    const std::size_t bytes = save(model, state).size() - others + separator;
    state.rules[i] = {};
    return bytes;
  };
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    RuleState widest = widest_rule(model.rules[i]);
    const std::size_t bytes = with(i, widest);
    widest.counted.clear();
    bound.grown += grown(model.rules[i], bytes, with(i, std::move(widest)));
    bound.bytes += bytes;
    bound.rules.emplace_back(i, bytes);
  }
  std::stable_sort(bound.rules.begin(), bound.rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return bound;
}

std::optional<Error> check_state_bound(const Model& model) {
  const StateBound bound = state_bound(model);
  if (bound.bytes - bound.grown <= kMaxStateBytes) return std::nullopt;
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
