// The compiler's parts and what they share: the model being made, the problems found, and the ids
// that may be named before they are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kelvin/model.h"
#include "model/problems.h"

namespace kelvin {

/// The ids of one kind (rules, scores, ...) by their place in the model.
class Ids {
 public:
  void add(std::string id) { ids_.push_back(std::move(id)); }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;
  [[nodiscard]] std::vector<std::string_view> names() const { return {ids_.begin(), ids_.end()}; }

 private:
  std::vector<std::string> ids_;
};

/// Where a condition stands decides which fields it may name.
enum class FieldUse {
  kWhere,     ///< of an event rule: the event and the visitor
  kWhile,     ///< of a fact rule: what is known of the visitor
  kStanding,  ///< of a segment: the visitor and what scores and segments say
  kTrigger,   ///< as kStanding, and the event
  kElement,   ///< inside $elemMatch
};

struct Compiler {
  Model model;
  Problems problems;
  Ids rules, scores, segments, destinations;
  std::vector<std::string> all_ids;
  std::vector<bool> is_fact;  ///< by rule
  /// Rules that take points without a bound of their own: another must clear them.
  std::vector<std::pair<RuleIndex, Spot>> unbounded;

  /// Takes down all ids, so that rules and conditions may name what comes later.
  void collect_ids(const Value& document);

  // Each reads one part; mistakes go to `problems`.
  void read_pages(Members& top);
  void read_names(Members& top);
  void read_privacy(Members& top);
  void read_scores(Members& top);
  void read_grade(Members& top);
  void read_segments(Members& top);
  void read_triggers(Members& top);
  void read_destinations(Members& top);

  void read_score(const Spot& spot);
  void read_composition(Score& score, const Spot& spot);
  Rule read_rule(const Spot& spot, ScoreIndex score, const Ids& groups, GroupIndex first_group);
  Condition read_condition(const Spot& spot, FieldUse use);
  std::optional<Field> read_field(std::string_view name, const Spot& spot, FieldUse use);
  std::optional<Limit> read_limit(const Spot& spot);
  std::optional<std::size_t> read_reference(const Spot& spot, const Ids& ids);
  std::string read_id(Members& members);

  /// The model's number for an event name.
  NameId intern(std::string_view name);
};

}  // namespace kelvin
