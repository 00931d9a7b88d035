#include "replay/followed_messages.h"

#include <utility>

namespace kelvin::native {

void FollowListener::applied(const Applied& applied) {
  if (applied.outcome.fired.empty() || failed_) return;
  try {
    for (Message& message : messages(model_, applied.state, applied.event, applied.outcome)) {
      out_.line(line_({std::move(message), std::string(applied.state.visitor)}));
      out_.finish();
    }
  } catch (...) {
    failure_ = std::current_exception();
    failed_ = true;
  }
}

void FollowListener::require_printed() const {
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace kelvin::native
