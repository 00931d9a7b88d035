// Conditions, compiled: trees of tests, and the fields that these look at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

/// A field of the event, of the visitor or of the visitor's snapshot, as conditions name it.
struct Field {
  enum class Source : std::uint8_t {
    kEventName,
    kEventType,
    kProperty,
    kPagePath,
    kPageUrl,
    kPageHost,
    kPageTitle,
    kPageReferrer,
    kPageSearch,
    kPageQuery,
    kPageGroup,
    kProfile,
    kVisitNumber,
    kVisitPages,
    kVisitSeconds,
    kVisitChannel,
    kVisitCampaign,
    kVisitReferrerHost,
    kFirstChannel,
    kFirstCampaign,
    kFirstLanding,
    kTotalVisits,
    kTotalPages,
    kTotalSeconds,
    kTotalDays,
    kTotalAgeDays,
    kRuleHits,
    kRuleMatches,
    kRuleSum,
    kScore,
    kMomentum,
    kTop,
    kGrade,
    kSegments,
    kDisqualified,
    kElement,  ///< inside $elemMatch: the element itself
  };
  Source source = Source::kEventName;
  std::size_t index = 0;  ///< property slot, rule, score or top
  List<Text> path;        ///< the names below it: `profile.company.name` -> company, name
};

/// A field as models write it: `scores.engagement`, `profile.company.name`. Not for properties: a
/// compiled model has a slot's number in the place of their first name.
Text field_name(const Field& field);

/// A pattern for paths: `*` matches within a segment, `**` across; `/x/**` also matches `/x`.
struct Glob {
  Text pattern;
};

/// More milliseconds than lie between any two dates: an age that is not bounded on one side.
inline constexpr double kMostAge = 1e16;

/// The parts of a visitor that a condition, or points, look at. While none of these changes, the
/// answer stays the same.
enum Reads : std::uint8_t {
  kReadsNothing = 0,
  kReadsTime = 1,       ///< the moment itself: `$age`, total.age_days
  kReadsProfile = 2,    ///< profile.*
  kReadsCounters = 4,   ///< visit.*, first.*, total.*
  kReadsRules = 8,      ///< rules.*
  kReadsSnapshot = 16,  ///< scores, momentum, top, grade, disqualified
  kReadsSegments = 32,  ///< segments, those settled so far
  kReadsAll = 63,
};

/// A condition in MongoDB's query semantics, as a tree.
struct Condition {
  enum class Op : std::uint8_t {
    kAll,
    kAny,
    kNone,  ///< of children: $and, $or, $nor ($not is kNone of one)
    kEqual,
    kGreater,
    kGreaterOrEqual,
    kLess,
    kLessOrEqual,
    kIn,
    kExists,
    kType,
    kContainsAll,
    kListSize,
    kElemMatch,
    kGlob,  ///< of a path or an address
    kWords,
    kTextGlob,  ///< of any other text
    kContains,
    kAge,  ///< how long ago a date is
  };
  Op op = Op::kAll;
  Field field;               ///< of a test; a kElement field under kElemMatch
  Value operand;             ///< what the field is compared with; kAge: [least, most] in ms
  List<Text> texts;          ///< of globs: patterns; kWords, kContains: folded phrases
  List<Condition> children;  ///< of kAll, kAny, kNone; of kElemMatch: the element's condition
};

/// True of one that puts others together; false of a test of a field.
inline bool is_combination(const Condition& condition) {
  using Op = Condition::Op;
  return condition.op == Op::kAll || condition.op == Op::kAny || condition.op == Op::kNone;
}

}  // namespace kelvin
