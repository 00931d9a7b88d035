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
  const auto whole = static_cast<std::int64_t>(number_of(value));
  const Duration engaged{round_half_away(number_of(value) * 1000)};
  Origin& origin = state_.visit.origin;
  Origin& first = state_.first_origin;
  const auto set_campaign = [&](Campaign& campaign) {
    for (const CampaignMember& member : kCampaignMembers) {
      if (member.name == field.path[0]) campaign.*member.text = text_of(value);
    }
  };
  switch (field.source) {
    case Source::kProfile:
      state_.profile = nested(field.path, value);
      break;
    case Source::kVisitNumber:
    case Source::kTotalVisits:
      state_.visit.number = whole;
      break;
    case Source::kVisitPages:
      state_.visit.pages = whole;
      break;
    case Source::kVisitSeconds:
      state_.visit.engaged = engaged;
      break;
    case Source::kVisitChannel:
      origin.channel = text_of(value);
      break;
    case Source::kVisitCampaign:
      set_campaign(origin.campaign);
      break;
    case Source::kVisitReferrerHost:
      origin.referrer_host = text_of(value);
      break;
    case Source::kFirstChannel:
      first.channel = text_of(value);
      break;
    case Source::kFirstCampaign:
      set_campaign(first.campaign);
      break;
    case Source::kFirstLanding:
      first.landing = text_of(value);
      break;
    case Source::kTotalPages:
      state_.total.pages = whole;
      break;
    case Source::kTotalSeconds:
      state_.total.engaged = engaged;
      break;
    case Source::kTotalDays:
      state_.total.days = whole;
      break;
    case Source::kTotalAgeDays:
      state_.first = value ? std::optional(Instant{0}) : std::nullopt;
      break;
    case Source::kRuleHits:
      state_.rules[field.index].hits = whole;
      break;
    case Source::kRuleSum:
      state_.rules[field.index].sum = round_half_away(number_of(value) * 1e6);
      break;
    case Source::kRuleMatches:
      state_.rules[field.index].matches = whole;
      break;
    default:
      break;
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
