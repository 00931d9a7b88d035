// Lines of a log that could not be used: the first are named on stderr, the rest counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kelvin/error.h"

namespace kelvin::native {

class BadLines {
 public:
  BadLines() = default;
  /// One that names none: for logs that are read a second time.
  static BadLines counting() { return BadLines(0); }

  /// `file:line: reason`. Told in log order, from one thread.
  void add(std::string_view file, std::uint64_t line, const Errors& errors);
  void add(std::string_view file, std::uint64_t line, std::string_view reason);

  /// Tells how many more there were; call it once, when all is done.
  void finish() const;

  [[nodiscard]] std::uint64_t count() const { return count_; }

  static constexpr std::uint64_t kNamed = 20;

 private:
  explicit BadLines(std::uint64_t named) : named_(named) {}

  std::uint64_t named_ = kNamed;
  std::uint64_t count_ = 0;
};

/// `bad_time at /timestamp: "yesterday"; give ...`: all errors of one line in one line.
std::string one_line(const Errors& errors);

/// The text without control characters, which could act on a terminal.
std::string printable(std::string_view text);

}  // namespace kelvin::native
