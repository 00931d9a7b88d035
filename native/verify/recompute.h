// The messages of a log that are claimed, made anew.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "replay/replay.h"
#include "verify/claims.h"
#include "verify/judgement.h"

namespace kelvin::native {

/// Hears a replay and keeps the messages whose ids are claimed.
class ClaimedMessages final : public Listener {
 public:
  ClaimedMessages(const Model& model, unsigned threads, const std::vector<Claim>& claims);

  void applied(const Applied& applied) override;

  using ById = std::unordered_map<std::string, std::vector<Recomputed>>;
  /// After the replay; empties the listener.
  ById take();

 private:
  const Model& model_;
  std::unordered_set<std::string> ids_;
  std::vector<ById> kept_;  ///< per thread
};

}  // namespace kelvin::native
