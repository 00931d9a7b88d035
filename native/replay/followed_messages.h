// The messages of a replay, each printed when it fires.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <string>

#include "replay/fired_messages.h"
#include "replay/replay.h"
#include "support/output.h"

namespace kelvin::native {

/// In the order of the events, so of one thread.
class FollowListener final : public Listener {
 public:
  using Line = std::function<std::string(const FiredMessage&)>;

  FollowListener(const Model& model, Line line) : model_(model), line_(std::move(line)) {}

  void applied(const Applied& applied) override;
  /// Printing has failed. It is told behind the replay: the thread that prints has no caller.
  [[nodiscard]] bool is_done() const override { return failed_; }
  /// Throws what printing failed with, if it did.
  void require_printed() const;

 private:
  const Model& model_;
  Line line_;
  Output out_;
  std::atomic<bool> failed_ = false;
  std::exception_ptr failure_;
};

}  // namespace kelvin::native
