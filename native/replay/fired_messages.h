// The messages that a replay fires, in the order of their time.
#pragma once

#include <string>
#include <vector>

#include "kelvin/report.h"
#include "replay/replay.h"

namespace kelvin::native {

struct FiredMessage {
  Message message;
  std::string visitor;
};

/// Keeps the messages of a replay.
class MessageListener final : public Listener {
 public:
  MessageListener(const Model& model, unsigned threads) : model_(model), fired_(threads) {}

  void applied(const Applied& applied) override;

  /// By time, then visitor, then as they were fired: so the messages of parts of a log, each with
  /// visitors of its own, merge to those of the whole. Empties the listener.
  std::vector<FiredMessage> take();

 private:
  const Model& model_;
  std::vector<std::vector<FiredMessage>> fired_;  ///< per thread
};

}  // namespace kelvin::native
