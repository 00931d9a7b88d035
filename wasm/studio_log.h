// Many visitors' messages, as a flat list (flat.h), gone through as the command line goes through a
// log: in the order given, each message by itself, the bad ones told.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin::studio {

/// Reads every message. `take` is given each event, and where its message stands; what it gives
/// back are the bad ones, as JSON: `[{"index":3,"errors":[...]}]`.
using Take = std::function<void(const Event& event, const char* message)>;
Result<Text> read_log(const Model& model, std::string_view messages, const Take& take);

/// The newest time of a log, which is what a look at it is taken at unless another is given.
/// Whether an alias counts, only its visitor tells.
class Newest {
 public:
  void read(const Event& event);
  void applied(const Event& event, const Outcome& outcome);
  [[nodiscard]] Instant value() const { return newest_.value_or(Instant{}); }

 private:
  std::optional<Instant> newest_;
};

/// One visitor, to whom messages come one after the other.
class Visitor {
 public:
  explicit Visitor(const Model& model) : model_(&model), state_(new_state(model)) {}

  /// Whether the event is for them at all: no `screen`, nor an alias of somebody unknown.
  [[nodiscard]] bool takes(const Event& event) const;
  const Outcome& apply(const Event& event);

  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  const Model* model_;
  State state_;
  Outcome outcome_;
  bool known_ = false;
};

/// The lines of `kelvin score`, by visitor and then by time, as a JSON list: each visitor's state
/// of each of these times, in ascending order. No times: the newest of the log.
struct Scored {
  Text lines, bad;
};
Result<Scored> score_log(const Model& model, std::string_view messages, List<Instant> times);

}  // namespace kelvin::studio
