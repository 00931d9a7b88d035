// What replaying a log takes of the system's allocator: how often it is called, and what is still
// taken when the last event has been applied. glibc's functions stand behind these, so nothing that
// allocates goes by unseen.
//
//   kelvin_weight MODEL LOG     {"events":..,"visitors":..,"calls":..,"bytes":..,"compiler":".."}
#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "kelvin/kelvin.h"
#include "log/bad_lines.h"
#include "replay/replay.h"

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

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ostringstream text;
  text << std::ifstream(argv[1]).rdbuf();
  const auto model = kelvin::compile(text.str());
  if (!model) return 2;
  using namespace kelvin::native;
  LogReader logs({argv[2]});
  BadLines bad;
  const long calls_before = calls, bytes_before = bytes;
  const Replayed replayed = replay(*model, logs, ReplayOptions{}, bad);
  std::printf(
      "{\"events\":%llu,\"visitors\":%zu,\"calls\":%ld,\"bytes\":%ld,\"compiler\":\"%s\"}\n",
      static_cast<unsigned long long>(replayed.events), replayed.shards[0].size(),
      calls - calls_before, bytes - bytes_before,
#ifdef __clang__
      __VERSION__
#else
      "GCC " __VERSION__
#endif
  );
}
