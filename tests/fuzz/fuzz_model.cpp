// Any bytes as a model: compiled or refused with errors that say something; what compiles scores,
// as the oracle does.
#include <cstdint>
#include <iostream>
#include <string_view>

#include "fuzz/visitor.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "property/agreement.h"

namespace {

void check_ranges(const kelvin::Model& model, const kelvin::Snapshot& snapshot) {
  require(snapshot.scores.size() == model.scores.size());
  for (kelvin::ScoreIndex i = 0; i < model.scores.size(); ++i) {
    require(snapshot.scores[i] >= to_shown(model.scores[i].low));
    require(snapshot.scores[i] <= to_shown(model.scores[i].high));
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
