// A model's text for the page.
#include "kelvin/lint.h"
#include "minify/minified.h"

namespace kelvin {

Result<Text> minify(std::string_view json) {
  if (const auto model = compile(json); !model) return model.errors();
  return to_json(minified(*parse_json(json)));
}

}  // namespace kelvin
