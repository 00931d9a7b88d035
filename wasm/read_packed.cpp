#include "kelvin/packed.h"
#include "read_model.h"

kelvin::Result<kelvin::Model> read_model(std::string_view text) {
  return kelvin::unpack(text);
}
