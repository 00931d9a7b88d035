// What texts and lists ask of memory. arena.cpp answers it; the page's module has answers of its
// own (wasm/memory.cpp), in which nothing is freed within a call.
#pragma once

#include <cstddef>

namespace kelvin {

struct Memory {
  void* begin;
  bool in_arena;  ///< then it is never freed
};

/// There always is some: without memory the program, or the page's call, ends here.
Memory take_memory(std::size_t bytes);
/// Whether memory of an arena was made longer where it is.
bool extend_memory(const void* memory, std::size_t bytes, std::size_t more);
/// For memory that is not an arena's.
void* grow_on_heap(void* memory, std::size_t bytes);
void free_memory(void* memory);

[[noreturn]] void out_of_memory();

}  // namespace kelvin
