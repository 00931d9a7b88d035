// Replays logs: every event of every visitor, in the order given, on as many threads as wanted.
// Results never depend on the number of threads.
//
// A block of lines is worked through in two phases. Between them all threads meet.
//
//             phase A: each thread reads          phase B: each thread applies the events
//             a slice of the block                 of its own visitors, in log order
//   block --> [ lines -> events ]  -- stitch -->  [ visitors whose hash falls to thread 0 ]
//             [ lines -> events ]                 [ visitors whose hash falls to thread 1 ]
//
// So the costly reading is spread evenly, each visitor's state belongs to one thread and needs no
// lock, and memory grows with the visitors, never with the log.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/time.h"
#include "log/bad_lines.h"
#include "log/log_reader.h"
#include "replay/visitors.h"
#include "sort/sorted_runs.h"

namespace kelvin::native {

class FormerStates;
class StateWriter;
class RawListener;  // see block_slice.h

struct ReplayOptions {
  unsigned threads = 1;                  ///< at least 1
  std::optional<Instant> until;          ///< events later than this are left out
  bool stitch = false;                   ///< see stitch.h
  std::optional<Duration> tick;          ///< see ticks.h
  bool closing_ticks = true;             ///< also behind the last event of each visitor
  std::optional<std::string> only;       ///< apply this visitor's events alone
  bool quiet = false;                    ///< say nothing of late events and other persons
  bool sort = false;                     ///< put the events in order first, see sorted_log.h
  std::size_t sort_bytes = kRunBytes;    ///< how many of them are held in memory while sorting
  const FormerStates* former = nullptr;  ///< states to go on from
  /// Where the states behind the last event are written (see Replayed::states); "" nowhere. Closing
  /// ticks come behind them: the next log's events may be earlier.
  std::string states_out;
};

/// One event that was applied. References hold during the call only.
struct Applied {
  unsigned worker;         ///< which thread calls: 0 .. threads - 1
  std::uint64_t sequence;  ///< place of its line in the logs together, from 0; kAfterLog for ticks
                           ///< behind the last event
  const Event& event;
  const State& state;  ///< right after the event
  const Outcome& outcome;
};
inline constexpr std::uint64_t kAfterLog = UINT64_MAX;

/// Events that were older than their visitor's last, and so were taken at its time.
struct LateEvents {
  std::uint64_t events = 0;  ///< duplicates, which change nothing, are not counted
  std::uint64_t visitors = 0;
  Duration most;  ///< by which one was late
};

/// Another person came to the same device.
struct PersonChanges {
  std::uint64_t times = 0;
  std::uint64_t visitors = 0;  ///< to how many devices
};

/// Hears of each event, visitor by visitor in order, from the thread that owns the visitor.
class Listener {
 public:
  virtual ~Listener() = default;
  /// Whether the event is taken in; if not, its visitor hears nothing of it.
  virtual bool takes(unsigned /*worker*/, const Event& /*event*/) { return true; }
  /// The visitor as the event finds it.
  virtual void before(unsigned /*worker*/, const State& /*state*/, const Event& /*event*/) {}
  /// Who hears the messages that this thread reads; nullptr: nobody.
  virtual RawListener* raw(unsigned /*worker*/) { return nullptr; }
  virtual void applied(const Applied& applied) = 0;
  /// Whether it wants no more: then reading ends early.
  [[nodiscard]] virtual bool is_done() const { return false; }
};

struct Replayed {
  std::vector<Visitors> shards;   ///< one per thread
  std::uint64_t lines = 0;        ///< without blank ones
  std::uint64_t events = 0;       ///< read well, and not later than `until`
  std::uint64_t later = 0;        ///< left out because of `until`
  std::optional<Instant> newest;  ///< the latest of those events, and of those before
  LateEvents late;
  PersonChanges persons;
  /// Of `states_out`, to be published once all that was made of the logs is told: who cannot print
  /// a day's scores can do the day again.
  std::shared_ptr<StateWriter> states;
};

/// Replays to the logs' end. Bad lines go to `bad`, in log order; late events are counted on
/// stderr. Throws Unusable if reading fails or a log is of another format.
Replayed replay(const Model& model, LogReader& logs, const ReplayOptions& options, BadLines& bad,
                Listener* listener = nullptr);

}  // namespace kelvin::native
