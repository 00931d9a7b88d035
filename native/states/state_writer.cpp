#include "states/state_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "kelvin/state_block.h"
#include "states/layout.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kPartBytes = 64 * 1024;
/// A copied part that is much smaller than others is taken apart, so that years of days do not
/// leave ever smaller ones.
constexpr std::size_t kLeastPart = kPartBytes / 2;

}  // namespace

StateWriter::StateWriter(std::string path) : path_(std::move(path)), aside_(path_ + ".new") {
  file_ = ::open(aside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ < 0) fail();
  write(kStatesMagic);
}

StateWriter::~StateWriter() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(aside_.c_str());
}

void StateWriter::fail() const {
  throw Unusable(aside_ + ": " + std::strerror(errno));
}

/// A part goes out as it is: it is long enough.
void StateWriter::write(std::string_view bytes) {
  written_ += bytes.size();
  if (bytes.size() >= kLeastPart) {
    flush();
    put_out(bytes);
  } else {
    pending_ += bytes;
    if (pending_.size() >= kPartBytes) flush();
  }
}

void StateWriter::flush() {
  put_out(pending_);
  pending_.clear();
}

void StateWriter::put_out(std::string_view left) const {
  while (!left.empty()) {
    const ssize_t some = ::write(file_, left.data(), left.size());
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) fail();
    left.remove_prefix(static_cast<std::size_t>(some));
  }
}

void StateWriter::add(std::string_view block) {
  part_ += block;
  put_number(ends_, static_cast<std::uint32_t>(part_.size()));
  ++in_part_;
  if (part_.size() >= kPartBytes) end_part();
}

void StateWriter::add(const StatePart& part, std::uint32_t from, std::uint32_t to) {
  for (std::uint32_t i = from; i < to; ++i) {
    const std::size_t size = part_.size() + part.blocks(from, i + 1).size();
    put_number(ends_, static_cast<std::uint32_t>(size));
    ++in_part_;
    if (size < kPartBytes) continue;
    part_ += part.blocks(from, i + 1);
    from = i + 1;
    end_part();
  }
  part_ += part.blocks(from, to);
}

void StateWriter::add(const StatePart& part) {
  if (part.bytes().size() < kLeastPart || (in_part_ > 0 && part_.size() < kLeastPart)) {
    return add(part, 0, part.size());
  }
  end_part();
  note_part(visitor_of(part.block(0)), part.bytes().size(), part.checksum(), part.size());
  write(part.bytes());
}

void StateWriter::note_part(std::string_view first, std::size_t bytes, std::uint64_t checksum,
                            std::uint32_t visitors) {
  put_number(index_, written_);
  put_number(index_, std::uint64_t{bytes});
  put_number(index_, checksum);
  put_number(index_, visitors);
  put_number(index_, static_cast<std::uint32_t>(first.size()));
  index_ += first;
  visitors_ += visitors;
}

void StateWriter::end_part() {
  if (in_part_ == 0) return;
  const std::size_t first = number_at<std::uint32_t>(ends_, 0);
  const std::string id(visitor_of(std::string_view(part_).substr(0, first)));
  part_ += ends_;
  note_part(id, part_.size(), checksum_of(part_), in_part_);
  write(part_);
  part_.clear();
  ends_.clear();
  in_part_ = 0;
}

void StateWriter::seal(StateHead head, std::string_view people) {
  end_part();
  head.visitors = visitors_;
  const std::string line = head_json(head);
  std::string tail;
  std::uint64_t from = written_;
  for (const std::string_view section :
       {std::string_view(index_), people, std::string_view(line)}) {
    put_number(tail, from);
    put_number(tail, std::uint64_t{section.size()});
    from += section.size();
  }
  const std::string sections = index_ + std::string(people) + line;
  put_number(tail, checksum_of(sections));
  put_number(tail, checksum_of(tail));
  write(sections);
  write(tail);
  flush();
  // A name that came before its bytes would survive a power cut alone.
  if (::fsync(file_) != 0) fail();
}

void StateWriter::publish() {
  if (std::rename(aside_.c_str(), path_.c_str()) != 0) fail();
  ::close(std::exchange(file_, -1));
}

}  // namespace kelvin::native
