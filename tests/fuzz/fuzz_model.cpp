// Any bytes as a model: compiled or refused with errors that say something; what compiles scores,
// as the oracle does.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "kelvin/kelvin.h"
#include "property/agreement.h"

namespace {

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

void check_ranges(const kelvin::Model& model, const kelvin::Standing& standing) {
  require(standing.scores.size() == model.scores.size());
  for (kelvin::ScoreIndex i = 0; i < model.scores.size(); ++i) {
    require(standing.scores[i] >= to_shown(model.scores[i].low));
    require(standing.scores[i] <= to_shown(model.scores[i].high));
  }
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
  property::Oracle oracle(*model);
  for (const std::string_view line : kEvents) {
    const auto event = read_event(*model, line);
    require(event.ok());
    const Outcome outcome = apply(*model, state, *event);
    const std::string found = property::disagreement(*model, oracle.apply(*event), outcome);
    if (!found.empty()) std::cerr << found;
    require(found.empty());
    outcome_json(*model, state, *event, outcome);
    check_ranges(*model, outcome.after);
  }
  const auto again = restore(*model, save(*model, state));
  require(again.ok() && again->state == state);
  return 0;
}
