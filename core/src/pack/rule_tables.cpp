// The tables of rules, their conditions, and of the fields that are kept.
//
// A tag's meaning never changes; a new field takes the next number.
#include "condition/glob.h"
#include "pack/tables.h"

namespace kelvin {
// ---- Which parts of documents are kept

extern const ShapeOf<FieldMask::Member> kMaskMemberShape;
constexpr auto kMaskMembersShape = list_shape(kMaskMemberShape);
constexpr TableField kMaskFields[] = {
    KELVIN_FIELD(1, FieldMask, whole, kFlagShape),
    KELVIN_FIELD(2, FieldMask, members, kMaskMembersShape),
};
constexpr ShapeOf<FieldMask> kMaskShape = table_shape<FieldMask>(kMaskFields);
constexpr TableField kMaskMemberFields[] = {
    KELVIN_FIELD(1, FieldMask::Member, name, kTextShape),
    KELVIN_FIELD(2, FieldMask::Member, mask, kMaskShape),
};
constexpr ShapeOf<FieldMask::Member> kMaskMemberShape =
    table_shape<FieldMask::Member>(kMaskMemberFields);

constexpr TableField kNeededFields[] = {
    KELVIN_FIELD(1, FieldsNeeded, properties, kMaskShape),
    KELVIN_FIELD(2, FieldsNeeded, traits, kMaskShape),
    KELVIN_FIELD(3, FieldsNeeded, company, kMaskShape),
    KELVIN_FIELD(4, FieldsNeeded, any_traits, kMaskShape),
    KELVIN_FIELD(5, FieldsNeeded, query, kTextsShape),
};
constexpr ShapeOf<FieldsNeeded> kNeededShape = table_shape<FieldsNeeded>(kNeededFields);

// ---- Fields and conditions

static bool check_field(Field& field, ModelReader& reader) {
  using Source = Field::Source;
  switch (field.source) {
    case Source::kProperty:
      return reader.names(kProperties, field.index);
    case Source::kRuleHits:
    case Source::kRuleMatches:
      return reader.names_rule(field.index, false);
    case Source::kRuleSum:
      return reader.names_rule(field.index, true);
    case Source::kTop:
      return reader.names(kTops, field.index);
    case Source::kScore:
    case Source::kMomentum:
      return reader.names(kScores, field.index);
    case Source::kPageQuery:
    case Source::kVisitCampaign:
    case Source::kFirstCampaign:
      return !field.path.empty();
    default:
      return true;
  }
}
constexpr auto kSourceShape = choice_shape(Field::Source::kElement);
constexpr TableField kFieldFields[] = {
    KELVIN_FIELD(1, Field, source, kSourceShape),
    KELVIN_FIELD(2, Field, index, kAnyPlace),
    KELVIN_FIELD(3, Field, path, kTextsShape),
};
constexpr auto kFieldShape = table_shape<Field>(kFieldFields, &checked<Field, check_field>);
constexpr auto kMaybeFieldShape = maybe_shape(kFieldShape);

/// The bounds of an age, which no sum with a date may overflow.
static bool are_bounds(const Value& value) {
  const auto is_bound = [](const Value& bound) {
    const double* ms = bound.as_number();
    return ms != nullptr && -kMostAge <= *ms && *ms <= kMostAge;
  };
  const Array* bounds = value.as_array();
  return bounds != nullptr && bounds->size() == 2 && is_bound((*bounds)[0]) &&
         is_bound((*bounds)[1]);
}

static bool check_condition(Condition& condition, ModelReader& /*reader*/) {
  using Op = Condition::Op;
  switch (condition.op) {
    case Op::kElemMatch:
      return condition.children.size() == 1;
    case Op::kGlob:
    case Op::kTextGlob:
      for (const Text& text : condition.texts) {
        if (text.size() > kMaxGlob) return false;
      }
      return true;
    case Op::kIn:
      return condition.operand.as_array() != nullptr;
    case Op::kType:
      return condition.operand.as_text() != nullptr;
    case Op::kAge:
      return are_bounds(condition.operand);
    default:
      return true;
  }
}
constexpr auto kConditionsShape = list_shape(kConditionShape);
constexpr ShapeOf<std::optional<Condition>> kMaybeConditionShape = maybe_shape(kConditionShape);
constexpr auto kOpShape = choice_shape(Condition::Op::kAge);
constexpr TableField kConditionFields[] = {
    KELVIN_FIELD(1, Condition, op, kOpShape),
    KELVIN_FIELD(2, Condition, field, kFieldShape),
    KELVIN_FIELD(3, Condition, operand, kValueShape),
    KELVIN_FIELD(4, Condition, texts, kTextsShape),
    KELVIN_FIELD(5, Condition, children, kConditionsShape),
};
constexpr ShapeOf<Condition> kConditionShape =
    table_shape<Condition>(kConditionFields, &checked<Condition, check_condition>);

// ---- Rules

constexpr auto kPerShape = choice_shape(Limit::Per::kDuration);
static bool check_limit(Limit& limit, ModelReader& /*reader*/) {
  return limit.per != Limit::Per::kDuration || limit.window.ms > 0;
}
constexpr TableField kLimitFields[] = {
    KELVIN_FIELD(1, Limit, times, kTimesShape),
    KELVIN_FIELD(2, Limit, per, kPerShape),
    KELVIN_FIELD(3, Limit, window, kDurationShape),
};
constexpr auto kLimitShape = table_shape<Limit>(kLimitFields, &checked<Limit, check_limit>);
constexpr ShapeOf<std::optional<Limit>> kMaybeLimitShape = maybe_shape(kLimitShape);

constexpr PairFields kStepFields{kNumberShape, kPointsShape};
constexpr auto kStepShape = pair_shape(kStepFields);
constexpr auto kStepsShape = list_shape(kStepShape);
constexpr auto kPointsKindShape = choice_shape(PointsTable::Kind::kValues);
static bool check_points(PointsTable& points, ModelReader& /*reader*/) {
  return !points.list.empty();
}
constexpr TableField kPointsFields[] = {
    KELVIN_FIELD(1, PointsTable, kind, kPointsKindShape),
    KELVIN_FIELD(2, PointsTable, list, kPointsListShape),
    KELVIN_FIELD(3, PointsTable, by, kFieldShape),
    KELVIN_FIELD(4, PointsTable, steps, kStepsShape),
    KELVIN_FIELD(5, PointsTable, values, kAllNamedPointsShape),
    KELVIN_FIELD(6, PointsTable, otherwise, kPointsShape),
};
constexpr auto kPointsTableShape =
    table_shape<PointsTable>(kPointsFields, &checked<PointsTable, check_points>);

static bool check_multiply(Multiply& multiply, ModelReader& /*reader*/) {
  return multiply.unit > 0;
}
constexpr TableField kMultiplyFields[] = {
    KELVIN_FIELD(1, Multiply, by, kFieldShape),
    KELVIN_FIELD(2, Multiply, unit, kNumberShape),
    KELVIN_FIELD(3, Multiply, max, kMaybeNumberShape),
    KELVIN_FIELD(4, Multiply, is_signed, kFlagShape),
};
constexpr auto kMultiplyShape =
    table_shape<Multiply>(kMultiplyFields, &checked<Multiply, check_multiply>);
constexpr auto kMaybeMultiplyShape = maybe_shape(kMultiplyShape);

static bool check_count(Count& count, ModelReader& /*reader*/) {
  return count.at_least <= most_at_least(count);
}
constexpr TableField kCountFields[] = {
    KELVIN_FIELD(1, Count, at_least, kTimesShape),
    KELVIN_FIELD(2, Count, within, kMaybeDurationShape),
    KELVIN_FIELD(3, Count, since, kMaybeRulePlace),
    KELVIN_FIELD(4, Count, distinct, kMaybeFieldShape),
};
constexpr auto kCountShape = table_shape<Count>(kCountFields, &checked<Count, check_count>);
constexpr auto kMaybeCountShape = maybe_shape(kCountShape);

static bool check_after(After& after, ModelReader& /*reader*/) {
  return after.within.ms > 0;
}
constexpr TableField kAfterFields[] = {
    KELVIN_FIELD(1, After, rule, kRulePlace),
    KELVIN_FIELD(2, After, within, kDurationShape),
};
constexpr auto kAfterShape = table_shape<After>(kAfterFields, &checked<After, check_after>);
constexpr auto kMaybeAfterShape = maybe_shape(kAfterShape);

static bool check_decay(Decay& decay, ModelReader& /*reader*/) {
  return !decay.in_slots() || decay.life.ms > 0;
}
constexpr WholeBounds kLifeBounds{1, 1'000'000'000'000'000'000};
constexpr auto kLifeShape = whole_shape<Duration>(kLifeBounds);
constexpr TableField kDecayFields[] = {
    KELVIN_FIELD(1, Decay, half_life, kMaybeDurationShape),
    KELVIN_FIELD(2, Decay, percent, kNumberShape),
    KELVIN_FIELD(3, Decay, every, kMaybeDurationShape),
    KELVIN_FIELD(4, Decay, expire, kMaybeDurationShape),
    KELVIN_FIELD(5, Decay, life, kLifeShape),
};
constexpr auto kDecayShape = table_shape<Decay>(kDecayFields, &checked<Decay, check_decay>);

static bool check_rule(Rule& rule, ModelReader& reader) {
  reader.rule_is_read(rule.kind);
  return reader.names(kScores, rule.score) && !rule.points.list.empty();
}
constexpr auto kRuleKindShape = choice_shape(Rule::Kind::kFact);
constexpr TableField kRuleFields[] = {
    KELVIN_FIELD(1, Rule, id, kTextShape),
    KELVIN_FIELD(2, Rule, label, kTextShape),
    KELVIN_FIELD(3, Rule, score, kScorePlace),
    KELVIN_FIELD(4, Rule, kind, kRuleKindShape),
    KELVIN_FIELD(5, Rule, on, kNamePlaces),
    KELVIN_FIELD(6, Rule, condition, kConditionShape),
    KELVIN_FIELD(7, Rule, count, kMaybeCountShape),
    KELVIN_FIELD(8, Rule, after, kMaybeAfterShape),
    KELVIN_FIELD(9, Rule, limit, kMaybeLimitShape),
    KELVIN_FIELD(10, Rule, points, kPointsTableShape),
    KELVIN_FIELD(11, Rule, multiply, kMaybeMultiplyShape),
    KELVIN_FIELD(12, Rule, summed, kFlagShape),
    KELVIN_FIELD(13, Rule, max, kMaybePointsShape),
    KELVIN_FIELD(14, Rule, group, kMaybeGroupPlace),
    KELVIN_FIELD(15, Rule, decay, kDecayShape),
    KELVIN_FIELD(16, Rule, clears, kRulePlaces),
    KELVIN_FIELD(17, Rule, veto, kFlagShape),
};
constexpr auto kRuleShape = table_shape<Rule>(kRuleFields, &checked<Rule, check_rule>);
constexpr ShapeOf<List<Rule>> kAllRulesShape = list_shape(kRuleShape);

}  // namespace kelvin
