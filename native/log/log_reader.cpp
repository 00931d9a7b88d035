#include "log/log_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kelvin/event.h"
#include "log/not_a_log.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// How much of a file's beginning tells its format.
constexpr std::size_t kStartBytes = 64 * 1024;

/// Where lines are awaited one by one, the first must do.
std::string start_of(ByteSource& source, bool& whole, Waiting waiting) {
  std::string start(kStartBytes, '\0');
  std::size_t size = 0;
  while (size < start.size()) {
    const std::size_t got = source.read(start.data() + size, start.size() - size);
    whole = got == 0;
    if (whole) break;
    const bool has_line = std::memchr(start.data() + size, '\n', got) != nullptr;
    size += got;
    if (waiting == Waiting::kReader && has_line) break;
  }
  start.resize(size);
  return start;
}

}  // namespace

LogReader::LogReader(std::vector<std::string> paths, std::size_t block_bytes)
    : paths_(std::move(paths)), block_bytes_(block_bytes), total_(total_size(paths_)) {
  if (std::count(paths_.begin(), paths_.end(), "-") > 1) {
    throw Unusable("-: standard input can be read only once");
  }
}

std::uint64_t LogReader::taken() const {
  return taken_before_ + (source_ ? source_->taken() : 0);
}

void LogReader::expect_events() {
  expects_events_ = true;
  for (const std::string& path : paths_) {
    if (!can_be_read_again(path)) continue;
    const auto source = open_source(path);
    bool whole = false;
    const std::string start = start_of(*source, whole, Waiting::kAlone);
    if (const auto why = not_a_log(path, start, whole, source->compressed())) throw Unusable(*why);
  }
}

void LogReader::open_next() {
  source_ = open_source(paths_[next_file_++], waiting_);
  at_start_ = true;
  if (expects_events_ && !can_be_read_again(paths_[next_file_ - 1])) look_at_start();
}

void LogReader::look_at_start() {
  bool whole = false;
  carried_ = start_of(*source_, whole, waiting_);
  const std::string& path = paths_[next_file_ - 1];
  if (const auto why = not_a_log(path, carried_, whole, source_->compressed()))
    throw Unusable(*why);
}

bool LogReader::next(Block& block) {
  for (;;) {
    if (!source_) {
      if (next_file_ == paths_.size()) return false;
      open_next();
    }
    block.file = next_file_ - 1;
    block.damage.reset();
    block.start_ = 0;
    const Filled filled = fill(block);
    if (filled.ended) {
      end_file(block, filled);
    } else if (filled.whole > 0) {
      block.size_ = filled.whole;
      carried_.assign(block.buffer_.data() + filled.whole, filled.size - filled.whole);
    } else {
      cut_long_line(block);
    }
    if (std::exchange(at_start_, false) && block.text().starts_with(kByteOrderMark)) {
      block.start_ = kByteOrderMark.size();
      block.size_ -= kByteOrderMark.size();
    }
    if (block.size_ > 0 || block.damage) return true;
  }
}

/// Reads until there is a block's worth with a whole line in it, no more room, or no more to read.
LogReader::Filled LogReader::fill(Block& block) {
  // Room for a block and, behind it, the start of a line as long as they may be.
  const std::size_t room = block_bytes_ + kMaxEventBytes + 1;
  block.buffer_.resize(room + Block::kPadding);
  char* const data = block.buffer_.data();
  std::memcpy(data, carried_.data(), carried_.size());
  Filled filled{carried_.size(), 0, false};
  carried_.clear();

  for (std::size_t searched = 0;;) {
    const void* newline = memrchr(data + searched, '\n', filled.size - searched);
    if (newline != nullptr) {
      filled.whole = static_cast<std::size_t>(static_cast<const char*>(newline) + 1 - data);
    }
    searched = filled.size;
    const bool enough =
        filled.whole > 0 && (waiting_ == Waiting::kReader || filled.size >= block_bytes_);
    if (enough || filled.size == room) return filled;
    const std::size_t aim = std::clamp(filled.size + block_bytes_ / 2 + 1, block_bytes_, room);
    const std::size_t got = source_->read(data + filled.size, aim - filled.size);
    filled.size += got;
    if (got == 0) {
      filled.ended = true;
      return filled;
    }
  }
}

void LogReader::end_file(Block& block, Filled filled) {
  block.damage = source_->damage();
  block.size_ = block.damage ? filled.whole : filled.size;
  taken_before_ += source_->taken();
  source_.reset();
}

/// The block is one line's beginning, already more than a line may have. Its end is read and
/// dropped piece by piece.
void LogReader::cut_long_line(Block& block) {
  block.size_ = kMaxEventBytes + 1;
  block.buffer_[block.size_++] = '\n';
  std::vector<char> piece(64 * 1024);
  while (const std::size_t got = source_->read(piece.data(), piece.size())) {
    if (const void* newline = std::memchr(piece.data(), '\n', got)) {
      const char* after = static_cast<const char*>(newline) + 1;
      carried_.assign(after, static_cast<std::size_t>(piece.data() + got - after));
      return;
    }
  }
}

}  // namespace kelvin::native
