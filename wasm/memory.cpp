// The module's memory: malloc and free, a fifth of the code of Emscripten's smallest.
//
// Blocks come in powers of two. One that is given back waits for the next call for its size; none
// is split or joined. So both calls take the same few steps whatever happened before, and what is
// wasted has a bound: half of each block, and of each size what was once in use.
#include <array>
#include <cstddef>
#include <cstdint>

extern "C" {
extern std::byte __heap_base;  // the linker's: where memory is free from
void emscripten_notify_memory_growth(std::size_t memory);
}

namespace {

/// Before each block. In use it says the block's size, free it leads to the next free one.
union alignas(8) Header {
  std::uint32_t bits;  ///< the size is 2 to this
  Header* next;
};

constexpr std::uint32_t kLeastBits = 4;
constexpr std::uint32_t kMostBits = 25;
constexpr std::size_t kPage = 1 << 16;
constexpr std::size_t kGrowth = 16;  ///< pages at a time, at least

std::array<Header*, kMostBits + 1> g_free;
std::byte* g_end = &__heap_base;

/// Room for a new block, at the end of all others; nullptr where memory may not grow that far.
Header* extend(std::size_t size) {
  const std::size_t room = __builtin_wasm_memory_size(0) * kPage;
  const std::size_t needed = reinterpret_cast<std::uintptr_t>(g_end) + size;
  if (needed > room) {
    const std::size_t pages = (needed - room) / kPage + kGrowth;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return nullptr;
    emscripten_notify_memory_growth(0);  // JavaScript sees the memory through views of it
  }
  auto* block = reinterpret_cast<Header*>(g_end);
  g_end += size;
  return block;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  std::uint32_t bits = kLeastBits;
  while (bits < kMostBits && (std::size_t{1} << bits) - sizeof(Header) < size) ++bits;
  if ((std::size_t{1} << bits) - sizeof(Header) < size) return nullptr;
  Header* block = g_free[bits];
  if (block != nullptr) {
    g_free[bits] = block->next;
  } else {
    block = extend(std::size_t{1} << bits);
    if (block == nullptr) return nullptr;
  }
  block->bits = bits;
  return block + 1;
}

void free(void* memory) {
  if (memory == nullptr) return;
  Header* block = static_cast<Header*>(memory) - 1;
  const std::uint32_t bits = block->bits;
  block->next = g_free[bits];
  g_free[bits] = block;
}
}
