// glibc's own functions stand behind these.
#include "allocator.h"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {
std::atomic<long> calls, bytes;

void* counted(void* memory) {
  calls.fetch_add(1, std::memory_order_relaxed);
  bytes.fetch_add(static_cast<long>(malloc_usable_size(memory)), std::memory_order_relaxed);
  return memory;
}
void uncount(void* memory) {
  bytes.fetch_sub(static_cast<long>(malloc_usable_size(memory)), std::memory_order_relaxed);
}
}  // namespace

long allocator_calls() {
  return calls;
}
long allocated_bytes() {
  return bytes;
}

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) {
  return counted(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) {
  return counted(__libc_calloc(count, size));
}
void* realloc(void* memory, std::size_t size) {
  uncount(memory);
  return counted(__libc_realloc(memory, size));
}
void* memalign(std::size_t align, std::size_t size) {
  return counted(__libc_memalign(align, size));
}
void* aligned_alloc(std::size_t align, std::size_t size) {
  return memalign(align, size);
}
int posix_memalign(void** memory, std::size_t align, std::size_t size) {
  *memory = memalign(align, size);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
  uncount(memory);
  __libc_free(memory);
}
}
