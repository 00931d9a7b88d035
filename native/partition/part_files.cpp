#include "partition/part_files.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
/// The fastest: a partition is read once or twice.
constexpr const char* kGzipMode = "wb1";

}  // namespace

/// zlib writes a plain file, too, where it is told to ("T").
class PartFiles::File {
 public:
  File(std::string path, bool gzip) : path_(std::move(path)) {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
      fail(errno == EEXIST ? "it is there already: name a new or an empty folder" : nullptr);
    out_ = ::gzdopen(file, gzip ? kGzipMode : "wbT");
    if (out_ == nullptr) {
      ::close(file);
      throw std::bad_alloc();
    }
  }
  ~File() {
    if (out_ != nullptr) ::gzclose(out_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void add(std::string_view line) {
    pending_ += line;
    pending_ += '\n';
    if (pending_.size() >= kPiece) flush();
  }
  void finish() {
    flush();
    if (::gzclose(std::exchange(out_, nullptr)) != Z_OK) fail(nullptr);
  }

 private:
  void flush() {
    const auto size = static_cast<unsigned>(pending_.size());
    if (size > 0 && ::gzwrite(out_, pending_.data(), size) != static_cast<int>(size)) fail(nullptr);
    pending_.clear();
  }
  [[noreturn]] void fail(const char* why) const {
    throw Unusable(path_ + ": " + (why != nullptr ? why : std::strerror(errno)));
  }

  std::string path_;
  gzFile out_ = nullptr;
  std::string pending_;
};

PartFiles::PartFiles(const std::string& folder, std::size_t parts, bool gzip) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Unusable(folder + ": " + error.message());
  for (std::size_t i = 0; i < parts; ++i) {
    const std::string number = std::to_string(i);
    const std::string name = "/part-" +
                             std::string(4 - std::min<std::size_t>(number.size(), 4), '0') +
                             number + ".ndjson" + (gzip ? ".gz" : "");
    files_.push_back(std::make_unique<File>(folder + name, gzip));
  }
}

PartFiles::~PartFiles() = default;

void PartFiles::add(std::size_t part, std::string_view line) {
  files_[part]->add(line);
}

void PartFiles::finish() {
  for (const auto& file : files_) file->finish();
}

}  // namespace kelvin::native
