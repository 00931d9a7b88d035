// What an address leads to, by its extension: a page, a file that is downloaded, or a part of a
// page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

class Files {
 public:
  enum class Kind { kPage, kDownload, kAsset };

  Files();

  /// By the lists of core/vocabulary/files.json; `path` has no query. The extension is in lower
  /// case,
  /// "" where there is none.
  Kind kind_of(std::string_view path, std::string& extension) const;

 private:
  std::vector<std::string> downloads_, assets_, unattended_;
};

}  // namespace kelvin::native
