#include "import/files.h"

#include <algorithm>

#include "import/vocabulary.h"

namespace kelvin::native {

Files::Files() {
  const Value lists = vocabulary(kFilesJson);
  downloads_ = texts_of(lists, "downloads");
  assets_ = texts_of(lists, "assets");
  unattended_ = texts_of(lists, "unattended");
}

Files::Kind Files::kind_of(std::string_view path, std::string& extension) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t point = name.rfind('.');
  extension.assign(point == name.npos ? std::string_view() : name.substr(point + 1));
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;

  const auto holds = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), extension) != list.end();
  };
  // Folders end with a slash; everything in them is meant.
  const auto fetched = [&](const std::string& file) {
    return file.ends_with('/') ? path.starts_with(file) : path == file;
  };
  if (std::any_of(unattended_.begin(), unattended_.end(), fetched)) return Kind::kAsset;
  if (holds(downloads_)) return Kind::kDownload;
  return holds(assets_) ? Kind::kAsset : Kind::kPage;
}

}  // namespace kelvin::native
