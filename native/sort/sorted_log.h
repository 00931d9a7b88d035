// Logs whose events are put in the order of their times before anything else sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/model.h"
#include "log/bad_lines.h"
#include "log/block_source.h"
#include "log/log_reader.h"
#include "sort/sorted_runs.h"

namespace kelvin::native {

class SortedLog final : public BlockSource {
 public:
  /// Reads the logs to their end. The order is that of the events' times, each already cut to its
  /// receivedAt; where they are equal, that of the files as named and of their lines. Bad lines go
  /// to `bad` under their own files and numbers, in the order of the logs. Throws Unusable.
  SortedLog(const Model& model, LogReader& logs, BadLines& bad, std::size_t run_bytes);

  bool next(Block& block) override;
  [[nodiscard]] const std::vector<std::string>& paths() const override { return paths_; }
  [[nodiscard]] std::uint64_t taken() const override { return given_; }
  [[nodiscard]] std::optional<std::uint64_t> total() const override { return bytes_; }

 private:
  SortedRuns runs_;
  std::uint64_t bytes_ = 0, given_ = 0;  ///< of all good lines, and of those that `next` gave
  /// Nothing is said of a line any more, but one that was good must have some name.
  std::vector<std::string> paths_{"the sorted logs"};
};

}  // namespace kelvin::native
