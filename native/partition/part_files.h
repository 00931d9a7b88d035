// The files that a log is parted into, plain or gzip.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

class PartFiles {
 public:
  /// part-0000.ndjson and so on (with .gz), in a folder that is made where there is none. Throws
  /// Unusable, as all of this, where that cannot be; also where files of a former run are there.
  PartFiles(const std::string& folder, std::size_t parts, bool gzip);
  ~PartFiles();
  PartFiles(const PartFiles&) = delete;
  PartFiles& operator=(const PartFiles&) = delete;

  /// Adds a line, which has no newline, to a part.
  void add(std::size_t part, std::string_view line);
  void finish();

 private:
  class File;
  std::vector<std::unique_ptr<File>> files_;
};

}  // namespace kelvin::native
