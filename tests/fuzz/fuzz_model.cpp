// Any bytes as a model: compiled or refused with errors that say something; what compiles scores.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kelvin/kelvin.h"

namespace {

constexpr std::string_view kEvent =
    R"({"type":"page","messageId":"1","anonymousId":"v","timestamp":1770000000000,)"
    R"("properties":{"path":"/pricing","seconds":3,"value":"12.5"}})";

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto model = compile(text);
  if (!model) {
    require(!model.errors().empty());
    for (const Error& error : model.errors()) require(!error.code.empty() && !error.fix.empty());
    return 0;
  }
  State state = new_state(*model);
  const auto event = read_event(*model, kEvent);
  require(event.ok());
  const Outcome outcome = apply(*model, state, *event);
  require(outcome.after.scores.size() == model->scores.size());
  for (ScoreIndex i = 0; i < model->scores.size(); ++i) {
    require(outcome.after.scores[i] >= to_shown(model->scores[i].low));
    require(outcome.after.scores[i] <= to_shown(model->scores[i].high));
  }
  const auto again = restore(*model, save(*model, state));
  require(again.ok() && again->state == state);
  return 0;
}
