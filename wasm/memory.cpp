#include "memory.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/memory.h"

extern "C" {
extern std::byte __heap_base;  // the linker's: where memory is free from
void emscripten_notify_memory_growth(std::size_t memory);
void* stackSave();
void stackRestore(void* to);
}

namespace {

constexpr std::size_t kAlign = 8;
constexpr std::size_t kPage = 1 << 16;
constexpr std::size_t kGrowth = 16;  ///< pages at a time, at least

std::byte* g_floor = &__heap_base;
std::byte* g_top = &__heap_base;
std::string_view g_block;
std::string_view g_next_block;  ///< somewhere in what the call has made; none while it is empty

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlign - 1) & ~(kAlign - 1);
}

void* const g_stack = stackSave();  ///< as every call finds it

/// Ends the call. JavaScript's exception leaves C++'s stack as it is: without a word it would be
/// shorter for every call after this one, and at last run into the model.
[[noreturn]] void give_up() {
  stackRestore(g_stack);
  std::abort();
}

/// Ends the call where memory may not grow so far. No sum here overflows: texts and lists are
/// below 2^31 bytes, or nobody could have made the request.
std::byte* take(std::size_t bytes) {
  std::byte* begin = g_top;
  const std::size_t room = __builtin_wasm_memory_size(0) * kPage;
  const std::size_t used = reinterpret_cast<std::uintptr_t>(begin);
  if (bytes > SIZE_MAX / 2) give_up();
  const std::size_t needed = used + aligned(bytes);
  if (needed > room) {
    const std::size_t pages = (needed - room) / kPage + kGrowth;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) give_up();
    emscripten_notify_memory_growth(0);  // JavaScript sees the memory through views of it
  }
  g_top = begin + aligned(bytes);
  return begin;
}

}  // namespace

namespace kelvin {

Memory take_memory(std::size_t bytes) {
  return {take(bytes), true};
}

bool extend_memory(const void* memory, std::size_t bytes, std::size_t more) {
  if (static_cast<const std::byte*>(memory) + aligned(bytes) != g_top) return false;
  take(aligned(more) - aligned(bytes));
  return true;
}

void* grow_on_heap(void* /*memory*/, std::size_t /*bytes*/) {
  give_up();  // no list here has memory of a heap
}

void free_memory(void* /*memory*/) {}

void out_of_memory() {
  give_up();
}

namespace page {

void begin_call() {
  if (!g_next_block.empty()) {
    std::memmove(g_floor, g_next_block.data(), g_next_block.size());
    g_block = {reinterpret_cast<const char*>(g_floor), g_next_block.size()};
    g_next_block = {};
  }
  g_top = g_floor + aligned(g_block.size());
}

void make_room(std::size_t bytes) {
  g_top = take(bytes);
}

std::string_view block() {
  return g_block;
}
void replace_block(std::string_view bytes) {
  g_next_block = bytes;
}

std::string_view begin_anew(Model* /*model*/, std::string_view text) {
  g_floor = g_top = &__heap_base;
  g_block = g_next_block = {};
  std::byte* place = take(text.size());
  std::memmove(place, text.data(), text.size());
  return {reinterpret_cast<const char*>(place), text.size()};
}
void keep() {
  g_floor = g_top;
  g_block = {};
}

}  // namespace page
}  // namespace kelvin

extern "C" {

/// For the glue alone: room for the text that a call is given, which so begins.
void* malloc(std::size_t size) {
  kelvin::page::begin_call();
  return take(size);
}
void free(void* /*memory*/) {}
}

void* operator new(std::size_t size) {
  return take(size);
}
void operator delete(void* /*memory*/) noexcept {}
void operator delete(void* /*memory*/, std::size_t /*size*/) noexcept {}
