// Folding text into words, at the borders of each table and of UTF-8.
#include "facts/words.h"

#include <gtest/gtest.h>

#include <string>

namespace kelvin {
namespace {

std::string utf8(char32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

TEST(FoldWords, JoinsWordsWithSingleSpaces) {
  EXPECT_EQ(fold_words("Free trial"), " free trial ");
  EXPECT_EQ(fold_words("  Free -- trial!  "), " free trial ");
  EXPECT_EQ(fold_words("a"), " a ");
  EXPECT_EQ(fold_words("A1-B2_c3"), " a1 b2 c3 ");
  EXPECT_EQ(fold_words("don't"), " don t ");
  EXPECT_EQ(fold_words("tab\tnew\nline"), " tab new line ");
  EXPECT_EQ(fold_words(std::string("a\0b", 3)), " a b ");
}

TEST(FoldWords, TextWithoutWords) {
  EXPECT_EQ(fold_words(""), " ");
  EXPECT_EQ(fold_words("   "), " ");
  EXPECT_EQ(fold_words("...!?"), " ");
  EXPECT_EQ(fold_words("\u0301\u00AD\uFEFF"), " ");
}

TEST(FoldWords, AsciiBorders) {
  EXPECT_EQ(fold_words("/0"), " 0 ");
  EXPECT_EQ(fold_words("9:"), " 9 ");
  EXPECT_EQ(fold_words("@AZ["), " az ");
  EXPECT_EQ(fold_words("`az{"), " az ");
}

TEST(FoldWords, Latin) {
  EXPECT_EQ(fold_words("Crème BRÛLÉE"), " creme brulee ");
  EXPECT_EQ(fold_words("ÀÖØöøÿ Ÿ"), " aooooy y ");
  EXPECT_EQ(fold_words("a×b÷c"), " a b c ");
  EXPECT_EQ(fold_words("Łódź Đặng İstanbul ılık Ţară Țară"), " lodz dang istanbul ilik tara tara ");
  EXPECT_EQ(fold_words("Ŋŋ Ææ Œœ ẞß Þþ Ðð"), " nn aeae oeoe ssss thth dd ");
  EXPECT_EQ(fold_words("Ǆǅǆ Ĳĳ Ǉ Ǌ"), " dzdzdz ijij lj nj ");
  EXPECT_EQ(fold_words("Əli əli Ɓɓ Ƙƙ"), " eli eli bb kk ");
  EXPECT_EQ(fold_words("Tiếng Việt ĐƯỜNG Ỹỹ"), " tieng viet duong yy ");
  EXPECT_EQ(fold_words("Ḁ ẓ ỿ"), " a z y ");
  EXPECT_EQ(fold_words("1º ª"), " 1o a ");
  // The edges of the tables.
  EXPECT_EQ(fold_words("x" + utf8(0xA9) + "y"), " x y ");
  EXPECT_EQ(fold_words(utf8(0x24F)), " y ");
  EXPECT_EQ(fold_words(utf8(0x293)), " z ");
  EXPECT_EQ(fold_words(utf8(0x294)), " " + utf8(0x294) + " ");
  EXPECT_EQ(fold_words(utf8(0x1EFF)), " y ");
}

TEST(FoldWords, Greek) {
  EXPECT_EQ(fold_words("ΤΙΜΗ Τιμή τιμης"), " τιμη τιμη τιμησ ");
  EXPECT_EQ(fold_words("ΆΈΉΊΌΎΏ άέήίόύώ ΐΰϊϋ"), " αεηιουω αεηιουω ιυιυ ");
  EXPECT_EQ(fold_words("Ἀθῆναι ᾧ ῼ ῥ ὦ"), " αθηναι ω ω ρ ω ");
  EXPECT_EQ(fold_words("τί; ναι· ὄχι"), " τι ναι οχι ");
  EXPECT_EQ(fold_words("α᾽β"), " α β ");
}

TEST(FoldWords, Cyrillic) {
  EXPECT_EQ(fold_words("Ёлка ЦЕНА йод"), " елка цена иод ");
  EXPECT_EQ(fold_words("Їжак Ґанок Ўсё ЃЌ"), " іжак ґанок усе гк ");
  EXPECT_EQ(fold_words("АЯаяЀЏѐџ"), " аяаяеџеџ ");
  EXPECT_EQ(fold_words("ҚАЗАҚ Ӏ Ӂӂ ӃӄӐӑ"), " қазақ ӏ жж ӄӄаа ");
  EXPECT_EQ(fold_words("Ѡѡ Ԁԁ"), " ѡѡ ԁԁ ");
}

TEST(FoldWords, ComposedAndDecomposedTextAgree) {
  EXPECT_EQ(fold_words("Cre\u0300me bru\u0302le\u0301e"), fold_words("Crème brûlée"));
  EXPECT_EQ(fold_words("и\u0306од е\u0308лка"), fold_words("йод ёлка"));
  EXPECT_EQ(fold_words("τιμη\u0301"), fold_words("τιμή"));
  EXPECT_EQ(fold_words("Vie\u0323\u0302t"), fold_words("Việt"));
}

TEST(FoldWords, FullWidth) {
  EXPECT_EQ(fold_words("ＡＢＣａｚ０９"), " abcaz09 ");
  EXPECT_EQ(fold_words("Ｑ＆Ａ"), " q a ");
  EXPECT_EQ(fold_words("ﾃｽﾄ"), " ﾃｽﾄ ");
}

TEST(FoldWords, OtherScriptsPass) {
  EXPECT_EQ(fold_words("価格表。お問い合わせ、テスト・カー"), " 価格表 お問い合わせ テスト カー ");
  EXPECT_EQ(fold_words("가격 안내"), " 가격 안내 ");
  EXPECT_EQ(fold_words("السعر، المجاني؟"), " السعر المجاني ");
  EXPECT_EQ(fold_words("מחיר־חדש"), " מחיר חדש ");
  EXPECT_EQ(fold_words("मूल्य।"), " मूल्य ");
  EXPECT_EQ(fold_words("ราคา ๑๒"), " ราคา ๑๒ ");
  EXPECT_EQ(fold_words("𠮷野家"), " 𠮷野家 ");
}

TEST(FoldWords, SymbolsSeparate) {
  EXPECT_EQ(fold_words("5€ 10£"), " 5 10 ");
  EXPECT_EQ(fold_words("a—b…c“d”"), " a b c d ");
  EXPECT_EQ(fold_words("hot🔥lead"), " hot lead ");
  EXPECT_EQ(fold_words("a" + utf8(0xE000) + "b" + utf8(0x10FFFF) + "c"), " a b c ");
  EXPECT_EQ(fold_words("a\u00A0b\u3000c\u200Bd"), " a b c d ");
}

TEST(FoldWords, WhatVanishesSplitsNothing) {
  EXPECT_EQ(fold_words("Wasser\u00ADkraft"), " wasserkraft ");
  EXPECT_EQ(fold_words("\uFEFFab\u200Dc\u200Cd\u2060e"), " abcde ");
  EXPECT_EQ(fold_words("1\uFE0F\u20E3"), " 1 ");
}

TEST(FoldWords, BytesThatAreNoUtf8Separate) {
  EXPECT_EQ(fold_words("a\x80"
                       "b"),
            " a b ");
  EXPECT_EQ(fold_words("a\xC3"), " a ");
  EXPECT_EQ(fold_words("\xC3(z"), " z ");
  EXPECT_EQ(fold_words("a\xC0\xAF"
                       "b"),
            " a b ");
  EXPECT_EQ(fold_words("\xC1\xA1"), " ");             // an overlong a
  EXPECT_EQ(fold_words("\xE0\x81\xA1x"), " x ");      // another
  EXPECT_EQ(fold_words("\xED\xA0\x80x"), " x ");      // a surrogate
  EXPECT_EQ(fold_words("\xF4\x90\x80\x80x"), " x ");  // past U+10FFFF
  EXPECT_EQ(fold_words("\xF8\x88\x80\x80\x80x"), " x ");
  EXPECT_EQ(fold_words("\xF0\x9F\x94x"), " x ");  // cut off
  EXPECT_EQ(fold_words("\xFF\xFE"), " ");
}

TEST(FoldWords, FoldingTwiceIsFoldingOnceAndTheOutputIsBounded) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = "a" + utf8(c) + "b";
    const std::string folded = fold_words(text);
    ASSERT_EQ(fold_words(folded), folded) << std::hex << static_cast<unsigned>(c);
    ASSERT_LE(folded.size(), text.size() + 2) << std::hex << static_cast<unsigned>(c);
  }
}

TEST(HasWords, WholeWordsOnly) {
  EXPECT_TRUE(has_words("Free trial today", " trial "));
  EXPECT_TRUE(has_words("Free trial today", " free "));
  EXPECT_TRUE(has_words("Free trial today", " today "));
  EXPECT_FALSE(has_words("Free trials today", " trial "));
  EXPECT_FALSE(has_words("pretrial", " trial "));
  EXPECT_TRUE(has_words("The FREE, trial!", fold_words("free trial")));
  EXPECT_FALSE(has_words("trial free", fold_words("free trial")));
  EXPECT_TRUE(has_words("Tarifs & Société", fold_words("societe")));
  EXPECT_TRUE(has_words("STRASSE", fold_words("Straße")));
  EXPECT_TRUE(contains_words(" free trial today ", " free trial "));
}

TEST(HasWords, APhraseWithoutWordsOccursNowhere) {
  EXPECT_FALSE(has_words("a b", ""));
  EXPECT_FALSE(has_words("a b", fold_words("")));
  EXPECT_FALSE(has_words("", fold_words("?!")));
  EXPECT_FALSE(has_words("", " a "));
}

TEST(HasWords, ALongTextIsLookedThroughInOneGo) {
  // Two million bytes that begin the phrase again and again: with time that grows as their square
  // this would outlast the limit that ctest sets.
  std::string text;
  while (text.size() < 2'000'000) text += "a a é🔥";
  EXPECT_FALSE(has_words(text, " a a a a a b "));
  EXPECT_TRUE(has_words(text + " a a a a a b", " a a a a a b "));
}

TEST(FoldText, FoldsLettersAndLeavesTheRest) {
  EXPECT_EQ(fold_text(""), "");
  EXPECT_EQ(fold_text("  Crème  BRÛLÉE, C++!\t"), "  creme  brulee, c++!\t");
  EXPECT_EQ(fold_text("Straße ＡＢ！ 5€ 🔥"), "strasse ab！ 5€ 🔥");
  EXPECT_EQ(fold_text("ΤΙΜΗ Ёлка 価格。"), "τιμη елка 価格。");
  EXPECT_EQ(fold_text("Cre\u0300me\u00AD"), "creme");
  EXPECT_EQ(fold_text("\u0301\u00AD"), "");
  EXPECT_EQ(fold_text(std::string("a\0B", 3)), std::string("a\0b", 3));
  for (char32_t c = 1; c < 0x20000; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string folded = fold_text("x" + utf8(c) + "y");
    ASSERT_EQ(fold_text(folded), folded) << std::hex << static_cast<unsigned>(c);
  }
}

}  // namespace
}  // namespace kelvin
