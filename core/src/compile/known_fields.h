// The fields that conditions, lookups and products may name, and what may follow their names.
#pragma once

#include <string_view>

#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

enum class Below { kNothing, kOneName, kPath, kCampaign };

/// Field names and what may follow them.
struct KnownField {
  std::string_view name;
  Field::Source source;
  Below below = Below::kNothing;
};
inline constexpr KnownField kFields[] = {
    {"event", Field::Source::kEventName},
    {"type", Field::Source::kEventType},
    {"properties", Field::Source::kProperty, Below::kPath},
    {"page.path", Field::Source::kPagePath},
    {"page.url", Field::Source::kPageUrl},
    {"page.host", Field::Source::kPageHost},
    {"page.title", Field::Source::kPageTitle},
    {"page.referrer", Field::Source::kPageReferrer},
    {"page.search", Field::Source::kPageSearch},
    {"page.query", Field::Source::kPageQuery, Below::kOneName},
    {"page.group", Field::Source::kPageGroup},
    {"profile", Field::Source::kProfile, Below::kPath},
    {"visit.number", Field::Source::kVisitNumber},
    {"visit.pages", Field::Source::kVisitPages},
    {"visit.seconds", Field::Source::kVisitSeconds},
    {"visit.channel", Field::Source::kVisitChannel},
    {"visit.campaign", Field::Source::kVisitCampaign, Below::kCampaign},
    {"visit.referrer_host", Field::Source::kVisitReferrerHost},
    {"first.channel", Field::Source::kFirstChannel},
    {"first.campaign", Field::Source::kFirstCampaign, Below::kCampaign},
    {"first.landing", Field::Source::kFirstLanding},
    {"total.visits", Field::Source::kTotalVisits},
    {"total.pages", Field::Source::kTotalPages},
    {"total.seconds", Field::Source::kTotalSeconds},
    {"total.days", Field::Source::kTotalDays},
    {"total.age_days", Field::Source::kTotalAgeDays},
    {"rules", Field::Source::kRuleHits, Below::kPath},
    {"scores", Field::Source::kScore, Below::kOneName},
    {"momentum", Field::Source::kMomentum, Below::kOneName},
    {"top", Field::Source::kTop, Below::kOneName},
    {"grade", Field::Source::kGrade},
    {"segments", Field::Source::kSegments},
    {"disqualified", Field::Source::kDisqualified},
};

/// Fields that are numbers, whatever happens.
constexpr bool is_number(Field::Source source) {
  using Source = Field::Source;
  return source == Source::kScore || source == Source::kMomentum ||
         (source >= Source::kVisitNumber && source <= Source::kVisitSeconds) ||
         (source >= Source::kTotalVisits && source <= Source::kRuleSum);
}

/// The source under which a field has its name: the rules' fields have one together, and what
/// follows it tells them apart.
Field::Source named_source(Field::Source source);

/// `scores.fit`, `properties.plan`: as the model writes it.
Text field_name(const Model& model, const Field& field);

}  // namespace kelvin
