// Where a replay's lines come from: blocks of whole lines, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  friend class SortedLog;
  std::vector<char> buffer_;
  std::size_t start_ = 0;  ///< past a byte order mark
  std::size_t size_ = 0;
};

/// How many bytes a block aims at: small enough for a processor's caches, large enough that
/// handing it over costs nothing.
inline constexpr std::size_t kBlockBytes = 512 * 1024;

class BlockSource {
 public:
  virtual ~BlockSource() = default;

  /// The next block, or false after the last. Throws Unusable if reading fails.
  virtual bool next(Block& block) = 0;

  /// The files' names, for what is said of their lines.
  [[nodiscard]] virtual const std::vector<std::string>& paths() const = 0;
  /// Bytes read so far, and how many there are where that is known: for progress.
  [[nodiscard]] virtual std::uint64_t taken() const = 0;
  [[nodiscard]] virtual std::optional<std::uint64_t> total() const = 0;
};

}  // namespace kelvin::native
