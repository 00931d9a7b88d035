// The lines of a file, one after the other, plain or gzip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "log/byte_source.h"

namespace kelvin::native {

class TextLines {
 public:
  /// Throws Unusable, as all of this, where the file cannot be read, or was cut.
  explicit TextLines(const std::string& path);

  /// The next line that is not empty; false at the end.
  bool next();

  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  /// Ends with `file:line: why`.
  [[noreturn]] void fail(const std::string& why) const;

 private:
  bool read_line();

  std::string path_;
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace kelvin::native
