// Ticks: passive events at each multiple of an interval from the start of a day by the model's
// clock, so that what only the passing of time brings (a segment left in silence) shows when it
// comes and not at the next event.
#pragma once

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/state.h"
#include "kelvin/time.h"

namespace kelvin::native {

class Ticker {
 public:
  Ticker(const Model& model, Duration interval)
      : interval_(interval), offset_(model.day_offset), event_(tick_event(model)) {}

  /// Calls `apply(tick)` for every multiple of the interval after the visitor's last event and
  /// before `end`; `apply` moves the visitor's last event on.
  template <class Apply>
  void until(Instant end, const State& state, Apply apply) {
    if (!state.last) return;
    event_.anonymous_id = state.visitor;
    for (Instant at = next_after(*state.last); at < end; at = at + interval_) {
      event_.time = at;
      apply(event_);
    }
  }

 private:
  [[nodiscard]] Instant next_after(Instant time) const {
    const Instant local = time + offset_;
    std::int64_t multiple = local.ms / interval_.ms;
    if (local.ms % interval_.ms < 0) --multiple;
    return Instant{(multiple + 1) * interval_.ms} - offset_;
  }

  Duration interval_, offset_;
  Event event_;
};

}  // namespace kelvin::native
