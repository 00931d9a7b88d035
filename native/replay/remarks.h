// What a replay has to remark on its events: those out of order, and changes of person. Counted, so
// that nobody takes what they gave for what they were meant to give.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_set>

#include "kelvin/event.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "replay/replay.h"

namespace kelvin::native {

/// What one thread sees.
class Remarks {
 public:
  void look_at(const State& state, const Event& event, const Outcome& outcome) {
    // The core says at which time it took the event, and that it is no duplicate.
    if (outcome.time > event.time && outcome.status == Outcome::Status::kScored) {
      ++late_.events;
      late_.most = std::max(late_.most, outcome.time - event.time);
      late_visitors_.insert(state.visitor);
    }
    if (outcome.new_person) {
      ++changes_;
      changed_visitors_.insert(state.visitor);
    }
  }

  void add_to(LateEvents& late, PersonChanges& persons) const {
    late.events += late_.events;
    late.visitors += late_visitors_.size();
    late.most = std::max(late.most, late_.most);
    persons.times += changes_;
    persons.visitors += changed_visitors_.size();
  }

 private:
  LateEvents late_;
  std::uint64_t changes_ = 0;
  std::unordered_set<std::string> late_visitors_, changed_visitors_;
};

/// A line on stderr, if there is anything to remark:
///
///   7 events of 2 visitors were older than their visitor's last, by up to 59d 3h, ...
///   3 visitors changed to another person 4 times
void tell(const LateEvents& late);
void tell(const PersonChanges& persons);

/// The two largest units that it has: `59d 3h`, `2m`, `250ms`.
std::string in_words(Duration duration);

}  // namespace kelvin::native
