// What a file of states says of itself: of which model they are, up to when, and how they were
// made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kelvin/model.h"
#include "kelvin/state_block.h"
#include "kelvin/time.h"

namespace kelvin::native {

struct StateHead {
  BlockModel model;
  std::uint64_t visitors = 0;
  std::optional<Instant> newest;  ///< of all events that were taken in
  std::optional<Duration> tick;   ///< with which they were replayed
  bool stitched = false;          ///< the file also says who is present where
};

/// One line of JSON, and back; nothing where it is none.
std::string head_json(const StateHead& head);
std::optional<StateHead> read_head(std::string_view json);

/// How a moment or an interval is told to people.
std::string told(std::optional<Instant> time);
std::string told(std::optional<Duration> interval);

}  // namespace kelvin::native
