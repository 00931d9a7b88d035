// Logs in blocks of whole lines, in the order in which they were named: the input of everything
// that replays. Memory is one block's, however long the log or a line of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/block_source.h"
#include "log/byte_source.h"

namespace kelvin::native {

class LogReader final : public BlockSource {
 public:
  /// Throws Unusable, before anything is read, if a file is missing or cannot be read.
  explicit LogReader(std::vector<std::string> paths, std::size_t block_bytes = kBlockBytes);

  /// To be called before the first block, where a line is to be an event. Throws Unusable if one of
  /// the files is of another format (see not_a_log); a file that can be read only once (standard
  /// input, a pipe) is looked at when its turn comes.
  void expect_events();

  /// To be called before the first block: a block is then what lines have come, however few, and
  /// next throws ReaderGone when nobody reads standard output any more.
  void follow() { waiting_ = Waiting::kReader; }

  /// A line longer than kMaxEventBytes is cut to one byte more than that: enough to be refused.
  bool next(Block& block) override;

  [[nodiscard]] const std::vector<std::string>& paths() const override { return paths_; }
  [[nodiscard]] std::uint64_t taken() const override;
  [[nodiscard]] std::optional<std::uint64_t> total() const override { return total_; }

 private:
  /// How far reading has got within a block's buffer.
  struct Filled {
    std::size_t size = 0;
    std::size_t whole = 0;  ///< end of the last whole line
    bool ended = false;     ///< the file has no more
  };

  void open_next();
  void look_at_start();
  Filled fill(Block& block);
  void cut_long_line(Block& block);
  void end_file(Block& block, Filled filled);

  std::vector<std::string> paths_;
  std::size_t block_bytes_;
  std::optional<std::uint64_t> total_;
  std::uint64_t taken_before_ = 0;  ///< of the files that are done
  std::size_t next_file_ = 0;
  std::unique_ptr<ByteSource> source_;
  bool at_start_ = false;  ///< of the file
  bool expects_events_ = false;
  Waiting waiting_ = Waiting::kAlone;
  std::string carried_;  ///< bytes read already that belong to the next block
};

}  // namespace kelvin::native
