// The tables of a model, its scores, segments and what they do.
//
// A tag's meaning never changes; a new field takes the next number.
#include "condition/glob.h"
#include "pack/tables.h"

namespace kelvin {
namespace {

// ---- Scores and what is made of them

bool check_group(Group& group, ModelReader& reader) {
  return reader.names(kScores, group.score);
}
constexpr TableField kGroupFields[] = {
    KELVIN_FIELD(1, Group, id, kTextShape),
    KELVIN_FIELD(2, Group, score, kScorePlace),
    KELVIN_FIELD(3, Group, max, kMaybePointsShape),
    KELVIN_FIELD(4, Group, min, kMaybePointsShape),
};
constexpr auto kGroupShape = table_shape<Group>(kGroupFields, &checked<Group, check_group>);
constexpr auto kAllGroupsShape = list_shape(kGroupShape);

constexpr PairFields kWearFields{kDurationShape, kPointsShape};
constexpr auto kWearShape = pair_shape(kWearFields);
constexpr auto kAllWearShape = list_shape(kWearShape);
constexpr auto kModeShape = choice_shape(Inactivity::Mode::kAdd);
constexpr TableField kInactivityFields[] = {
    KELVIN_FIELD(1, Inactivity, mode, kModeShape),
    KELVIN_FIELD(2, Inactivity, steps, kAllWearShape),
};
constexpr auto kInactivityShape = table_shape<Inactivity>(kInactivityFields);
constexpr auto kMaybeInactivityShape = maybe_shape(kInactivityShape);

constexpr PairFields kPartFields{kScorePlace, kNumberShape};
constexpr auto kPartShape = pair_shape(kPartFields);
constexpr auto kPartsShape = list_shape(kPartShape);
bool check_score(Score& score, ModelReader& /*reader*/) {
  return score.low <= score.high;
}
constexpr WholeBounds kMomentumBounds{1, 90 * kDay.ms};
constexpr auto kMomentumShape = whole_shape<Duration>(kMomentumBounds);
constexpr TableField kScoreFields[] = {
    KELVIN_FIELD(1, Score, id, kTextShape),
    KELVIN_FIELD(2, Score, label, kTextShape),
    KELVIN_FIELD(3, Score, low, kPointsShape),
    KELVIN_FIELD(4, Score, high, kPointsShape),
    KELVIN_FIELD(5, Score, momentum, kMomentumShape),
    KELVIN_FIELD(6, Score, inactivity, kMaybeInactivityShape),
    KELVIN_FIELD(7, Score, of, kPartsShape),
};
constexpr auto kScoreShape = table_shape<Score>(kScoreFields, &checked<Score, check_score>);
constexpr auto kAllScoresShape = list_shape(kScoreShape);

constexpr TableField kTopFields[] = {
    KELVIN_FIELD(1, Top, id, kTextShape),
    KELVIN_FIELD(2, Top, of, kScorePlaces),
    KELVIN_FIELD(3, Top, at_least, kMaybePointsShape),
};
constexpr auto kTopShape = table_shape<Top>(kTopFields);
constexpr auto kAllTopsShape = list_shape(kTopShape);

bool check_grade(GradePart& grade, ModelReader& reader) {
  return reader.names(kScores, grade.score) && !grade.bands.empty();
}
constexpr TableField kGradeFields[] = {
    KELVIN_FIELD(1, GradePart, score, kScorePlace),
    KELVIN_FIELD(2, GradePart, bands, kAllNamedPointsShape),
};
constexpr auto kGradePartShape =
    table_shape<GradePart>(kGradeFields, &checked<GradePart, check_grade>);
constexpr auto kGradeShape = list_shape(kGradePartShape);

// ---- Segments and what they do

constexpr TableField kSegmentFields[] = {
    KELVIN_FIELD(1, Segment, id, kTextShape),
    KELVIN_FIELD(2, Segment, label, kTextShape),
    KELVIN_FIELD(3, Segment, when, kConditionShape),
    KELVIN_FIELD(4, Segment, leave, kMaybeConditionShape),
    KELVIN_FIELD(5, Segment, sticky, kFlagShape),
};
constexpr auto kSegmentShape = table_shape<Segment>(kSegmentFields);
constexpr auto kAllSegmentsShape = list_shape(kSegmentShape);

bool check_trigger(Trigger& trigger, ModelReader& reader) {
  return reader.names(trigger.on == Trigger::On::kHit ? kRules : kSegments, trigger.subject);
}
constexpr auto kOnShape = choice_shape(Trigger::On::kHit);
constexpr TableField kTriggerFields[] = {
    KELVIN_FIELD(1, Trigger, id, kTextShape),
    KELVIN_FIELD(2, Trigger, say, kTextShape),
    KELVIN_FIELD(3, Trigger, on, kOnShape),
    KELVIN_FIELD(4, Trigger, subject, kAnyPlace),
    KELVIN_FIELD(5, Trigger, condition, kMaybeConditionShape),
    KELVIN_FIELD(6, Trigger, limit, kMaybeLimitShape),
    KELVIN_FIELD(7, Trigger, to, kDestinationPlaces),
};
constexpr auto kTriggerShape =
    table_shape<Trigger>(kTriggerFields, &checked<Trigger, check_trigger>);
constexpr auto kAllTriggersShape = list_shape(kTriggerShape);

constexpr TableField kExperienceFields[] = {
    KELVIN_FIELD(1, Experience, id, kTextShape),
    KELVIN_FIELD(2, Experience, label, kTextShape),
    KELVIN_FIELD(3, Experience, condition, kConditionShape),
    KELVIN_FIELD(4, Experience, at, kTextShape),
    KELVIN_FIELD(5, Experience, set, kValueShape),
    KELVIN_FIELD(6, Experience, holdout, kNumberShape),
    KELVIN_FIELD(7, Experience, limit, kMaybeLimitShape),
    KELVIN_FIELD(8, Experience, until_clicked, kFlagShape),
};
constexpr auto kExperienceShape = table_shape<Experience>(kExperienceFields);
constexpr auto kAllExperiencesShape = list_shape(kExperienceShape);

constexpr auto kFormatShape = choice_shape(Destination::Format::kTemplate);
constexpr PairFields kHeaderFields{kTextShape, kTextShape};
constexpr auto kHeaderShape = pair_shape(kHeaderFields);
constexpr auto kHeadersShape = list_shape(kHeaderShape);
constexpr TableField kDestinationFields[] = {
    KELVIN_FIELD(1, Destination, id, kTextShape),
    KELVIN_FIELD(2, Destination, url, kTextShape),
    KELVIN_FIELD(3, Destination, format, kFormatShape),
    KELVIN_FIELD(4, Destination, body, kValueShape),
    KELVIN_FIELD(5, Destination, method, kTextShape),
    KELVIN_FIELD(6, Destination, content_type, kTextShape),
    KELVIN_FIELD(7, Destination, headers, kHeadersShape),
    KELVIN_FIELD(8, Destination, fields, kMaskShape),
};
constexpr auto kDestinationShape = table_shape<Destination>(kDestinationFields);
constexpr auto kAllDestinationsShape = list_shape(kDestinationShape);

// ---- The model

constexpr TableField kEventNameFields[] = {
    KELVIN_FIELD(1, EventName, name, kTextShape),
    KELVIN_FIELD(2, EventName, passive, kFlagShape),
    KELVIN_FIELD(3, EventName, offsite, kFlagShape),
};
constexpr auto kEventNameShape = table_shape<EventName>(kEventNameFields);
constexpr auto kAllNamesShape = list_shape(kEventNameShape);

constexpr auto kGlobShape = simple_shape<Glob>(Shape::Kind::kText);
constexpr auto kGlobsShape = list_shape(kGlobShape);
bool check_pages(PageGroup& group, ModelReader& /*reader*/) {
  for (const Glob& glob : group.globs) {
    if (glob.pattern.size() > kMaxGlob) return false;
  }
  return true;
}
constexpr TableField kPageGroupFields[] = {
    KELVIN_FIELD(1, PageGroup, name, kTextShape),
    KELVIN_FIELD(2, PageGroup, globs, kGlobsShape),
};
constexpr auto kPageGroupShape =
    table_shape<PageGroup>(kPageGroupFields, &checked<PageGroup, check_pages>);
constexpr auto kPagesShape = list_shape(kPageGroupShape);

constexpr WholeBounds kDayOffsetBounds{-kMostDayOffset.ms, kMostDayOffset.ms};
constexpr auto kDayOffsetShape = whole_shape<Duration>(kDayOffsetBounds);
constexpr TableField kModelFields[] = {
    KELVIN_FIELD(1, Model, id, kTextShape),
    KELVIN_FIELD(2, Model, version, kTextShape),
    KELVIN_FIELD(3, Model, digest, kBitsShape),
    KELVIN_FIELD(4, Model, visit_timeout, kDurationShape),
    KELVIN_FIELD(5, Model, day_offset, kDayOffsetShape),
    KELVIN_FIELD(6, Model, retention, kMaybeDurationShape),
    KELVIN_FIELD(7, Model, names, kAllNamesShape),
    KELVIN_FIELD(8, Model, pages, kPagesShape),
    KELVIN_FIELD(9, Model, fields, kNeededShape),
    KELVIN_FIELD(10, Model, scores, kAllScoresShape),
    KELVIN_FIELD(11, Model, groups, kAllGroupsShape),
    KELVIN_FIELD(12, Model, rules, kAllRulesShape),
    KELVIN_FIELD(13, Model, top, kAllTopsShape),
    KELVIN_FIELD(14, Model, grade, kGradeShape),
    KELVIN_FIELD(15, Model, segments, kAllSegmentsShape),
    KELVIN_FIELD(16, Model, destinations, kAllDestinationsShape),
    KELVIN_FIELD(17, Model, triggers, kAllTriggersShape),
    KELVIN_FIELD(18, Model, experiences, kAllExperiencesShape),
};

}  // namespace

constexpr ShapeOf<Model> kModelShape = table_shape<Model>(kModelFields);

}  // namespace kelvin
