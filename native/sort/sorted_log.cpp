#include "sort/sorted_log.h"

#include <algorithm>
#include <string_view>

#include "kelvin/event.h"
#include "replay/event_parser.h"
#include "support/progress.h"

namespace kelvin::native {
namespace {

/// Reads lines for their times.
class Sorter {
 public:
  Sorter(const Model& model, const LogReader& logs, BadLines& bad, SortedRuns& runs)
      : logs_(logs), bad_(bad), runs_(runs), reader_(model) {}

  /// Adds a block's good lines; how many bytes they have.
  std::uint64_t add(const Block& block) {
    if (block.file != file_) {
      file_ = block.file;
      line_ = 0;
    }
    std::uint64_t bytes = 0;
    for (std::string_view text = block.text(); !text.empty();) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      bytes += add(line);
    }
    if (block.damage) bad_.add(logs_.paths()[file_], line_ + 1, *block.damage);
    return bytes;
  }

 private:
  std::uint64_t add(std::string_view line) {
    ++line_;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return 0;
    Errors errors;
    if (!reader_.read(line, event_, errors)) {
      bad_.add(logs_.paths()[file_], line_, errors);
      return 0;
    }
    runs_.add(event_.time, line);
    return line.size();
  }

  const LogReader& logs_;
  BadLines& bad_;
  SortedRuns& runs_;
  EventParser reader_;
  Event event_;
  std::size_t file_ = 0;
  std::uint64_t line_ = 0;  ///< lines of the file so far
};

}  // namespace

SortedLog::SortedLog(const Model& model, LogReader& logs, BadLines& bad, std::size_t run_bytes)
    : runs_(run_bytes) {
  Progress progress;
  Sorter sorter(model, logs, bad, runs_);
  for (Block block; logs.next(block);) {
    bytes_ += sorter.add(block);
    progress.show(logs.taken(), logs.total());
  }
  runs_.finish();
}

bool SortedLog::next(Block& block) {
  block.file = 0;
  block.damage.reset();
  block.start_ = block.size_ = 0;
  block.buffer_.clear();
  std::string_view line;
  while (block.buffer_.size() < kBlockBytes && runs_.next(line)) {
    block.buffer_.insert(block.buffer_.end(), line.begin(), line.end());
    block.buffer_.push_back('\n');
    given_ += line.size();
  }
  block.size_ = block.buffer_.size();
  block.buffer_.resize(block.size_ + Block::kPadding);
  return block.size_ > 0;
}

}  // namespace kelvin::native
