#include "kelvin/memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "kelvin/text.h"

#if defined(__SANITIZE_ADDRESS__)
#define KELVIN_POISONED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KELVIN_POISONED
#endif
#endif

namespace kelvin {
namespace {

const char* const kLong = "a text that takes some memory, wherever that is";

TEST(Arena, TakesMemoryAgainAfterARewind) {
  Arena arena;
  void* first = arena.take(100);
  std::memset(first, 1, 100);
  arena.rewind();
  EXPECT_EQ(arena.take(100), first);
}

TEST(Arena, RewindsToAMark) {
  Arena arena;
  arena.take(10);
  const Arena::Mark mark = arena.mark();
  void* second = arena.take(10);
  for (int i = 0; i < 100; ++i) std::memset(arena.take(1000), 2, 1000);
  arena.rewind(mark);
  EXPECT_EQ(arena.take(10), second);
}

TEST(Arena, KeepsItsBlocks) {
  Arena arena;
  const auto fill = [&arena] {
    for (int i = 0; i < 100; ++i) std::memset(arena.take(1000), 3, 1000);
  };
  fill();
  const std::size_t reserved = arena.reserved();
  for (int round = 0; round < 10; ++round) {
    arena.rewind();
    fill();
  }
  EXPECT_EQ(arena.reserved(), reserved);
}

TEST(Arena, HasRoomForWhatIsLargerThanABlock) {
  Arena arena;
  arena.take(1);
  std::memset(arena.take(5'000'000), 4, 5'000'000);
  arena.rewind();
  std::memset(arena.take(6'000'000), 4, 6'000'000);
  std::memset(arena.take(1), 4, 1);
}

TEST(Arena, MakesTheLastPieceLongerWhereItIs) {
  Arena arena;
  void* first = arena.take(10);
  EXPECT_TRUE(arena.extend(first, 10, 100));
  arena.take(1);
  EXPECT_FALSE(arena.extend(first, 100, 200)) << "it is not the last any more";
}

TEST(Arena, HoldsWhatIsMadeInItsScope) {
  Arena arena;
  Text kept = kLong;
  {
    ArenaScope scope(arena);
    List<Text> texts;
    for (int i = 0; i < 100; ++i) texts.push_back(kLong);
    EXPECT_GE(arena.mark().used, 100 * sizeof(Text));
    for (const Text& text : texts) EXPECT_EQ(text, kLong);
    kept += kLong;  // memory of the heap stays there
  }
  arena.rewind();
  EXPECT_EQ(kept.size(), 2 * std::strlen(kLong));
}

TEST(Arena, IsRightWhicheverScopeIsThereAtTheEnd) {
  Arena one, other;
  Text of_heap = kLong;
  Text of_one;
  {
    ArenaScope scope(one);
    of_one = kLong;
    {
      ArenaScope inner(other);
      of_one += kLong;  // moves to the inner one
      const Text gone = std::move(of_heap);
    }
    const HeapScope lasting;
    of_heap = kLong;
  }
  EXPECT_EQ(of_one.size(), 2 * std::strlen(kLong));
  EXPECT_EQ(of_heap, kLong);
  of_one = Text();
}

TEST(Arena, IsOfOneThread) {
  const auto work = [](char c) {
    Arena arena;
    for (int round = 0; round < 200; ++round) {
      arena.rewind();
      ArenaScope scope(arena);
      List<Text> texts;
      for (int i = 0; i < 50; ++i) texts.push_back(Text(40, c));
      for (const Text& text : texts) ASSERT_EQ(text, Text(40, c));
    }
  };
#ifdef __EMSCRIPTEN__
  work('a');
#else
  std::thread one(work, 'a');
  std::thread other(work, 'b');
  one.join();
  other.join();
#endif
}

#ifdef KELVIN_POISONED
TEST(ArenaDeathTest, UseAfterARewindIsFound) {
  Arena arena;
  List<Text> names;
  {
    ArenaScope scope(arena);
    names.push_back("a name");
  }
  arena.rewind();
  EXPECT_DEATH(static_cast<void>(names[0] == "a name"), "use-after-poison");
  new (&names) List<Text>();
}
#endif

}  // namespace
}  // namespace kelvin
