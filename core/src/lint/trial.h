// Trial: a made-up visitor, of whom one field at a time is given a value.
#pragma once

#include <optional>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

class Trial {
 public:
  explicit Trial(const Model& model);

  /// Whether all hold once the field has the value (nothing: it is missing). Lists of page groups,
  /// segments and disqualified rules are lists of names.
  bool meets(const List<const Condition*>& all, const Field& field,
             const std::optional<Value>& value);

 private:
  void set(const Field& field, const std::optional<Value>& value);
  void set_of_event(const Field& field, const std::optional<Value>& value);
  void set_of_snapshot(const Field& field, const Value& value);

  const Model& model_;
  State state_;
  Event event_;
  Snapshot snapshot_;
};

}  // namespace kelvin
