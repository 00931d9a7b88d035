// --state-in and --state-out: going on from the states of another day.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commands/options.h"
#include "kelvin/state_block.h"
#include "replay/visitors.h"
#include "states/former_states.h"

namespace kelvin::native {

struct StateOptions {
  std::string in, out;  ///< "" where not given

  /// Opens the file of before, and tells `how` of both; nullptr where none is given. Throws
  /// Unusable where it was made otherwise than this run is: with another --tick, with --stitch or
  /// without, or from events later than --at. The result must outlive the replay.
  std::unique_ptr<FormerStates> open(const Model& model, const LogOptions& logs,
                                     ReplayOptions& how) const;
};

/// Calls with the state of every visitor who is in the file alone, one by one.
template <class Call>
void each_other(const Model& model, const std::vector<Visitors>& shards, const FormerStates& former,
                Call call) {
  State state = new_state(model);
  List<char> room;
  each_block(former.file(), [&](std::string_view visitor, std::string_view block) {
    const VisitorId id{visitor, hash_of(visitor)};
    if (shards[id.hash % shards.size()].holds(id)) return;
    if (unpack(model, former.renewed(block, room), state)) call(std::as_const(state));
  });
  former.require_sound();
}

/// With states given, a command needs no log.
void add_state_options(Command command, StateOptions& options);

}  // namespace kelvin::native
