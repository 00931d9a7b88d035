// ModelReader: a packed model's row of values to the model, which is then one that scores without
// harm.
#pragma once

#include "kelvin/model.h"
#include "table/reader.h"

namespace kelvin {

/// A packed model that is being read.
class ModelReader {
 public:
  ModelReader(Model& model, Array row) : model_(model), row_(std::move(row), this) {}

  /// False where the row holds no model that scores without harm.
  bool read();

  [[nodiscard]] const TableReader& row() const { return row_; }

  // For the checks of tables: what a field's, a trigger's or a rule's numbers name.
  bool names(std::size_t list, std::size_t index) { return row_.refer(list, index); }
  bool names_rule(std::size_t index, bool only_events);
  void rule_is_read(Rule::Kind kind);

 private:
  [[nodiscard]] bool places_exist() const;
  [[nodiscard]] bool parts_agree() const;

  Model& model_;
  TableReader row_;
  List<RuleIndex> rules_named_;  ///< since the last rule was read
  List<RuleIndex> event_rules_;  ///< those that must be rules of events
};

}  // namespace kelvin
