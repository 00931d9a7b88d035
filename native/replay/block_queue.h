// Blocks on their way from the one thread that reads logs to the threads that work on them.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "log/log_reader.h"

namespace kelvin::native {

/// A ring of blocks: the reader fills one while the workers, all together, work through another.
class BlockQueue {
 public:
  explicit BlockQueue(unsigned workers) : workers_(workers) {}

  /// For the reader: the next block to fill, once the workers have left it.
  Block& vacant() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return filled_ - left_ < blocks_.size(); });
    return blocks_[filled_ % blocks_.size()];
  }
  /// The block that `vacant` gave is full.
  void put() {
    const std::lock_guard lock(mutex_);
    ++filled_;
    changed_.notify_all();
  }
  /// Nothing more comes.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  /// For each worker: block `number`, counted from 0, or nullptr after the last.
  const Block* wait_for(std::uint64_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return number < filled_ || closed_; });
    return number < filled_ ? &blocks_[number % blocks_.size()] : nullptr;
  }
  /// This worker needs the oldest block no more.
  void leave() {
    const std::lock_guard lock(mutex_);
    if (++leaving_ < workers_) return;
    leaving_ = 0;
    ++left_;
    changed_.notify_all();
  }

 private:
  const unsigned workers_;
  std::array<Block, 3> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t filled_ = 0, left_ = 0;
  unsigned leaving_ = 0;
  bool closed_ = false;
};

}  // namespace kelvin::native
