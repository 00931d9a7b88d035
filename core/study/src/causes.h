// Why something of a model never came about: from what was counted, and from what the log has.
#pragma once

#include <vector>

#include "coverage_counts.h"
#include "kelvin/study/coverage.h"
#include "log_names.h"

namespace kelvin::study {

class Causes {
 public:
  Causes(const Coverage::Counts& counts, const LogNames& names);

  [[nodiscard]] std::vector<Cause> of_rule(RuleIndex index) const;
  [[nodiscard]] std::vector<Cause> of_segment(SegmentIndex index) const;
  [[nodiscard]] std::vector<Cause> of_trigger(std::size_t index) const;
  [[nodiscard]] std::vector<Cause> of_page_group(std::size_t index) const;

 private:
  /// Whose condition it is: what it is asked of, and for a rule its events.
  struct Asker {
    const char* unit;
    List<NameId> on{};
  };

  void add_condition(const ConditionTally& tally, const Asker& asker,
                     std::vector<Cause>& out) const;
  [[nodiscard]] Cause of_test(const LeafTally& leaf, std::uint64_t of, const Asker& asker) const;
  [[nodiscard]] Cause of_missing(const Condition& test, std::uint64_t of, const Asker& asker) const;
  [[nodiscard]] Cause of_score(const Condition& test, Cause cause) const;
  [[nodiscard]] Cause not_met(const Condition& part, std::uint64_t failed, std::uint64_t of,
                              const Asker& asker) const;
  void add_inputs(RuleIndex index, std::vector<Cause>& out) const;
  void add_no_hit(RuleIndex index, std::vector<Cause>& out) const;
  /// The traits that a field of the profile comes from are in no message at all.
  [[nodiscard]] const char* missing_message(const Field& field) const;

  const Coverage::Counts& counts_;
  const Model& model_;
  const LogNames& names_;
};

}  // namespace kelvin::study
