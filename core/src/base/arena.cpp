#include <algorithm>
#include <cstdlib>
#include <new>

#include "base/memory.h"
#include "kelvin/memory.h"

#if defined(__SANITIZE_ADDRESS__)
#define KELVIN_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KELVIN_POISONS 1
#endif
#endif
#ifdef KELVIN_POISONS
#include <sanitizer/asan_interface.h>
#endif

namespace kelvin {

namespace {

constexpr std::size_t kAlign = alignof(std::max_align_t);
constexpr std::size_t kFirstBlock = 1 << 12;
constexpr std::size_t kLargestStep = 1 << 20;

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlign - 1) / kAlign * kAlign;
}

/// Whoever looks at this memory makes AddressSanitizer stop the program.
void forbid([[maybe_unused]] const std::byte* begin, [[maybe_unused]] std::size_t bytes) {
#ifdef KELVIN_POISONS
  __asan_poison_memory_region(begin, bytes);
#endif
}
void allow([[maybe_unused]] const std::byte* begin, [[maybe_unused]] std::size_t bytes) {
#ifdef KELVIN_POISONS
  __asan_unpoison_memory_region(begin, bytes);
#endif
}

// The one mutable global of the core. Handing an arena to each text that may grow would put a
// pointer into each, and a parameter into every function that makes one.
constinit thread_local Arena* g_current = nullptr;

}  // namespace

struct alignas(std::max_align_t) Arena::Block {
  Block* next;
  std::size_t size;
  std::byte* bytes() { return reinterpret_cast<std::byte*>(this + 1); }
};

Arena::~Arena() {
  for (Block* block = first_; block != nullptr;) {
    Block* next = block->next;
    allow(block->bytes(), block->size);
    std::free(block);
    block = next;
  }
}

void Arena::rewind(Mark to) {
  if (to.block == nullptr) to = {first_, 0};
  if (to.block != nullptr) forbid(to.block->bytes() + to.used, to.block->size - to.used);
  for (Block* later = to.block; later != at_.block;) {
    later = later->next;
    forbid(later->bytes(), later->size);
  }
  at_ = to;
}

/// Goes on to a block with room for so many bytes: the next one that is kept, else a new one.
void Arena::next_block(std::size_t bytes) {
  Block*& next = at_.block == nullptr ? first_ : at_.block->next;
  if (next == nullptr || next->size < bytes) {
    const std::size_t last = at_.block == nullptr ? kFirstBlock / 2 : at_.block->size;
    const std::size_t size = std::max(bytes, std::min(2 * last, kLargestStep));
    auto* memory = std::malloc(sizeof(Block) + size);
    if (memory == nullptr) out_of_memory();
    next = new (memory) Block{next, size};
    forbid(next->bytes(), size);
  }
  at_ = {next, 0};
}

void* Arena::take(std::size_t bytes) {
  const std::size_t size = aligned(bytes);
  if (at_.block == nullptr || at_.block->size - at_.used < size) next_block(size);
  std::byte* piece = at_.block->bytes() + at_.used;
  at_.used += size;
  allow(piece, bytes);
  return piece;
}

bool Arena::extend(const void* piece, std::size_t bytes, std::size_t more) {
  if (at_.block == nullptr || at_.used < aligned(bytes)) return false;
  const std::size_t begin = at_.used - aligned(bytes);
  if (piece != at_.block->bytes() + begin || at_.block->size - begin < aligned(more)) return false;
  at_.used = begin + aligned(more);
  allow(at_.block->bytes() + begin, more);
  return true;
}

std::size_t Arena::reserved() const {
  std::size_t sum = 0;
  for (const Block* block = first_; block != nullptr; block = block->next) sum += block->size;
  return sum;
}

ArenaScope::ArenaScope(Arena* arena) : outer_(g_current) {
  g_current = arena;
}
ArenaScope::~ArenaScope() {
  g_current = outer_;
}

Memory take_memory(std::size_t bytes) {
  if (g_current != nullptr) return {g_current->take(bytes), true};
  void* memory = std::malloc(bytes);
  if (memory == nullptr) out_of_memory();
  return {memory, false};
}

bool extend_memory(const void* memory, std::size_t bytes, std::size_t more) {
  return g_current != nullptr && g_current->extend(memory, bytes, more);
}

void* grow_on_heap(void* memory, std::size_t bytes) {
  memory = std::realloc(memory, bytes);
  if (memory == nullptr) out_of_memory();
  return memory;
}

void free_memory(void* memory) {
  std::free(memory);
}

void out_of_memory() {
  std::abort();
}

}  // namespace kelvin
