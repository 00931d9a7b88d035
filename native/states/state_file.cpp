#include "states/state_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "kelvin/state_block.h"
#include "states/layout.h"
#include "support/exit.h"

namespace kelvin::native {

std::uint32_t StatePart::end_of(std::uint32_t i) const {
  const std::size_t table = bytes_.size() - sizeof(std::uint32_t) * visitors_;
  return number_at<std::uint32_t>(bytes_, table + sizeof(std::uint32_t) * i);
}

std::string_view StatePart::blocks(std::uint32_t from, std::uint32_t to) const {
  const std::uint32_t begin = from > 0 ? end_of(from - 1) : 0;
  return bytes_.substr(begin, (to > 0 ? end_of(to - 1) : 0) - begin);
}

std::uint32_t StatePart::place_of(std::string_view visitor) const {
  std::uint32_t low = 0, high = visitors_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (visitor_of(block(middle)) < visitor) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::string_view StatePart::find(std::string_view visitor) const {
  const std::uint32_t place = place_of(visitor);
  const std::string_view found = place < visitors_ ? block(place) : std::string_view{};
  return visitor_of(found) == visitor ? found : std::string_view{};
}

bool StatePart::is_sound() const {
  const std::uint64_t table = sizeof(std::uint32_t) * std::uint64_t{visitors_};
  if (visitors_ == 0 || table > bytes_.size()) return false;
  std::uint32_t before = 0;
  for (std::uint32_t i = 0; i < visitors_; ++i) {
    const std::uint32_t end = end_of(i);
    if (end <= before || end > bytes_.size() - table) return false;
    before = end;
  }
  return before == bytes_.size() - table;
}

Mapping::Mapping(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || ::fstat(file, &status) != 0) {
    const std::string why = std::strerror(errno);
    if (file >= 0) ::close(file);
    throw Unusable(path + ": " + why);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* place = S_ISREG(status.st_mode) && size > 0
                    ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0)
                    : MAP_FAILED;
  ::close(file);
  if (place != MAP_FAILED) bytes_ = {static_cast<const char*>(place), size};
}

Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

StateFile::StateFile(const std::string& path)
    : path_(path), mapping_(path), bytes_(mapping_.bytes()) {
  if (!bytes_.starts_with(kStatesMagic)) {
    const bool newer = bytes_.starts_with(kStatesMagic.substr(0, 14));
    refuse(newer ? "a newer version wrote it: use that, or make it anew from the logs"
                 : "it is no file of states: --state-out writes one");
  }
  read_tail();
}

void StateFile::refuse(const std::string& why) const {
  throw Unusable(path_ + ": " + why);
}

/// A section of the file by what the tail says of it; "" where it is not within the file.
std::string_view StateFile::section(std::size_t at) const {
  const std::string_view tail = bytes_.substr(bytes_.size() - kTailBytes);
  const auto from = number_at<std::uint64_t>(tail, at);
  const auto size = number_at<std::uint64_t>(tail, at + sizeof from);
  if (from > bytes_.size() || size > bytes_.size() - from) return {};
  return bytes_.substr(from, size);
}

void StateFile::read_tail() {
  constexpr const char* kCut = "it was cut or changed since it was written; use a copy";
  if (bytes_.size() < kStatesMagic.size() + kTailBytes) refuse(kCut);
  const std::string_view tail = bytes_.substr(bytes_.size() - kTailBytes);
  if (number_at<std::uint64_t>(tail, kTailSumAt) != checksum_of(tail.substr(0, kTailSumAt))) {
    refuse(kCut);
  }
  const std::string_view index = section(kIndexAt), head = section(kHeadAt);
  people_ = section(kPeopleAt);
  // They lie one behind the other, so that one checksum holds for all three.
  const auto size = static_cast<std::size_t>(tail.data() - index.data());
  if (index.data() == nullptr || head.data() == nullptr || people_.data() == nullptr ||
      index.data() + index.size() != people_.data() ||
      people_.data() + people_.size() != head.data() || head.data() + head.size() != tail.data() ||
      number_at<std::uint64_t>(tail, kSumAt) != checksum_of({index.data(), size})) {
    refuse(kCut);
  }
  const auto read = read_head(head);
  if (!read) refuse(kCut);
  head_ = *read;
  read_index(index);
  std::uint64_t visitors = 0;
  for (const StatePart& part : parts_) {
    if (part.checksum() != checksum_of(part.bytes()) || !part.is_sound()) refuse(kCut);
    visitors += part.size();
  }
  if (visitors != head_.visitors) refuse(kCut);
}

void StateFile::read_index(std::string_view index) {
  constexpr const char* kWrong = "its index is not what was written; use a copy";
  while (!index.empty()) {
    if (index.size() < kEntryBytes) refuse(kWrong);
    const auto from = number_at<std::uint64_t>(index, 0);
    const auto size = number_at<std::uint64_t>(index, 8);
    const auto checksum = number_at<std::uint64_t>(index, 16);
    const auto visitors = number_at<std::uint32_t>(index, 24);
    const auto id = number_at<std::uint32_t>(index, 28);
    index.remove_prefix(kEntryBytes);
    if (from > bytes_.size() || size > bytes_.size() - from || id > index.size()) refuse(kWrong);
    parts_.emplace_back(bytes_.substr(from, size), checksum, visitors);
    firsts_.push_back(index.substr(0, id));
    index.remove_prefix(id);
  }
}

std::string_view StateFile::find(std::string_view visitor) const {
  const auto behind = std::upper_bound(firsts_.begin(), firsts_.end(), visitor);
  if (behind == firsts_.begin()) return {};
  return parts_[static_cast<std::size_t>(behind - firsts_.begin() - 1)].find(visitor);
}

bool is_state_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  char begin[14] = {};
  const bool read = file >= 0 && ::read(file, begin, sizeof begin) == sizeof begin;
  if (file >= 0) ::close(file);
  return read && kStatesMagic.starts_with(std::string_view(begin, sizeof begin));
}

}  // namespace kelvin::native
