#include "replay/replay.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <exception>
#include <functional>
#include <thread>

#include "kelvin/state_block.h"
#include "replay/block_queue.h"
#include "replay/block_slice.h"
#include "replay/remarks.h"
#include "replay/stitch.h"
#include "replay/ticks.h"
#include "sort/sorted_log.h"
#include "states/former_states.h"
#include "states/state_output.h"
#include "support/progress.h"

namespace kelvin::native {
namespace {

class Replay {
 public:
  Replay(const Model& model, BlockSource& logs, const ReplayOptions& options, BadLines& bad,
         Listener* listener)
      : model_(model),
        logs_(logs),
        options_(options),
        bad_(bad),
        listener_(listener),
        queue_(options.threads),
        stitcher_(model),
        meeting_(options.threads, std::bind_front(&Replay::meet, this)) {
    for (unsigned i = 0; i < options.threads; ++i) {
      result_.shards.emplace_back(model, options.former);
    }
    if (options.former != nullptr) {
      result_.newest = options.former->file().head().newest;
      stitcher_.read(options.former->file().people());
    }
    outcomes_.resize(options.threads);
    remarks_.resize(options.threads);
    newest_alias_.resize(options.threads);
    for (auto& slices : slices_) slices = Slices(options.threads);
  }

  Replayed run();

 private:
  using Slices = std::vector<BlockSlice>;

  void queue_blocks();
  void work(unsigned worker);
  void meet() noexcept;
  void account(BlockSlice& slice, const Block& block);
  void end_log();
  void write_states();
  void apply_own(unsigned worker, Slices& slices, Ticker* ticker);
  void expect(unsigned worker, const BlockSlice& slice, std::size_t i);
  void apply_one(unsigned worker, State& state, const Event& event, std::uint64_t sequence);
  void tick_to_end(unsigned worker, Ticker& ticker);
  void tick_former(unsigned worker, Ticker& ticker, Instant end);

  const Model& model_;
  BlockSource& logs_;
  const ReplayOptions& options_;
  BadLines& bad_;
  Listener* listener_;
  Replayed result_;
  BlockQueue queue_;
  std::vector<Outcome> outcomes_;  ///< per worker, for their memory
  std::vector<Remarks> remarks_;   ///< per worker
  /// Per worker: of the aliases that were taken in. Only their visitors tell which those are.
  std::vector<std::optional<Instant>> newest_alias_;
  /// Two sets: while slow threads still apply one block, fast ones may already read the next.
  std::array<Slices, 2> slices_;

  // What the threads do together when they meet; touched by one of them at a time.
  std::uint64_t blocks_met_ = 0;
  std::uint64_t lines_met_ = 0;
  std::size_t file_ = 0;
  std::uint64_t lines_of_file_ = 0;
  Stitcher stitcher_;
  std::exception_ptr failure_;  ///< of writing states
  std::barrier<std::function<void()>> meeting_;
};

Replayed Replay::run() {
  std::vector<std::jthread> workers;
  for (unsigned worker = 0; worker < options_.threads; ++worker) {
    workers.emplace_back([this, worker] { work(worker); });
  }
  try {
    queue_blocks();
  } catch (...) {
    queue_.close();
    throw;
  }
  workers.clear();
  if (failure_) std::rethrow_exception(failure_);
  if (options_.former != nullptr) options_.former->require_sound();
  for (const Remarks& remarks : remarks_) remarks.add_to(result_.late, result_.persons);
  return std::move(result_);
}

void Replay::queue_blocks() {
  Progress progress;
  while ((listener_ == nullptr || !listener_->is_done()) && logs_.next(queue_.vacant())) {
    queue_.put();
    progress.show(logs_.taken(), logs_.total());
  }
  queue_.close();
}

void Replay::work(unsigned worker) {
  EventParser reader(model_);
  RawListener* messages = listener_ != nullptr ? listener_->raw(worker) : nullptr;
  std::optional<Ticker> ticker;
  if (options_.tick) ticker.emplace(model_, *options_.tick);
  std::uint64_t number = 0;
  for (; const Block* block = queue_.wait_for(number); ++number) {
    Slices& slices = slices_[number % 2];
    slices[worker].read(reader, slice_of(block->text(), worker, options_.threads), options_.until,
                        messages);
    meeting_.arrive_and_wait();
    queue_.leave();
    apply_own(worker, slices, ticker ? &*ticker : nullptr);
  }
  meeting_.arrive_and_wait();
  if (ticker && options_.closing_ticks) tick_to_end(worker, *ticker);
  result_.shards[worker].put_back();
}

/// All slices of a block have been read, none is applied yet; or all blocks have been applied.
void Replay::meet() noexcept {
  const Block* const next = queue_.wait_for(blocks_met_);
  if (next == nullptr) return end_log();
  const Block& block = *next;
  if (block.file != file_) {
    file_ = block.file;
    lines_of_file_ = 0;
  }
  for (BlockSlice& slice : slices_[blocks_met_ % 2]) account(slice, block);
  if (block.damage) bad_.add(logs_.paths()[file_], lines_of_file_ + 1, *block.damage);
  ++blocks_met_;
}

void Replay::end_log() {
  for (const auto& newest : newest_alias_) {
    if (newest) result_.newest = std::max(result_.newest.value_or(*newest), *newest);
  }
  if (options_.states_out.empty()) return;
  try {
    write_states();
  } catch (...) {
    failure_ = std::current_exception();
  }
}

void Replay::write_states() {
  std::vector<StateRow> rows;
  for (Visitors& shard : result_.shards) {
    shard.put_back();
    shard.each_block([&rows](std::string_view visitor, std::string_view block) {
      rows.push_back({visitor, block});
    });
  }
  StateHead head;
  head.model = block_model(model_);
  head.newest = result_.newest;
  head.tick = options_.tick;
  head.stitched = options_.stitch;
  result_.states = kelvin::native::write_states(options_.states_out, head, options_.former,
                                                std::move(rows), stitcher_.people());
}

void Replay::account(BlockSlice& slice, const Block& block) {
  for (const BlockSlice::BadLine& line : slice.bad) {
    bad_.add(logs_.paths()[block.file], lines_of_file_ + line.line + 1, line.errors);
  }
  if (options_.stitch) {
    for (std::size_t i = 0; i < slice.size(); ++i) {
      Event& event = slice.event(i);
      if (stitcher_.stitch(event)) slice.marks[i].visitor_hash = hash_of(event.visitor());
    }
  }
  if (slice.newest)
    result_.newest = std::max(result_.newest.value_or(*slice.newest), *slice.newest);
  result_.lines += slice.line_count - slice.blank_count;
  result_.events += slice.size();
  result_.later += slice.later;
  slice.first_line = lines_met_;
  lines_met_ += slice.line_count;
  lines_of_file_ += slice.line_count;
}

/// Memory answers late: what the events after this one need is asked for now.
void Replay::expect(unsigned worker, const BlockSlice& slice, std::size_t i) {
  constexpr std::size_t kPlaceAhead = 12, kBlockAhead = 6;
  const auto own = [&](std::size_t at) {
    return at < slice.size() && slice.marks[at].visitor_hash % options_.threads == worker;
  };
  const Visitors& visitors = result_.shards[worker];
  if (own(i + kPlaceAhead)) visitors.expect_place(slice.marks[i + kPlaceAhead].visitor_hash);
  if (own(i + kBlockAhead)) visitors.expect_block(slice.marks[i + kBlockAhead].visitor_hash);
}

void Replay::apply_own(unsigned worker, Slices& slices, Ticker* ticker) {
  Visitors& visitors = result_.shards[worker];
  for (BlockSlice& slice : slices) {
    for (std::size_t i = 0; i < slice.size(); ++i) {
      expect(worker, slice, i);
      const BlockSlice::Mark mark = slice.marks[i];
      if (mark.visitor_hash % options_.threads != worker) continue;
      const Event& event = slice.event(i);
      if (event.type == EventType::kIgnored) continue;
      if (options_.only && event.visitor() != *options_.only) continue;
      if (listener_ != nullptr && !listener_->takes(worker, event)) continue;
      if (event.type == EventType::kAlias) {
        const State* known = visitors.find({event.visitor(), mark.visitor_hash});
        if (known == nullptr || is_ignored(model_, *known, event)) continue;
      }
      State& state = visitors.at({event.visitor(), mark.visitor_hash});
      const std::uint64_t sequence = slice.first_line + mark.line;
      if (ticker != nullptr) {
        ticker->until(event.time, state,
                      [&](const Event& tick) { apply_one(worker, state, tick, sequence); });
      }
      apply_one(worker, state, event, sequence);
    }
  }
}

void Replay::apply_one(unsigned worker, State& state, const Event& event, std::uint64_t sequence) {
  if (listener_ != nullptr) listener_->before(worker, state, event);
  Outcome& outcome = outcomes_[worker];
  apply(model_, state, event, outcome);
  remarks_[worker].look_at(state, event, outcome);
  if (event.type == EventType::kAlias && outcome.status == Outcome::Status::kScored) {
    auto& newest = newest_alias_[worker];
    newest = std::max(newest.value_or(event.time), event.time);
  }
  if (listener_ != nullptr) listener_->applied({worker, sequence, event, state, outcome});
}

void Replay::tick_to_end(unsigned worker, Ticker& ticker) {
  if (!result_.newest && !options_.until) return;
  const Instant end = options_.until ? *options_.until : *result_.newest;
  constexpr Duration kInclusive{1};
  result_.shards[worker].each([&](std::string_view, State& state) {
    ticker.until(end + kInclusive, state,
                 [&](const Event& tick) { apply_one(worker, state, tick, kAfterLog); });
  });
  if (options_.former != nullptr) tick_former(worker, ticker, end + kInclusive);
}

/// Time passes for those, too, of whom the logs had nothing: one by one, so that they need no
/// memory.
void Replay::tick_former(unsigned worker, Ticker& ticker, Instant end) {
  Visitors& own = result_.shards[worker];
  own.put_back();
  State state = new_state(model_);
  List<char> room;
  each_block(options_.former->file(), [&](std::string_view visitor, std::string_view block) {
    const VisitorId id{visitor, hash_of(visitor)};
    if (id.hash % options_.threads != worker || own.holds(id)) return;
    if (!unpack(model_, options_.former->renewed(block, room), state)) return;
    ticker.until(end, state, [&](const Event& tick) { apply_one(worker, state, tick, kAfterLog); });
  });
}

}  // namespace

Replayed replay(const Model& model, LogReader& logs, const ReplayOptions& options, BadLines& bad,
                Listener* listener) {
  logs.expect_events();
  std::optional<SortedLog> sorted;
  if (options.sort) sorted.emplace(model, logs, bad, options.sort_bytes);
  BlockSource& source = sorted ? static_cast<BlockSource&>(*sorted) : logs;
  Replayed result = Replay(model, source, options, bad, listener).run();
  bad.finish();
  if (options.quiet) return result;
  tell(result.late);
  tell(result.persons);
  return result;
}

}  // namespace kelvin::native
