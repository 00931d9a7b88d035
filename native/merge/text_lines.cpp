#include "merge/text_lines.h"

#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
/// No line that kelvin prints is as long.
constexpr std::size_t kLongest = 64 << 20;

}  // namespace

TextLines::TextLines(const std::string& path) : path_(path), source_(open_source(path)) {}

void TextLines::fail(const std::string& why) const {
  throw Unusable(path_ + ":" + std::to_string(number_) + ": " + why);
}

bool TextLines::next() {
  do {
    if (!read_line()) return false;
  } while (line_.empty());
  return true;
}

bool TextLines::read_line() {
  for (;;) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      line_ = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      ++number_;
      return true;
    }
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > kLongest) fail("the line is too long to be one of kelvin's");
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kPiece);
    const std::size_t got = source_->read(buffer_.data() + before, kPiece);
    buffer_.resize(before + got);
    if (got > 0) continue;
    if (const auto damage = source_->damage()) fail(*damage);
    if (buffer_.empty()) return false;
    buffer_ += '\n';  // the last line lacks it
  }
}

}  // namespace kelvin::native
