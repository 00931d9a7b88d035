// The whole core's own: it reads any model, and packs one.
#include <emscripten/bind.h>

#include <utility>

#include "embind_text.h"
#include "kelvin/packed.h"
#include "kelvin/report.h"
#include "read_model.h"

kelvin::Result<kelvin::Model> read_model(std::string_view text) {
  auto model = kelvin::unpack(text);
  const bool source = !model && model.errors()[0].code == "not_packed";
  return source ? kelvin::compile(text) : std::move(model);
}

namespace {

kelvin::Text door_pack(const kelvin::Text& source) {
  auto model = kelvin::compile(source);
  if (!model) return R"({"ok":false,"errors":)" + kelvin::errors_json(model.errors()) + "}";
  return kelvin::pack(*model);
}

}  // namespace

EMSCRIPTEN_BINDINGS(kelvin_pack) {
  emscripten::function("pack", &door_pack);
}
