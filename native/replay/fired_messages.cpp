#include "replay/fired_messages.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kelvin::native {

MessageListener::MessageListener(const Model& model, unsigned threads, Wanted wanted)
    : model_(model), wanted_(std::move(wanted)), fired_(threads) {}

void MessageListener::applied(const Applied& applied) {
  if (applied.outcome.fired.empty()) return;
  for (Message& message : messages(model_, applied.state, applied.event, applied.outcome)) {
    if (wanted_ && !wanted_(message)) continue;
    fired_[applied.worker].push_back({std::move(message), applied.state.visitor, applied.sequence});
  }
}

std::vector<FiredMessage> MessageListener::take() {
  std::vector<FiredMessage> all;
  for (std::vector<FiredMessage>& some : fired_) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
    some.clear();
  }
  // Ticks behind the log's end share a sequence; there the visitor decides, so that the order does
  // not tell how many threads there were. One visitor's messages already stand in order.
  std::stable_sort(all.begin(), all.end(), [](const FiredMessage& a, const FiredMessage& b) {
    return std::tie(a.message.time, a.sequence, a.visitor) <
           std::tie(b.message.time, b.sequence, b.visitor);
  });
  return all;
}

}  // namespace kelvin::native
