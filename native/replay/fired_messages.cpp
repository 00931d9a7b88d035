#include "replay/fired_messages.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kelvin::native {

void MessageListener::applied(const Applied& applied) {
  if (applied.outcome.fired.empty()) return;
  for (Message& message : messages(model_, applied.state, applied.event, applied.outcome)) {
    fired_[applied.worker].push_back({std::move(message), applied.state.visitor});
  }
}

std::vector<FiredMessage> MessageListener::take() {
  std::vector<FiredMessage> all;
  for (std::vector<FiredMessage>& some : fired_) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
    some.clear();
  }
  // One visitor's messages stand in the order of firing already, all on one thread.
  std::stable_sort(all.begin(), all.end(), [](const FiredMessage& a, const FiredMessage& b) {
    return std::tie(a.message.time, a.visitor) < std::tie(b.message.time, b.visitor);
  });
  return all;
}

}  // namespace kelvin::native
