// A model's text for the page.
#include "kelvin/lint.h"
#include "minify/minified.h"

namespace kelvin {

Result<Text> minify(const Value& document) {
  if (const auto model = compile(document); !model) return model.errors();
  return to_json(minified(document));
}

}  // namespace kelvin
