#include "serve/static_files.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "support/exit.h"

namespace fs = std::filesystem;

namespace kelvin::native {
namespace {

/// The path's names; nothing if one of them must not be served.
std::optional<std::vector<std::string>> safe_names(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (name.empty() || name == ".") continue;
    if (name.front() == '.' && name != ".well-known") return std::nullopt;
    if (name.find('\0') != std::string_view::npos) return std::nullopt;
    names.emplace_back(name);
  }
  return names;
}

bool is_within(const fs::path& file, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

std::string percent_encoded(std::string_view name) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : name) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
    }
  }
  return out;
}

}  // namespace

StaticFiles::StaticFiles(const std::vector<std::string>& roots) {
  for (const std::string& root : roots) {
    std::error_code error;
    fs::path canonical = fs::canonical(root, error);
    if (error || !fs::is_directory(canonical, error)) {
      throw Unusable(root + ": not a folder that can be served");
    }
    roots_.push_back(std::move(canonical));
  }
}

Found StaticFiles::find(std::string_view path) const {
  const auto names = safe_names(path);
  if (!names) return {};
  const bool as_folder = path.empty() || path.back() == '/';
  for (const fs::path& root : roots_) {
    fs::path wanted = root;
    for (const std::string& name : *names) wanted /= name;
    std::error_code error;
    fs::path file = fs::canonical(wanted, error);
    if (error || !is_within(file, root)) continue;
    const bool folder = fs::is_directory(file, error);
    if (folder) file = fs::canonical(file / "index.html", error);
    if (error || !is_within(file, root) || !fs::is_regular_file(file, error)) continue;
    if (folder && !as_folder) {
      std::string location;
      for (const std::string& name : *names) location.append(1, '/').append(percent_encoded(name));
      return {Found::Kind::kFolder, {}, location + '/'};
    }
    if (folder || !as_folder) return {Found::Kind::kFile, std::move(file), {}};
  }
  return {};
}

std::string_view mime_type(const fs::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kTypes = {{
      {".avif", "image/avif"},
      {".css", "text/css; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".gif", "image/gif"},
      {".htm", "text/html; charset=utf-8"},
      {".html", "text/html; charset=utf-8"},
      {".ico", "image/x-icon"},
      {".jpeg", "image/jpeg"},
      {".jpg", "image/jpeg"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json; charset=utf-8"},
      {".map", "application/json; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".mp4", "video/mp4"},
      {".pdf", "application/pdf"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".webp", "image/webp"},
      {".woff", "font/woff"},
      {".woff2", "font/woff2"},
      {".xml", "application/xml"},
  }};
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const auto& [known, type] : kTypes) {
    if (ending == known) return type;
  }
  return "application/octet-stream";
}

}  // namespace kelvin::native
