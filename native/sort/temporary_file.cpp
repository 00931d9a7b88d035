#include "sort/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "support/exit.h"

namespace kelvin::native {
namespace {

std::string folder() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

[[noreturn]] void fail() {
  throw Unusable("--sort: " + folder() + ": " + std::strerror(errno) +
                 ": logs that do not fit into memory are sorted there; let the variable TMPDIR "
                 "name a folder with as much room as the logs take, decompressed");
}

}  // namespace

TemporaryFile::~TemporaryFile() {
  if (fd_ >= 0) ::close(fd_);
}

void TemporaryFile::open() {
  std::string path = folder() + "/kelvin-sort-XXXXXX";
  fd_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd_ < 0) fail();
  ::unlink(path.c_str());
}

void TemporaryFile::append(std::string_view bytes) {
  if (fd_ < 0) open();
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
}

std::size_t TemporaryFile::read(std::uint64_t from, char* to, std::size_t capacity) const {
  std::size_t got = 0;
  while (got < capacity) {
    const ssize_t some = ::pread(fd_, to + got, capacity - got, static_cast<off_t>(from + got));
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) fail();
    if (some == 0) break;
    got += static_cast<std::size_t>(some);
  }
  return got;
}

}  // namespace kelvin::native
