// The whole core's own: it reads any model, and packs one.
#include <emscripten/bind.h>

#include <utility>

#include "answers.h"
#include "embind_text.h"
#include "flat.h"
#include "kelvin/packed.h"
#include "read_model.h"

namespace {

using namespace kelvin;

Text door_pack(const Text& flat) {
  const auto source = read_source(flat);
  if (!source) return refused(source.errors());
  const auto model = compile(*source);
  return model ? pack(*model) : refused(model.errors());
}

}  // namespace

Result<Value> read_source(std::string_view flat) {
  if (auto error = too_long_model(text_size(flat))) return *std::move(error);
  return document(flat);
}

Result<Model> read_model(std::string_view flat) {
  if (auto error = too_long_packed(text_size(flat))) return *std::move(error);
  auto read = document(flat);
  if (!read) return read.errors();
  if (read->find("kelvin_packed") != nullptr) return unpack(std::move(*read));
  if (auto error = too_long_model(text_size(flat))) return *std::move(error);
  return compile(*read);
}

EMSCRIPTEN_BINDINGS(kelvin_pack) {
  emscripten::function("pack", &door_pack);
}
