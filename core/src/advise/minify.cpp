// A model's text for the page.
#include "kelvin/advise.h"
#include "model/minified.h"

namespace kelvin {

Result<std::string> minify(std::string_view json) {
  if (const auto model = compile(json); !model) return model.errors();
  return to_json(minified(*parse_json(json)));
}

}  // namespace kelvin
