// Which file on disk answers a request: the first of several roots that has it, and never anything
// outside of them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

/// What a path of the site leads to.
struct Found {
  enum class Kind { kFile, kFolder, kNothing };
  Kind kind = Kind::kNothing;
  std::filesystem::path file;  ///< kFile
  std::string location;        ///< kFolder asked for without its last slash: where to go instead
};

class StaticFiles {
 public:
  /// Throws Unusable if one of them is no folder.
  explicit StaticFiles(const std::vector<std::string>& roots);

  /// `path` is the request's, percent-decoded, from the first slash. Nothing for what does not
  /// exist, for `..`, for names that begin with a dot (but `.well-known`), and for links that lead
  /// out of the root. A folder is answered with its index.html.
  [[nodiscard]] Found find(std::string_view path) const;

 private:
  std::vector<std::filesystem::path> roots_;  ///< canonical
};

/// By the ending: `text/html; charset=utf-8`, `application/wasm`, ...
std::string_view mime_type(const std::filesystem::path& file);

}  // namespace kelvin::native
