// Where the core's texts and lists take their memory: from the current arena of the thread, else
// from the system.
//
//   Arena arena;                            // one for each thread that handles events
//   for (std::string_view line : lines) {
//     arena.rewind();                       // what the line before needed is gone
//     ArenaScope scope(arena);              // texts and lists made from here on live in the arena
//     const auto event = read_event(model, line);
//     HeapScope lasting;                    // and from here on on the heap again
//     states.push_back(new_state(model));
//   }
//
// What lives in an arena is never freed singly: it ends with the next rewind. So nothing that was
// made within a scope may be used after it, and that includes what grew in it from nothing:
//
//   List<Text> names;
//   { ArenaScope scope(arena); names.push_back("a name"); }
//   arena.rewind();
//   names[0];                               // wrong: AddressSanitizer stops here
//
// What has memory of the heap stays there, whichever scope it grows in. So a list that is used
// again and again is made, or reserved, outside of all scopes.
#pragma once

#include <cstddef>

namespace kelvin {

/// Memory that is taken piece by piece and given back all at once. Its blocks are kept for the next
/// time. Of one thread, and neither copied nor moved.
class Arena {
  struct Block;

 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// How far it is filled.
  struct Mark {
    Block* block = nullptr;
    std::size_t used = 0;
  };
  [[nodiscard]] Mark mark() const { return at_; }
  /// Ends what was taken since the mark; without one, all of it.
  void rewind(Mark to);
  void rewind() { rewind(Mark()); }

  /// Room for so many bytes, good for any type.
  void* take(std::size_t bytes);
  /// Whether the piece that was taken last could be made longer where it is, and was.
  bool extend(const void* piece, std::size_t bytes, std::size_t more);

  /// What all its blocks hold, used or not.
  [[nodiscard]] std::size_t reserved() const;

 private:
  void next_block(std::size_t bytes);

  Block* first_ = nullptr;
  Mark at_;
};

/// While it lives, the texts and lists of this thread take their memory from that arena. The
/// innermost scope counts.
class ArenaScope {
 public:
  explicit ArenaScope(Arena& arena) : ArenaScope(&arena) {}
  ~ArenaScope();
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

 protected:
  explicit ArenaScope(Arena* arena);

 private:
  Arena* outer_;
};

/// While it lives, they take it from the system, for what outlives the scopes around it.
class HeapScope : public ArenaScope {
 public:
  HeapScope() : ArenaScope(nullptr) {}
};

}  // namespace kelvin
