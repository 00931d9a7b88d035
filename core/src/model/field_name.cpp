// A field's name as the model writes it; only advice asks for it.
#include "model/known_fields.h"

namespace kelvin {

std::string field_name(const Model& model, const Field& field) {
  std::string out;
  for (const KnownField& known : kFields) {
    if (known.source == named_source(field.source)) out = known.name;
  }
  if (field.source == Field::Source::kProperty) {
    out += "." + model.fields.properties.members[field.index].name;
  }
  for (const std::string& name : field.path) out += (out.empty() ? "" : ".") + name;
  return out;
}

}  // namespace kelvin
