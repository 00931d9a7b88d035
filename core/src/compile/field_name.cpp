// A field's name as the model writes it; only advice asks for it.
#include "compile/known_fields.h"

namespace kelvin {

Text field_name(const Model& model, const Field& field) {
  Text out;
  for (const KnownField& known : kFields) {
    if (known.source == named_source(field.source)) out = known.name;
  }
  if (field.source == Field::Source::kProperty) {
    out += "." + model.fields.properties.members[field.index].name;
  }
  for (const Text& name : field.path) out += (out.empty() ? "" : ".") + name;
  return out;
}

}  // namespace kelvin
