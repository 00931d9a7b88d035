#include "flat.h"
#include "kelvin/packed.h"
#include "read_model.h"

kelvin::Result<kelvin::Model> read_model(std::string_view flat) {
  if (auto error = kelvin::too_long_packed(text_size(flat))) return *std::move(error);
  auto packed = document(flat);
  if (!packed) return packed.errors();
  return kelvin::unpack(std::move(*packed));
}
