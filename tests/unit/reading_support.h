// What the tests of reading share: a model that names some of everything, and messages in a line.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin::reading {

inline const Model& model() {
  static const Model kModel = model_of(
      R"("rules":[
        {"id":"a","on":"Demo Requested","points":1,"where":{"properties.plan":"pro","properties.cart.total":{"$gt":1}}},
        {"id":"b","on":"page","points":1,"where":{"page.query.ref":"a","page.group":"pricing","page.title":"x"}},
        {"id":"c","while":{"profile.industry":"energy","profile.company.plan":"pro","profile.address.city":"Ulm"},"points":1}])",
      R"("pages":{"pricing":["/pricing/**"],"all":"/**"},"privacy":{"keep":["colour"]})");
  return kModel;
}

/// A message that the test knows to be right.
inline Event read(std::string_view json) {
  return event_of(model(), json);
}

/// What the event keeps of a property that the model names.
inline std::optional<Value> property(const Event& event, std::string_view name) {
  const auto& slots = model().fields.properties.members;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].name == name) return event.properties[i];
  }
  ADD_FAILURE() << "no slot for " << name;
  return {};
}

/// The code of the first error of a message, "" where there is none.
inline std::string code(std::string_view json) {
  return code_of(read_event(model(), json));
}

}  // namespace kelvin::reading
