// Logs in blocks of whole lines, in the order in which they were named: the input of everything
// that replays. Memory is one block's, however long the log or a line of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/byte_source.h"

namespace kelvin::native {

/// Whole lines of one file. The last line of a file may lack its newline.
class Block {
 public:
  std::size_t file = 0;  ///< index of the file in the order named
  /// Why the file ends after this block's lines, if that is too early. The line that it broke off
  /// is not among them.
  std::optional<std::string> damage;

  /// The lines. At least kPadding more bytes can be read after them, as fast parsers like to do.
  [[nodiscard]] std::string_view text() const { return {buffer_.data() + start_, size_}; }

  static constexpr std::size_t kPadding = 128;

 private:
  friend class LogReader;
  std::vector<char> buffer_;
  std::size_t start_ = 0;  ///< past a byte order mark
  std::size_t size_ = 0;
};

/// How many bytes a block aims at: small enough for a processor's caches, large enough that
/// handing it over costs nothing.
inline constexpr std::size_t kBlockBytes = 512 * 1024;

class LogReader {
 public:
  /// Throws Unusable, before anything is read, if a file is missing or cannot be read.
  explicit LogReader(std::vector<std::string> paths, std::size_t block_bytes = kBlockBytes);

  /// The next block, or false after the last. A line longer than kMaxEventBytes is cut to one byte
  /// more than that: enough to be refused. Throws Unusable if reading fails.
  bool next(Block& block);

  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }
  /// Bytes read of all files, and how many there are where that is known: for progress.
  [[nodiscard]] std::uint64_t taken() const;
  [[nodiscard]] std::optional<std::uint64_t> total() const { return total_; }

 private:
  /// How far reading has got within a block's buffer.
  struct Filled {
    std::size_t size = 0;
    std::size_t whole = 0;  ///< end of the last whole line
    bool ended = false;     ///< the file has no more
  };

  void open_next();
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
  std::string carried_;    ///< bytes read already that belong to the next block
};

}  // namespace kelvin::native
