// A model as the text of a packed one.
#include "json/writer.h"
#include "kelvin/packed.h"
#include "pack/tables.h"
#include "table/writer.h"

namespace kelvin {

Text pack(const Model& model) {
  TableWriter tables;
  tables.write(kModelShape, &model);
  JsonWriter json;
  json.begin_object().integer("kelvin_packed", kPackedFormat).integer("laws", kLaws);
  json.key("sum").number(packed_sum(tables.row()));
  return json.value("model", std::move(tables.row())).end_object().take();
}

}  // namespace kelvin
