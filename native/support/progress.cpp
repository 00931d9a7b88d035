#include "support/progress.h"

#include <unistd.h>

#include <cstdio>

namespace kelvin::native {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(200);
constexpr double kMega = 1e6;

}  // namespace

Progress::Progress() : on_(isatty(STDERR_FILENO) == 1), start_(Clock::now()), last_(start_) {}

Progress::~Progress() {
  clear();
}

void Progress::show(std::uint64_t done, std::optional<std::uint64_t> total) {
  if (!on_) return;
  const auto now = Clock::now();
  if (now - last_ < kInterval) return;
  last_ = now;
  visible_ = true;
  const double megabytes = static_cast<double>(done) / kMega;
  const double rate = megabytes / std::chrono::duration<double>(now - start_).count();
  if (total && *total > 0) {
    std::fprintf(stderr, "\r%.0f of %.0f MB (%.0f %%), %.0f MB/s\033[K", megabytes,
                 static_cast<double>(*total) / kMega,
                 100 * static_cast<double>(done) / static_cast<double>(*total), rate);
  } else {
    std::fprintf(stderr, "\r%.0f MB, %.0f MB/s\033[K", megabytes, rate);
  }
}

void Progress::clear() {
  if (visible_) std::fputs("\r\033[K", stderr);
  visible_ = false;
}

}  // namespace kelvin::native
