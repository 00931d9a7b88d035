#include "kelvin/text.h"

#include <gtest/gtest.h>

#include <string>

#include "kelvin/value.h"

namespace kelvin {
namespace {

TEST(Text, GrowsAsItIsWrittenTo) {
  Text text;
  std::string same;
  for (int i = 0; i < 1000; ++i) {
    text += static_cast<char>('a' + i % 26);
    same += static_cast<char>('a' + i % 26);
    ASSERT_EQ(text, same);
  }
}

TEST(Text, TakesPartsOfItself) {
  Text text = "abc";
  text.append(text).append(std::string_view(text).substr(1, 2));
  EXPECT_EQ(text, "abcabcbc");
  text.insert(1, std::string_view(text).substr(0, 3));
  EXPECT_EQ(text, "aabcbcabcbc");
  text.replace(0, 2, std::string_view(text).substr(8));
  EXPECT_EQ(text, "cbcbcbcabcbc");
  text = std::string_view(text).substr(6);
  EXPECT_EQ(text, "cabcbc");
  const Text& itself = text;
  text = itself;
  EXPECT_EQ(text, "cabcbc");
}

TEST(Text, KeepsItsMemoryWhenItIsAssignedTo) {
  Text text = "a long text, for which memory was taken";
  const char* memory = text.data();
  text = "short";
  EXPECT_EQ(text.data(), memory);
  const Text other = "another";
  text = other;
  EXPECT_EQ(text.data(), memory);
  text.clear();
  text.append("more");
  EXPECT_EQ(text.data(), memory);
}

TEST(Text, BorrowsUntilItIsChanged) {
  const std::string line = "a=1&b=2";
  Text key = Text::borrow(std::string_view(line).substr(0, 3));
  EXPECT_TRUE(key.borrows());
  EXPECT_EQ(key.data(), line.data());
  const Text copy = key;
  EXPECT_EQ(copy.data(), line.data()) << "a copy of a borrowed text borrows too";
  key += '!';
  EXPECT_EQ(key, "a=1!");
  EXPECT_FALSE(key.borrows());
  EXPECT_EQ(copy, "a=1");
  EXPECT_EQ(line, "a=1&b=2");
}

TEST(Text, OwnsItsBytesAfterEachWayToChangeThem) {
  const std::string line = "abcdef";
  const auto changed = [&line](auto change) {
    Text text = Text::borrow(line);
    change(text);
    EXPECT_EQ(line, "abcdef");
    return text;
  };
  EXPECT_EQ(changed([](Text& t) { t.own()[0] = 'x'; }), "xbcdef");
  EXPECT_EQ(changed([](Text& t) { t.append(t); }), "abcdefabcdef");
  EXPECT_EQ(changed([](Text& t) { t.append(2, 'z'); }), "abcdefzz");
  EXPECT_EQ(changed([](Text& t) { t.insert(0, "x"); }), "xabcdef");
  EXPECT_EQ(changed([](Text& t) { t.erase(1, 2); }), "adef");
  EXPECT_EQ(changed([](Text& t) { t.erase(2); }), "ab");
  EXPECT_EQ(changed([](Text& t) { t.replace(0, 1, "__"); }), "__bcdef");
  EXPECT_EQ(changed([](Text& t) { t.resize(2), t += '!'; }), "ab!");
  EXPECT_EQ(changed([](Text& t) { t.pop_back(), t += '!'; }), "abcde!");
  EXPECT_EQ(changed([](Text& t) { t.clear(), t += "new"; }), "new");
  EXPECT_EQ(changed([](Text& t) { t.reserve(100), t += '!'; }), "abcdef!");
  EXPECT_EQ(changed([](Text& t) { t = "other"; }), "other");
}

TEST(Text, AssigningABorrowedTextCopiesItsBytes) {
  Text kept;
  {
    const std::string line = "of a line";
    const Text borrowed = Text::borrow(line);
    kept = borrowed;
    EXPECT_FALSE(kept.borrows());
  }
  EXPECT_EQ(kept, "of a line");
}

TEST(Text, LeavesNothingBehindWhenItIsMoved) {
  Text from = "a text that has memory of its own";
  const char* memory = from.data();
  const Text to = std::move(from);
  EXPECT_EQ(to.data(), memory);
  EXPECT_TRUE(from.empty());  // NOLINT: what is moved from is empty, and may be used again
  from += "again";
  EXPECT_EQ(from, "again");
}

TEST(Text, ComparesAsBytesDo) {
  EXPECT_EQ(Text("a"), Text("a"));
  EXPECT_EQ(Text("a"), std::string("a"));
  EXPECT_EQ(std::string_view("a"), Text("a"));
  EXPECT_NE(Text("a"), "b");
  EXPECT_LT(Text("a"), Text("ab"));
  EXPECT_LT(Text("a"), "\xFF") << "bytes are not signed";
  EXPECT_EQ(Text(std::string_view("a\0b", 3)).size(), 3U);
  EXPECT_EQ(Text(), "");
}

TEST(Text, IsJoined) {
  const Text b = "b";
  EXPECT_EQ("a" + b + 'c' + std::string("d") + std::string_view("e"), "abcde");
  EXPECT_EQ(b + b, "bb");
  const std::string natively = b + "!";
  EXPECT_EQ(natively, "b!");
  EXPECT_EQ(Value(natively), Value("b!"));
}

TEST(Text, IsFoundAndCut) {
  const Text text = "to be or not to be";
  EXPECT_EQ(text.find("be"), 3U);
  EXPECT_EQ(text.rfind("be"), 16U);
  EXPECT_EQ(text.find('x'), Text::npos);
  EXPECT_EQ(text.substr(6, 2), "or");
  EXPECT_TRUE(text.starts_with("to "));
  EXPECT_TRUE(text.ends_with('e'));
  EXPECT_EQ(text.find_first_not_of("to "), 3U);
}

}  // namespace
}  // namespace kelvin
