// Any bytes as a packed model, its format and checksum made right: refused, or a model that packs
// again to what reads back the same, and that scores without harm.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "fuzz/visitor.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace {

constexpr std::string_view kSource =
    R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[{"id":"r","on":"page","points":1}]}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  static const Value like = *parse_json(pack(*compile(kSource)));
  auto document = parse_json({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  const Value* row = document->find("model");
  if (row == nullptr) return 0;
  const auto sum = static_cast<double>(hash48(to_json(*row)));
  for (const char* name : {"kelvin_packed", "laws"}) document->set(name, *like.find(name));
  document->set("sum", sum);

  const auto model = unpack(to_json(*document));
  if (!model) {
    const std::string& code = model.errors()[0].code;
    require(code == "damaged" || code == "newer_format");
    return 0;
  }
  const std::string packed = pack(*model);
  const auto again = unpack(packed);
  require(again.ok() && pack(*again) == packed);

  State state = new_state(*model);
  for (const std::string_view line : kEvents) {
    const auto event = read_event(*model, line);
    require(event.ok());
    const Outcome outcome = apply(*model, state, *event);
    outcome_json(*model, state, *event, outcome);
  }
  view_json(*model, state, {1'780'000'000'000}, {.reasons = true});
  (void)restore(*model, save(*model, state));
  return 0;
}
