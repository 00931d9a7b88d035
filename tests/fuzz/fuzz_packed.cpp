// Any bytes as a packed model, its version and checksum made right: refused, or a model that packs
// again to what reads back the same, and that scores without harm.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "kelvin/kelvin.h"

namespace {

constexpr std::string_view kSource =
    R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[{"id":"r","on":"page","points":1}]}]})";

/// A visitor who does a little of what models look for, and stays away for a while.
constexpr std::string_view kEvents[] = {
    R"({"type":"page","messageId":"1","anonymousId":"v","timestamp":1770000000000,)"
    R"("properties":{"path":"/pricing","url":"https://x.test/pricing?ref=a&utm_source=google&utm_medium=cpc"}})",
    R"({"type":"track","event":"Page Engaged","messageId":"2","anonymousId":"v",)"
    R"("timestamp":1770000060000,"properties":{"seconds":61,"n":2,"k":"x","value":"200.01"}})",
    R"({"type":"identify","messageId":"3","anonymousId":"v","timestamp":1770000061000,"traits":)"
    R"({"email":"a@gmail.com","industry":"energy","revenue":6000000,"size":3,"n":2,"k":"x"}})",
    R"({"type":"track","event":"A","messageId":"4","anonymousId":"v","timestamp":1770003661000,)"
    R"("properties":{"n":1,"k":"y","tags":["x","y"],"list":[{"a":1},{"a":3}]}})",
    R"({"type":"page","messageId":"5","anonymousId":"v","timestamp":1773000000000,)"
    R"("properties":{"path":"/a/b"}})"};

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  static const Value like = *parse_json(pack(*compile(kSource)));
  auto document = parse_json({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  const Value* row = document->find("model");
  if (row == nullptr) return 0;
  const auto sum = static_cast<double>(hash48(to_json(*row)));
  for (const char* name : {"kelvin_packed", "core"}) document->set(name, *like.find(name));
  document->set("sum", sum);

  const auto model = unpack(to_json(*document));
  if (!model) {
    require(model.errors()[0].code == "damaged");
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
