#include "state/takeover.h"

#include <algorithm>
#include <utility>

#include "state/fields.h"

namespace kelvin {
namespace {

void fit(const Rule& rule, RuleState& state) {
  if (!rule.summed) state.sum = 0;
  auto& counted = state.counted;
  if (!rule.count) counted.clear();
  if (counted.empty()) return;
  const auto is = [&counted](auto what) {
    return std::all_of(counted.begin(), counted.end(), what);
  };
  if (rule.count->distinct) {
    // Without times before: as young as can be.
    const bool timeless = is([](const CountedMatch& m) { return m.time == Instant{}; });
    const Instant newest = state.last_match.value_or(kLatest);
    for (CountedMatch& match : counted) {
      if (timeless || !rule.count->within) match.time = rule.count->within ? newest : Instant{};
      match.value &= (std::uint64_t{1} << (6 * kIdDigits)) - 1;
    }
  } else if (!is([&](const CountedMatch& m) {
               return m.value <= static_cast<std::uint64_t>(state.matches);
             })) {
    counted.clear();  // they were values
  }
}

}  // namespace

std::size_t size_of(const State& state, std::size_t part) {
  switch (part) {
    case 0:
      return state.rules.size();
    case 1:
      return state.momentum.size();
    case 2:
      return state.segments.size();
    case 3:
      return state.triggers.size();
    default:
      return state.exposures.size();
  }
}

void resize(State& state, std::size_t part, std::size_t size) {
  switch (part) {
    case 0:
      return state.rules.resize(size);
    case 1:
      return state.momentum.resize(size);
    case 2:
      return state.segments.resize(size);
    case 3:
      return state.triggers.resize(size);
    default:
      return state.exposures.resize(size);
  }
}

bool holds_something(const State& state, std::size_t part, std::size_t i) {
  switch (part) {
    case 0:
      return state.rules[i] != RuleState{};
    case 1:
      return !state.momentum[i].empty();
    case 2:
      return state.segments[i] != 0;
    case 3:
      return state.triggers[i] != TriggerState{};
    default:
      return state.exposures[i] != ExposureState{};
  }
}

const Text& id_of(const Model& model, std::size_t part, std::size_t i) {
  switch (part) {
    case 0:
      return model.rules[i].id;
    case 1:
      return model.scores[i].id;
    case 2:
      return model.segments[i].id;
    case 3:
      return model.triggers[i].id;
    default:
      return model.experiences[i].id;
  }
}

Takeover::Takeover(const Model& model, State& then, Restored& out)
    : model_(model), then_(then), out_(out) {
  State fresh = new_state(model);
  std::swap(fresh.rules, then.rules);
  std::swap(fresh.momentum, then.momentum);
  std::swap(fresh.segments, then.segments);
  std::swap(fresh.triggers, then.triggers);
  std::swap(fresh.exposures, then.exposures);
  out.state = std::move(then);
  then = std::move(fresh);
}

std::optional<std::size_t> Takeover::place_of(std::size_t part, const Text& id) const {
  const char* kind = kParts[part].kind;
  switch (part) {
    case 0:
      return kelvin::place_of(model_.rules, id, kind, out_);
    case 1:
      return kelvin::place_of(model_.scores, id, kind, out_);
    case 2:
      return kelvin::place_of(model_.segments, id, kind, out_);
    case 3:
      return kelvin::place_of(model_.triggers, id, kind, out_);
    default:
      return kelvin::place_of(model_.experiences, id, kind, out_);
  }
}

void Takeover::take(std::size_t part, std::size_t i, const Text& id) {
  const auto place = place_of(part, id);
  if (!place) return;
  switch (part) {
    case 0:
      out_.state.rules[*place] = std::move(then_.rules[i]);
      return;
    case 1:
      out_.state.momentum[*place] = std::move(then_.momentum[i]);
      return;
    case 2:
      out_.state.segments[*place] = then_.segments[i];
      return;
    case 3:
      out_.state.triggers[*place] = then_.triggers[i];
      return;
    default:
      out_.state.exposures[*place] = then_.exposures[i];
  }
}

void fit_rules(const Model& model, State& state) {
  for (RuleIndex i = 0; i < model.rules.size(); ++i) fit(model.rules[i], state.rules[i]);
}

}  // namespace kelvin
