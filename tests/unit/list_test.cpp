#include "kelvin/list.h"

#include <gtest/gtest.h>

#include <optional>

#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {
namespace {

const Text kLong = "a text too long to be kept anywhere but in memory of its own";

TEST(List, GrowsWithItemsThatHoldMemory) {
  List<Text> list;
  for (int i = 0; i < 100; ++i) list.push_back(kLong + static_cast<char>('0' + i % 10));
  ASSERT_EQ(list.size(), 100U);
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(list[i], kLong + static_cast<char>('0' + i % 10));
  }
}

TEST(List, TakesItsOwnItems) {
  List<Text> list{kLong};
  for (int i = 0; i < 40; ++i) list.push_back(list[0]);
  for (int i = 0; i < 40; ++i) list.insert(list.begin(), list.back());
  list.insert(list.begin() + 1, 50, list[0]);
  ASSERT_EQ(list.size(), 131U);
  for (const Text& text : list) EXPECT_EQ(text, kLong);
  list.assign(3, list[2]);
  EXPECT_EQ(list, (List<Text>{kLong, kLong, kLong}));
  const auto& itself = list;
  list = itself;
  EXPECT_EQ(list.size(), 3U);
}

TEST(List, TakesAnItemOfItsOwnThatIsMoved) {
  List<Text> list{kLong};
  while (list.size() < list.capacity()) list.push_back("filled");
  list.push_back(std::move(list[0]));
  EXPECT_EQ(list.back(), kLong);
  EXPECT_TRUE(list[0].empty());
}

TEST(List, IsErasedFrom) {
  List<Text> list{"a", "b", "c", "d", kLong};
  EXPECT_EQ(*list.erase(list.begin()), "b");
  EXPECT_EQ(list, (List<Text>{"b", "c", "d", kLong}));
  const Text* after = list.erase(list.begin() + 1, list.end());
  EXPECT_EQ(after, list.end());
  EXPECT_EQ(list, List<Text>{"b"});
  EXPECT_EQ(list.erase(list.begin(), list.begin()), list.begin());
  list.erase(list.begin());
  EXPECT_TRUE(list.empty());
}

TEST(List, EraseIfTellsHowManyWent) {
  List<int> list{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(erase_if(list, [](int n) { return n % 2 == 0; }), 3U);
  EXPECT_EQ(list, (List<int>{1, 3, 5}));
  EXPECT_EQ(erase_if(list, [](int) { return false; }), 0U);
}

TEST(List, ClearAndAssignKeepTheMemory) {
  List<Text> list{kLong, kLong, kLong};
  const Text* memory = list.data();
  list.clear();
  EXPECT_TRUE(list.empty());
  list.push_back("a");
  list = List<Text>(list);  // a move: the other's memory
  list.reserve(3);
  memory = list.data();
  const List<Text> others{"x", "y"};
  list = others;
  EXPECT_EQ(list.data(), memory);
  EXPECT_EQ(list, others);
}

TEST(List, ResizesBothWays) {
  List<std::optional<Value>> list(2);
  list[1] = Value(kLong);
  list.resize(5);
  EXPECT_EQ(list[1], Value(kLong));
  EXPECT_FALSE(list[4].has_value());
  list.resize(1);
  list.resize(3, Value("filled"));
  EXPECT_EQ(list[2], Value("filled"));
  EXPECT_EQ(list.size(), 3U);
}

TEST(List, HoldsListsOfItself) {
  Value deep = Array{};
  for (int i = 0; i < 20; ++i) deep = Array{deep, Object{{"name", static_cast<double>(i)}}};
  const Value copy = deep;
  EXPECT_EQ(copy, deep);
  EXPECT_EQ(deep.as_array()->size(), 2U);
}

TEST(List, InsertsWhatStandsElsewhere) {
  const Text others[] = {kLong, "b"};
  List<Text> list{"x"};
  list.insert(list.begin(), std::begin(others), std::end(others));
  list.insert(list.end(), {"y", "z"});
  EXPECT_EQ(list, (List<Text>{kLong, "b", "x", "y", "z"}));
  EXPECT_LT((List<int>{1, 2}), (List<int>{1, 3}));
}

static_assert(kMovesBitwise<Text> && kMovesBitwise<List<Text>> && kMovesBitwise<Value> &&
              kMovesBitwise<std::optional<Value>> && kMovesBitwise<std::pair<Text, Value>>);
static_assert(!kMovesBitwise<std::string>);

}  // namespace
}  // namespace kelvin
