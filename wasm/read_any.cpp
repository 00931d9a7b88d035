// The whole core's own: it reads any model, and packs one.
#include <emscripten/bind.h>

#include <utility>

#include "embind_text.h"
#include "flat.h"
#include "kelvin/packed.h"
#include "kelvin/report.h"
#include "read_model.h"

namespace {

using namespace kelvin;

Result<Model> read_source(std::string_view flat, const Value& source) {
  if (auto error = too_long_model(text_size(flat))) return *std::move(error);
  return compile(source);
}

Text door_pack(const Text& flat) {
  const auto source = document(flat);
  if (!source) return R"({"ok":false,"errors":)" + errors_json(source.errors()) + "}";
  const auto model = read_source(flat, *source);
  if (!model) return R"({"ok":false,"errors":)" + errors_json(model.errors()) + "}";
  return pack(*model);
}

}  // namespace

Result<Model> read_model(std::string_view flat) {
  if (auto error = too_long_packed(text_size(flat))) return *std::move(error);
  auto read = document(flat);
  if (!read) return read.errors();
  return read->find("kelvin_packed") != nullptr ? unpack(std::move(*read))
                                                : read_source(flat, *read);
}

EMSCRIPTEN_BINDINGS(kelvin_pack) {
  emscripten::function("pack", &door_pack);
}
