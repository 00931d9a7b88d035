// What the tables of a packed model share: plain shapes, and where the larger parts are described.
#pragma once

#include "kelvin/model.h"
#include "pack/model_reader.h"
#include "table/shape.h"

namespace kelvin {

// The lists in which other parts of the model name places.
enum Lists : std::uint8_t {
  kNoList,
  kNames,
  kProperties,
  kScores,
  kGroups,
  kRules,
  kTops,
  kSegments,
  kDestinations,
};

/// A check of a table, as its shape takes it.
template <class T, bool (*Check)(T&, ModelReader&)>
bool checked(void* object, void* context) {
  return Check(*static_cast<T*>(object), *static_cast<ModelReader*>(context));
}

inline constexpr WholeBounds kTimesBounds{1, kMostTimes};
inline constexpr auto kTimesShape = whole_shape<std::int64_t>(kTimesBounds);
inline constexpr WholeBounds kDurationBounds{1, 1'000'000 * 7 * kDay.ms};
inline constexpr auto kDurationShape = whole_shape<Duration>(kDurationBounds);
inline constexpr auto kMaybeDurationShape = maybe_shape(kDurationShape);
inline constexpr auto kMaybePointsShape = maybe_shape(kPointsShape);
inline constexpr auto kMaybeNumberShape = maybe_shape(kNumberShape);
inline constexpr auto kTextsShape = list_shape(kTextShape);
inline constexpr auto kPointsListShape = list_shape(kPointsShape);

inline constexpr auto kScorePlace = place_shape<ScoreIndex>(kScores);
inline constexpr auto kRulePlace = place_shape<RuleIndex>(kRules);
inline constexpr auto kScorePlaces = list_shape(kScorePlace);
inline constexpr auto kRulePlaces = list_shape(kRulePlace);
inline constexpr auto kNamePlace = place_shape<NameId>(kNames);
inline constexpr auto kNamePlaces = list_shape(kNamePlace);
inline constexpr auto kGroupPlace = place_shape<GroupIndex>(kGroups);
inline constexpr auto kMaybeGroupPlace = maybe_shape(kGroupPlace);
inline constexpr auto kMaybeRulePlace = maybe_shape(kRulePlace);
inline constexpr auto kDestinationPlace = place_shape<std::size_t>(kDestinations);
inline constexpr auto kDestinationPlaces = list_shape(kDestinationPlace);
inline constexpr auto kAnyPlace = place_shape<std::size_t>(kNoList);

inline constexpr PairFields kNamedPointsFields{kTextShape, kPointsShape};
inline constexpr auto kNamedPointsShape = pair_shape(kNamedPointsFields);
inline constexpr auto kAllNamedPointsShape = list_shape(kNamedPointsShape);

/// Rises when a release before cannot read what is written, though it knew all tags. Format 1, of
/// release 0.1.0, had rows without tags.
inline constexpr int kPackedFormat = 2;
/// The checksum of a packed model's row: it tells accidents, not intent.
double packed_sum(const Array& row);

// rule_tables.cpp
extern const ShapeOf<FieldMask> kMaskShape;
extern const ShapeOf<FieldsNeeded> kNeededShape;
extern const ShapeOf<Condition> kConditionShape;
extern const ShapeOf<std::optional<Condition>> kMaybeConditionShape;
extern const ShapeOf<std::optional<Limit>> kMaybeLimitShape;
extern const ShapeOf<List<Rule>> kAllRulesShape;
// model_tables.cpp
extern const ShapeOf<Model> kModelShape;

}  // namespace kelvin
