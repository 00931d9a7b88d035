#include "support/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace kelvin::native {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

}  // namespace

void Output::write(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= kPiece) finish();
}

void Output::finish() {
  const std::size_t written = std::fwrite(pending_.data(), 1, pending_.size(), stdout);
  if (written != pending_.size() || std::fflush(stdout) != 0) {
    const std::string text = std::string("standard output: ") + std::strerror(errno);
    if (errno == EPIPE) throw ReaderGone(text);
    throw Unusable(text);
  }
  pending_.clear();
}

}  // namespace kelvin::native
