#include "log/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "support/exit.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

[[noreturn]] void unreadable(const std::string& path) {
  throw Unusable(path + ": " + std::strerror(errno));
}

/// A file descriptor, with its first bytes looked at in advance.
class PlainSource final : public ByteSource {
 public:
  PlainSource(const std::string& path, Waiting waiting) : path_(path), waiting_(waiting) {
    fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) unreadable(path);
    posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
    while (head_size_ < head_.size()) {
      const std::size_t got = from_device(head_.data() + head_size_, head_.size() - head_size_);
      if (got == 0) break;
      head_size_ += got;
    }
  }
  ~PlainSource() override {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  PlainSource(const PlainSource&) = delete;
  PlainSource& operator=(const PlainSource&) = delete;

  [[nodiscard]] bool is_gzip() const {
    return head_size_ == 2 && head_[0] == '\x1f' && head_[1] == '\x8b';
  }

  std::size_t read(char* to, std::size_t capacity) override {
    if (head_given_ == head_size_) return from_device(to, capacity);
    const std::size_t size = std::min(capacity, head_size_ - head_given_);
    std::memcpy(to, head_.data() + head_given_, size);
    head_given_ += size;
    return size;
  }
  [[nodiscard]] std::uint64_t taken() const override { return taken_; }

 private:
  std::size_t from_device(char* to, std::size_t capacity) {
    if (waiting_ == Waiting::kReader) wait();
    ssize_t got = -1;
    do {
      got = ::read(fd_, to, capacity);
    } while (got < 0 && errno == EINTR);
    if (got < 0) unreadable(path_);
    taken_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

  /// Until there is something to read. A pipe that nobody reads is in error.
  void wait() const {
    std::array<pollfd, 2> polls = {pollfd{fd_, POLLIN, 0}, pollfd{STDOUT_FILENO, 0, 0}};
    while (::poll(polls.data(), polls.size(), -1) < 0 && errno == EINTR) {
    }
    if ((polls[1].revents & POLLERR) != 0) throw ReaderGone("standard output: nobody reads it");
  }

  std::string path_;
  Waiting waiting_;
  int fd_ = -1;
  std::array<char, 2> head_{};
  std::size_t head_size_ = 0, head_given_ = 0;
  std::uint64_t taken_ = 0;
};

/// What another source gives, decompressed. Several gzip members in a row are one text.
class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed) : compressed_(std::move(compressed)) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw Unusable("gzip: out of memory");
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* to, std::size_t capacity) override {
    const auto wanted = static_cast<uInt>(std::min<std::size_t>(capacity, 1U << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = wanted;
    while (!over_ && stream_.avail_out == wanted) inflate_some();
    return wanted - stream_.avail_out;
  }
  [[nodiscard]] std::optional<std::string> damage() const override { return damage_; }
  [[nodiscard]] bool compressed() const override { return true; }
  [[nodiscard]] std::uint64_t taken() const override { return compressed_->taken(); }

 private:
  void inflate_some() {
    if (stream_.avail_in == 0 && !refill()) return end(between_members_ ? "" : "cut off");
    const int rc = inflate(&stream_, Z_NO_FLUSH);
    if (rc == Z_STREAM_END) {
      between_members_ = true;
      inflateReset(&stream_);
    } else if (rc == Z_OK) {
      between_members_ = false;
    } else if (rc != Z_BUF_ERROR) {
      // Tapes and some tools fill up with zeros after the last member.
      const bool padding = between_members_ && only_zeros_;
      end(padding ? "" : "damaged");
    }
  }
  bool refill() {
    const std::size_t got = compressed_->read(input_.data(), input_.size());
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
    only_zeros_ = std::all_of(input_.data(), input_.data() + got, [](char c) { return c == 0; });
    return got > 0;
  }
  void end(const std::string& how) {
    over_ = true;
    if (!how.empty()) damage_ = "the gzip data is " + how + " here; what came before was used";
  }

  std::unique_ptr<ByteSource> compressed_;
  z_stream stream_{};
  std::array<char, 256 * 1024> input_{};
  bool between_members_ = false, over_ = false, only_zeros_ = false;
  std::optional<std::string> damage_;
};

}  // namespace

std::unique_ptr<ByteSource> open_source(const std::string& path, Waiting waiting) {
  auto plain = std::make_unique<PlainSource>(path, waiting);
  if (plain->is_gzip()) return std::make_unique<GzipSource>(std::move(plain));
  return plain;
}

bool can_be_read_again(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::optional<std::uint64_t> total_size(const std::vector<std::string>& paths) {
  std::uint64_t total = 0;
  bool known = true;
  for (const std::string& path : paths) {
    struct stat status {};
    if (path == "-") {
      known = false;
      continue;
    }
    if (::stat(path.c_str(), &status) != 0 || ::access(path.c_str(), R_OK) != 0) unreadable(path);
    if (S_ISDIR(status.st_mode)) throw Unusable(path + ": is a folder; name the files in it");
    if (!S_ISREG(status.st_mode)) known = false;
    total += static_cast<std::uint64_t>(status.st_size);
  }
  return known ? std::optional(total) : std::nullopt;
}

}  // namespace kelvin::native
