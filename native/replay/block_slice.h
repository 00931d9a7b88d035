// What one thread makes of its slice of a block: events, and what was wrong with other lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/memory.h"
#include "kelvin/time.h"
#include "replay/event_parser.h"

namespace kelvin::native {

/// Hears each message that gives an event, as it stands in the log, with all that scrubbing takes.
class RawListener {
 public:
  virtual ~RawListener() = default;
  virtual JsonListener& message() = 0;
  /// The message has ended, and gave this event.
  virtual void gave(const Event& event) = 0;
};

/// What its events and errors hold lies in an arena of the slice, so reading takes no memory of the
/// system once the arena has grown. It may be told to another thread, but not moved.
class BlockSlice {
 public:
  /// Where an event goes and where it came from.
  struct Mark {
    std::size_t visitor_hash;
    std::uint64_t line;  ///< in the slice, from 0
  };
  struct BadLine {
    std::uint64_t line;  ///< in the slice, from 0
    Errors errors;
  };

  /// Replaces what was there; what refers to it ends. Events later than `until` are only counted.
  void read(EventParser& reader, std::string_view lines, std::optional<Instant> until,
            RawListener* messages = nullptr);

  [[nodiscard]] std::size_t size() const { return marks.size(); }
  [[nodiscard]] Event& event(std::size_t i) { return events_[i]; }

 private:
  Arena arena_;  ///< before all that lies in it, which so ends first

 public:
  std::vector<Mark> marks;  ///< one per event
  std::vector<BadLine> bad;
  std::uint64_t line_count = 0;  ///< blank lines too
  std::uint64_t blank_count = 0;
  std::uint64_t later = 0;
  std::optional<Instant> newest;
  std::uint64_t first_line = 0;  ///< of the slice, in all logs together; set when threads meet

 private:
  void read_line(EventParser& reader, std::string_view line, std::optional<Instant> until,
                 RawListener* messages);

  std::vector<Event> events_;  ///< the first marks.size()
};

/// The `index`th of `count` slices of a text, each of whole lines.
std::string_view slice_of(std::string_view text, unsigned index, unsigned count);

}  // namespace kelvin::native
