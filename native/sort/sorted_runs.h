// Lines in the order of their times, however many there are: what fits into memory is sorted there,
// more than that in runs on disk, which are then merged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/time.h"
#include "sort/temporary_file.h"

namespace kelvin::native {

/// Bytes of lines that are held in memory at a time, and so the size of a run.
inline constexpr std::size_t kRunBytes = std::size_t{128} << 20;

class SortedRuns {
 public:
  explicit SortedRuns(std::size_t run_bytes) : run_bytes_(run_bytes) {}

  void add(Instant time, std::string_view line);

  /// All lines are there.
  void finish();

  /// After finish: the next line by time; lines of one time in the order in which they were added.
  /// False after the last. The line is valid until the next call.
  bool next(std::string_view& line);

  /// Bytes that were too many for memory.
  [[nodiscard]] std::uint64_t on_disk() const { return file_.size(); }

 private:
  /// A line in memory.
  struct Record {
    std::int64_t time;
    std::size_t from;
    std::uint32_t size;
  };
  /// A run on disk, read from its begin to its end.
  struct Run {
    std::uint64_t from = 0, end = 0;  ///< what is not read yet
    std::string buffer;
    std::size_t at = 0;  ///< in the buffer: the record that comes next
    std::int64_t time = 0;
    std::uint32_t size = 0;
  };

  void sort_records();
  void spill();
  bool advance(Run& run);
  bool refill(Run& run, std::size_t wanted);
  [[nodiscard]] bool comes_later(std::size_t a, std::size_t b) const;

  std::size_t run_bytes_;
  std::string lines_;
  std::vector<Record> records_;
  std::size_t given_ = 0;  ///< of the records, where nothing is on disk
  TemporaryFile file_;
  std::vector<Run> runs_;
  std::size_t piece_ = 0;  ///< bytes read of a run at a time
  std::vector<std::size_t>
      heap_;  ///< of the runs that have a line, the one that comes first on top
  bool top_given_ = false;
};

}  // namespace kelvin::native
