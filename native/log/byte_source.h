// Bytes of a log, wherever they come from: a file or standard input, plain or gzip. Gzip is known
// by its first bytes, not by the file's name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kelvin::native {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Reads up to `capacity` bytes; 0 only at the end. Throws Unusable if the device fails.
  virtual std::size_t read(char* to, std::size_t capacity) = 0;

  /// After read gave 0: why the data ends too early, if it does (a gzip file that was cut off or
  /// damaged). What was read before is good.
  [[nodiscard]] virtual std::optional<std::string> damage() const { return std::nullopt; }

  /// Whether what is read was decompressed.
  [[nodiscard]] virtual bool compressed() const { return false; }

  /// Bytes taken from the device so far (compressed ones, if it is compressed): for progress.
  [[nodiscard]] virtual std::uint64_t taken() const = 0;
};

/// What is looked after while a source waits for bytes: nothing, or whether anybody still reads
/// standard output.
enum class Waiting : bool { kAlone, kReader };

/// Opens a file, or standard input for "-". Throws Unusable if that cannot be read. A source that
/// looks after the reader throws ReaderGone, here and in `read`, when there is none any more.
std::unique_ptr<ByteSource> open_source(const std::string& path, Waiting waiting = Waiting::kAlone);

/// Whether opening it once more begins anew: so with a file, not with standard input or a pipe.
bool can_be_read_again(const std::string& path);

/// The sizes of the files together; nothing where one of them has none (standard input, a pipe).
/// Throws Unusable if one of them is missing, a folder or not readable.
std::optional<std::uint64_t> total_size(const std::vector<std::string>& paths);

}  // namespace kelvin::native
