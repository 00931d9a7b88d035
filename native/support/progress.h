// How far long work has got: a line on stderr that is written over, if that is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace kelvin::native {

/// Used from one thread.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Bytes done, and of how many where that is known. Shown a few times a second at most.
  void show(std::uint64_t done, std::optional<std::uint64_t> total);
  /// Takes the line away, before other output.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool on_;
  bool visible_ = false;
  Clock::time_point start_, last_;
};

}  // namespace kelvin::native
