// The messages that a replay fires, in the order of their time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kelvin/report.h"
#include "replay/replay.h"

namespace kelvin::native {

struct FiredMessage {
  Message message;
  std::string visitor;
  std::uint64_t sequence;  ///< Applied::sequence of what fired it
};

/// Keeps the messages of a replay, or those of them that are wanted.
class MessageListener final : public Listener {
 public:
  using Wanted = std::function<bool(const Message&)>;

  /// `wanted` is called from several threads; an empty one wants all.
  MessageListener(const Model& model, unsigned threads, Wanted wanted = {});

  void applied(const Applied& applied) override;

  /// By time; at one time as the events stand in the logs. Empties the listener.
  std::vector<FiredMessage> take();

 private:
  const Model& model_;
  Wanted wanted_;
  std::vector<std::vector<FiredMessage>> fired_;  ///< per thread
};

}  // namespace kelvin::native
