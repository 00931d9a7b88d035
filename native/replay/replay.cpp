#include "replay/replay.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <functional>
#include <thread>

#include "replay/feed.h"
#include "replay/part.h"
#include "replay/remarks.h"
#include "replay/stitch.h"
#include "replay/ticks.h"
#include "sort/sorted_log.h"
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
        feed_(options.threads),
        meeting_(options.threads, std::bind_front(&Replay::meet, this)) {
    result_.shards.resize(options.threads);
    remarks_.resize(options.threads);
    newest_alias_.resize(options.threads);
    for (auto& parts : parts_) parts.resize(options.threads);
  }

  Replayed run();

 private:
  using Parts = std::vector<Part>;

  void feed_blocks();
  void work(unsigned worker);
  void meet() noexcept;
  void account(Part& part, const Block& block);
  void end_log();
  void apply_own(unsigned worker, Parts& parts, Ticker* ticker);
  void apply_one(unsigned worker, State& state, const Event& event, std::uint64_t sequence);
  void tick_to_end(unsigned worker, Ticker& ticker);

  const Model& model_;
  BlockSource& logs_;
  const ReplayOptions& options_;
  BadLines& bad_;
  Listener* listener_;
  Replayed result_;
  Feed feed_;
  std::vector<Remarks> remarks_;  ///< per worker
  /// Per worker: of the aliases that were taken in. Only their visitors tell which those are.
  std::vector<std::optional<Instant>> newest_alias_;
  /// Two sets: while slow threads still apply one block, fast ones may already read the next.
  std::array<Parts, 2> parts_;

  // What the threads do together when they meet; touched by one of them at a time.
  std::uint64_t blocks_met_ = 0;
  std::uint64_t lines_met_ = 0;
  std::size_t file_ = 0;
  std::uint64_t lines_of_file_ = 0;
  Stitcher stitcher_;
  std::barrier<std::function<void()>> meeting_;
};

Replayed Replay::run() {
  std::vector<std::jthread> workers;
  for (unsigned worker = 0; worker < options_.threads; ++worker) {
    workers.emplace_back([this, worker] { work(worker); });
  }
  try {
    feed_blocks();
  } catch (...) {
    feed_.close();
    throw;
  }
  workers.clear();
  for (const Remarks& remarks : remarks_) remarks.add_to(result_.late, result_.persons);
  return std::move(result_);
}

void Replay::feed_blocks() {
  Progress progress;
  while (logs_.next(feed_.vacant())) {
    feed_.put();
    progress.show(logs_.taken(), logs_.total());
  }
  feed_.close();
}

void Replay::work(unsigned worker) {
  LineReader reader(model_);
  RawListener* messages = listener_ != nullptr ? listener_->raw(worker) : nullptr;
  std::optional<Ticker> ticker;
  if (options_.tick) ticker.emplace(model_, *options_.tick);
  std::uint64_t number = 0;
  for (; const Block* block = feed_.wait_for(number); ++number) {
    Parts& parts = parts_[number % 2];
    parts[worker].read(reader, part_of(block->text(), worker, options_.threads), options_.until,
                       messages);
    meeting_.arrive_and_wait();
    feed_.leave();
    apply_own(worker, parts, ticker ? &*ticker : nullptr);
  }
  meeting_.arrive_and_wait();
  if (ticker) tick_to_end(worker, *ticker);
}

/// All parts of a block have been read, none is applied yet; or all blocks have been applied.
void Replay::meet() noexcept {
  const Block* const next = feed_.wait_for(blocks_met_);
  if (next == nullptr) return end_log();
  const Block& block = *next;
  if (block.file != file_) {
    file_ = block.file;
    lines_of_file_ = 0;
  }
  for (Part& part : parts_[blocks_met_ % 2]) account(part, block);
  if (block.damage) bad_.add(logs_.paths()[file_], lines_of_file_ + 1, *block.damage);
  ++blocks_met_;
}

void Replay::end_log() {
  for (const auto& newest : newest_alias_) {
    if (newest) result_.newest = std::max(result_.newest.value_or(*newest), *newest);
  }
}

void Replay::account(Part& part, const Block& block) {
  for (const Part::BadLine& line : part.bad) {
    bad_.add(logs_.paths()[block.file], lines_of_file_ + line.line + 1, line.errors);
  }
  if (options_.stitch) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      Event& event = part.event(i);
      if (stitcher_.stitch(event)) part.marks[i].visitor_hash = hash_of(event.visitor());
    }
  }
  if (part.newest) result_.newest = std::max(result_.newest.value_or(*part.newest), *part.newest);
  result_.lines += part.line_count - part.blank_count;
  result_.events += part.size();
  result_.later += part.later;
  part.first_line = lines_met_;
  lines_met_ += part.line_count;
  lines_of_file_ += part.line_count;
}

void Replay::apply_own(unsigned worker, Parts& parts, Ticker* ticker) {
  Visitors& visitors = result_.shards[worker];
  for (Part& part : parts) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      const Part::Mark mark = part.marks[i];
      if (mark.visitor_hash % options_.threads != worker) continue;
      const Event& event = part.event(i);
      if (event.type == EventType::kIgnored) continue;
      if (options_.only && event.visitor() != *options_.only) continue;
      if (event.type == EventType::kAlias) {
        const State* known = visitors.find({event.visitor(), mark.visitor_hash});
        if (known == nullptr || is_ignored(model_, *known, event)) continue;
      }
      State& state = visitors.at(model_, {event.visitor(), mark.visitor_hash});
      const std::uint64_t sequence = part.first_line + mark.line;
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
  const Outcome outcome = apply(model_, state, event);
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
  tell(result.late);
  tell(result.persons);
  return result;
}

}  // namespace kelvin::native
