// The compiler's parts and what they share: the document, the model being made, the problems found,
// and the ids that may be named before they are read.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "diagnose/problems.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// Where a condition stands decides which fields it may name.
enum class FieldUse {
  kWhere,     ///< of an event rule: the event and the visitor
  kWhile,     ///< of a fact rule: what is known of the visitor
  kStanding,  ///< of a segment: the visitor and what scores and segments say
  kTrigger,   ///< as kStanding, and the event
  kElement,   ///< inside $elemMatch
  kAccount,   ///< of an account's segments and triggers: what is told of the account
};

struct Compiler {
  const Value& document;
  Model& model;
  Problems problems{document};
  /// Ids by their place in the model.
  Names rules{}, scores{}, tops{}, segments{}, destinations{};
  Names roles{}, account_segments{};
  Names all_ids{};
  std::size_t rules_read = 0;
  std::size_t segments_read = 0;

  /// Takes down all ids, so that rules and conditions may name what comes later.
  void collect_ids();

  // Each reads one part into the model; mistakes go to `problems`.
  void read_top();
  void read_pages(Members& top);
  void read_names(Members& top);
  void read_privacy(Members& top);
  void read_day(const Value& value);
  void read_scores(Members& top);
  void read_tops(Members& top);
  void read_grade(Members& top);
  void read_segments(Members& top);
  void read_triggers(Members& top);
  void read_destinations(Members& top);
  void read_experiences(Members& top);
  void read_account(Members& top);

  void read_score(const Value& value, ScoreIndex index);
  void read_composition(const Value& value, ScoreIndex index);
  void read_groups(Members& members, ScoreIndex index, Names& names);
  void read_rule(const Value& value, ScoreIndex score, const Names& groups, Rule& out);
  void read_segment(const Value& value, FieldUse use, Segment& out);
  void read_trigger(const Value& value, FieldUse use, Trigger& out);
  void check_unbounded(const Value& value, RuleIndex index);
  void read_condition(const Value& value, FieldUse use, Condition& out);
  bool read_field(std::string_view name, const Value& at, FieldUse use, Field& out);
  std::optional<Limit> read_limit(const Value& value);
  std::optional<std::size_t> read_reference(const Value& value, const Names& ids);
  Text read_id(Members& members);

  /// The model's number for an event name.
  NameId intern(std::string_view name);
};

/// `range`; 0 to 100 where it is absent.
void read_range(Problems& problems, Members& members, Points& low, Points& high);

/// The `id` of an object; empty where it has none.
std::string_view id_of(const Value& value);

/// The items of a list that may be absent or something else.
const Array& items_of(const Value& object, const char* key);

/// The place of a name; nothing if it is not among them.
std::optional<std::size_t> index_of(std::span<const std::string_view> names, std::string_view name);

}  // namespace kelvin
