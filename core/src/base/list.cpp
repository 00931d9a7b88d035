#include "kelvin/list.h"

#include "base/memory.h"

namespace kelvin::detail {

namespace {

constexpr std::size_t kMostItems = (std::size_t{1} << 31) - 1;
/// The least that is taken, in bytes: a list of one item mostly gets a second.
constexpr std::size_t kLeast = 16;

}  // namespace

void Room::reserve(std::size_t items, std::size_t bytes_each) {
  if (items > kMostItems) out_of_memory();
  const std::size_t had = capacity() * bytes_each;
  const std::size_t wanted = items * bytes_each;
  const bool in_arena = (capacity_ & kInArena) != 0;
  auto capacity = static_cast<std::uint32_t>(items);
  if (in_arena && extend_memory(data_, had, wanted)) {
    capacity |= kInArena;
  } else if (had > 0 && !in_arena) {
    data_ = static_cast<std::byte*>(grow_on_heap(data_, wanted));
  } else {
    const Memory memory = take_memory(wanted);
    if (size_ > 0) std::memcpy(memory.begin, data_, size_ * bytes_each);
    data_ = static_cast<std::byte*>(memory.begin);
    if (memory.in_arena) capacity |= kInArena;
  }
  capacity_ = capacity;
}

void Room::grow(std::size_t more, std::size_t bytes_each) {
  const std::size_t items = std::max(size_ + more, std::min(2 * capacity(), kMostItems));
  reserve(std::max(items, kLeast / bytes_each), bytes_each);
}

std::byte* Room::open(std::size_t at, std::size_t items, std::size_t bytes_each) {
  if (capacity() - size_ < items) grow(items, bytes_each);
  std::byte* gap = data_ + at * bytes_each;
  if (at < size_) std::memmove(gap + items * bytes_each, gap, (size_ - at) * bytes_each);
  size_ += static_cast<std::uint32_t>(items);
  return gap;
}

void Room::close(std::size_t at, std::size_t items, std::size_t bytes_each) {
  std::byte* gap = data_ + at * bytes_each;
  const std::size_t after = size_ - at - items;
  if (after > 0) std::memmove(gap, gap + items * bytes_each, after * bytes_each);
  size_ -= static_cast<std::uint32_t>(items);
}

void Room::release() {
  if (capacity_ != 0 && (capacity_ & kInArena) == 0) free_memory(data_);
}

}  // namespace kelvin::detail
