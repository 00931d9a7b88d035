// A file without a name, for what does not fit into memory: it is gone when the program is,
// however that ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kelvin::native {

class TemporaryFile {
 public:
  TemporaryFile() = default;
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Writes behind what is there. The first time the file is made, in the folder that the variable
  /// TMPDIR names, else in /tmp. Throws Unusable, with what to do, if there is no room.
  void append(std::string_view bytes);

  /// Reads up to `capacity` bytes from a place; fewer only at the end.
  std::size_t read(std::uint64_t from, char* to, std::size_t capacity) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  void open();

  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace kelvin::native
