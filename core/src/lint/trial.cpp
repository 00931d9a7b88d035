#include "lint/trial.h"

#include <algorithm>
#include <array>

#include "condition/condition.h"

namespace kelvin {
namespace {

using Source = Field::Source;

/// `{"company": {"plan": value}}`
Value nested(const List<Text>& path, const std::optional<Value>& value) {
  if (!value) return Object{};
  Value out = *value;
  for (std::size_t i = path.size(); i-- > 0;) out = Object{{path[i], out}};
  return out;
}

Text text_of(const std::optional<Value>& value) {
  const Text* text = value ? value->as_text() : nullptr;
  return text != nullptr ? *text : "";
}

/// Kept to what counters, times and scores can be, so that none of them overflows: conditions may
/// compare with any number.
double number_of(const std::optional<Value>& value) {
  constexpr double kFar = 1e10;
  const double* number = value ? value->as_number() : nullptr;
  return number != nullptr ? std::clamp(*number, -kFar, kFar) : 0;
}

Text* text_at(Campaign& campaign, const Text& name) {
  for (const CampaignMember& member : kCampaignMembers) {
    if (member.name == name) return &(campaign.*member.text);
  }
  return nullptr;
}

/// The text of the state that a field is; nullptr for others.
Text* text_at(const Field& field, State& state) {
  switch (field.source) {
    case Source::kVisitChannel:
      return &state.visit.origin.channel;
    case Source::kVisitCampaign:
      return text_at(state.visit.origin.campaign, field.path[0]);
    case Source::kVisitReferrerHost:
      return &state.visit.origin.referrer_host;
    case Source::kFirstChannel:
      return &state.first_origin.channel;
    case Source::kFirstCampaign:
      return text_at(state.first_origin.campaign, field.path[0]);
    case Source::kFirstLanding:
      return &state.first_origin.landing;
    default:
      return nullptr;
  }
}

/// The whole number that it is.
std::int64_t* count_at(const Field& field, State& state) {
  switch (field.source) {
    case Source::kVisitNumber:
    case Source::kTotalVisits:
      return &state.visit.number;
    case Source::kVisitPages:
      return &state.visit.pages;
    case Source::kTotalPages:
      return &state.total.pages;
    case Source::kTotalDays:
      return &state.total.days;
    case Source::kRuleHits:
      return &state.rules[field.index].hits;
    case Source::kRuleMatches:
      return &state.rules[field.index].matches;
    default:
      return nullptr;
  }
}

/// The length of time that it tells in seconds.
Duration* time_at(const Field& field, State& state) {
  if (field.source == Source::kVisitSeconds) return &state.visit.engaged;
  return field.source == Source::kTotalSeconds ? &state.total.engaged : nullptr;
}

}  // namespace

Trial::Trial(const Model& model) : model_(model), state_(new_state(model)) {
  event_.properties.resize(model.fields.properties.members.size());
  snapshot_.scores.resize(model.scores.size());
  snapshot_.momentum.resize(model.scores.size());
  snapshot_.top.resize(model.top.size());
  snapshot_.segments.resize(model.segments.size());
}

bool Trial::meets(const List<const Condition*>& all, const Field& field,
                  const std::optional<Value>& value) {
  set(field, value);
  // The first event was at 0; whole days since then are the visitor's age.
  const bool age = field.source == Source::kTotalAgeDays;
  const Instant now{age ? static_cast<std::int64_t>(number_of(value)) * kDay.ms : 0};
  const EvalContext context{model_, state_, now, &event_, &snapshot_};
  return std::all_of(all.begin(), all.end(),
                     [&context](const Condition* condition) { return holds(*condition, context); });
}

void Trial::set(const Field& field, const std::optional<Value>& value) {
  if (field.source <= Source::kPageGroup) return set_of_event(field, value);
  if (field.source >= Source::kScore) return set_of_snapshot(field, value.value_or(Value()));
  if (Text* text = text_at(field, state_)) {
    *text = text_of(value);
  } else if (std::int64_t* count = count_at(field, state_)) {
    *count = static_cast<std::int64_t>(number_of(value));
  } else if (Duration* time = time_at(field, state_)) {
    *time = {round_half_away(number_of(value) * 1000)};
  } else if (field.source == Source::kProfile) {
    state_.profile = nested(field.path, value);
  } else if (field.source == Source::kTotalAgeDays) {
    state_.first = value ? std::optional(Instant{0}) : std::nullopt;
  } else if (field.source == Source::kRuleSum) {
    state_.rules[field.index].sum = round_half_away(number_of(value) * 1e6);
  }
}

void Trial::set_of_event(const Field& field, const std::optional<Value>& value) {
  constexpr std::array<Text Page::*, 6> kTexts{&Page::path,  &Page::url,      &Page::host,
                                               &Page::title, &Page::referrer, &Page::search};
  switch (field.source) {
    case Source::kEventName:
      event_.name = text_of(value);
      break;
    case Source::kEventType: {
      constexpr std::array<std::string_view, 4> kTypes{"page", "track", "identify", "group"};
      const auto it = std::find(kTypes.begin(), kTypes.end(), text_of(value));
      event_.type = static_cast<EventType>(it - kTypes.begin());
      break;
    }
    case Source::kProperty:
      event_.properties[field.index] = nested(field.path, value);
      if (!value) event_.properties[field.index].reset();
      break;
    case Source::kPageQuery:
      event_.page.query.clear();
      if (value) event_.page.query.emplace_back(field.path[0], text_of(value));
      break;
    case Source::kPageGroup:
      event_.page_groups = value && value->as_array() ? *value->as_array() : Array{};
      break;
    default: {
      const auto i =
          static_cast<std::size_t>(field.source) - static_cast<std::size_t>(Source::kPagePath);
      event_.page.*kTexts[i] = text_of(value);
      break;
    }
  }
}

void Trial::set_of_snapshot(const Field& field, const Value& value) {
  const auto named = [&value](const Text& id) {
    const Array* names = value.as_array();
    return names != nullptr && std::find(names->begin(), names->end(), Value(id)) != names->end();
  };
  switch (field.source) {
    case Source::kScore:
      snapshot_.scores[field.index] = to_shown({round_half_away(number_of(value) * 1e6)});
      break;
    case Source::kMomentum:
      snapshot_.momentum[field.index] = to_shown({round_half_away(number_of(value) * 1e6)});
      break;
    case Source::kTop:
      snapshot_.top[field.index].reset();
      for (const ScoreIndex score : model_.top[field.index].of) {
        if (Value(model_.scores[score].id) == value) snapshot_.top[field.index] = score;
      }
      break;
    case Source::kGrade:
      snapshot_.grade = text_of(value);
      break;
    case Source::kSegments:
      for (SegmentIndex i = 0; i < model_.segments.size(); ++i) {
        snapshot_.segments[i] = named(model_.segments[i].id) ? 1 : 0;
      }
      break;
    case Source::kDisqualified:
      snapshot_.disqualified.clear();
      for (RuleIndex i = 0; i < model_.rules.size(); ++i) {
        if (named(model_.rules[i].id)) snapshot_.disqualified.push_back(i);
      }
      break;
    default:
      break;
  }
}

}  // namespace kelvin
