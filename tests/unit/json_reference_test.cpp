// Our JSON reader and numbers against nlohmann_json's: same verdicts, same values to the bit.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "json/number_text.h"
#include "kelvin/json.h"
#include "kelvin/value.h"
#include "unit/json_reference.h"

namespace {

using Reference = nlohmann::json;

void expect_agreement(const std::string& text) {
  const auto ours = kelvin::parse_json(text);
  const Reference theirs = Reference::parse(text, nullptr, false);
  ASSERT_EQ(ours.ok(), !theirs.is_discarded()) << text;
  EXPECT_TRUE(!ours.ok() || kelvin::testing::same(*ours, theirs)) << text;
}

std::string error_of(std::string_view text) {
  const auto read = kelvin::parse_json(text);
  if (read.ok()) return "";
  return read.errors()[0].code + " " + read.errors()[0].found;
}

TEST(JsonReference, AgreesOnDocuments) {
  for (const char* text :
       {"null", "true", "false", "\"\"", "[]", "{}", " [ 1 , 2 ]\r\n\t",
        R"({"a":{"b":[1,{"c":null}]}})", R"({"a":1,"b":2,"a":3})",
        R"(["\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD83D\uDE00"])",
        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x7F\"", "\xEF\xBB\xBF[1]", R"("\u0000")"}) {
    expect_agreement(text);
    EXPECT_TRUE(kelvin::parse_json(text).ok()) << text;
  }
}

TEST(JsonReference, AgreesOnWhatIsNone) {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "nulll",
                           "tru",
                           "True",
                           "[",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{1:2}",
                           "]",
                           "}",
                           "[}",
                           "{]",
                           "[1]]",
                           "[1] 2",
                           "//",
                           "[1]//",
                           "\"",
                           "\"a",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u123g\"",
                           "\"\\ud800\"",
                           "\"\\ud800x\"",
                           "\"\\ud800\\n\"",
                           "\"\\ud800\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\n\"",
                           "\"\x1F\"",
                           "\"\x80\"",
                           "\"\xC3\"",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF4\x90\x80\x80\"",
                           "\"\xE0\x80\x80\"",
                           "\"\xFF\"",
                           "\xEF\xBB",
                           "\xFF",
                           "-",
                           "+1",
                           ".5",
                           "1.",
                           "1.e3",
                           "01",
                           "-01",
                           "1e",
                           "1e+",
                           "1E-",
                           "0x1",
                           "1e400",
                           "-1e400",
                           "NaN",
                           "Infinity",
                           "\f1",
                           "\v1",
                           "[1,\x01 2]"}) {
    expect_agreement(text);
    EXPECT_FALSE(kelvin::parse_json(text).ok()) << text;
  }
  EXPECT_FALSE(kelvin::parse_json(std::string("1\0", 2)).ok());  // they take it for the end
  expect_agreement(std::string("\"\0\"", 3));
}

TEST(JsonReference, AgreesOnDamagedDocuments) {
  const std::string whole =
      R"({"a": [1.5e-3, -0, 12345678901234567890, true, null], "\u00e9\ud83d\ude00": "t\"\\x", )"
      "\"\xC3\xA9\xF0\x9F\x98\x80\": {\"b\": [[], {}, false, \"\xE2\x82\xAC\"]}}";
  const std::string odd = "{}[]\",:\\ue0129.-+ \n\x01\x80\xC3\xED\xF0\xFFtfn";
  std::mt19937 random(17);
  for (int i = 0; i < 40'000; ++i) {
    std::string text = whole;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = odd[random() % odd.size()];
          break;
        case 1:
          text.erase(at, 1 + random() % 3);
          break;
        case 2:
          text.insert(at, 1, odd[random() % odd.size()]);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 9));
      }
    }
    expect_agreement(text);
  }
}

TEST(JsonReference, SaysWhere) {
  EXPECT_EQ(error_of("{\"a\":01}"), "bad_json line 1, column 7");
  EXPECT_EQ(error_of("[1,\n 2,\n  x]"), "bad_json line 3, column 3");
  EXPECT_EQ(error_of("{\"a\":\"\x80\"}"), "bad_json line 1, column 7");
  EXPECT_EQ(error_of("[1"), "bad_json line 1, column 3");
  EXPECT_EQ(error_of(""), "bad_json line 1, column 1");
  EXPECT_EQ(error_of(std::string(32, '[') + std::string(32, ']')), "");
  EXPECT_EQ(error_of(std::string(33, '[') + std::string(33, ']')), "too_deep more than 32 levels");
  EXPECT_EQ(error_of(std::string(1'000'000, '[')), "too_deep more than 32 levels");
}

TEST(JsonReference, ReadsNumbersToTheBit) {
  const std::string long_half = "9007199254740993";  // halfway between two doubles
  for (const std::string& text : {std::string("0"),
                                  std::string("-0"),
                                  std::string("0.0e9"),
                                  std::string("1e22"),
                                  std::string("1e23"),
                                  std::string("4.9e-324"),
                                  std::string("2.4703282292062327208e-324"),
                                  std::string("2.4703282292062328e-324"),
                                  std::string("2.2250738585072011e-308"),
                                  std::string("2.2250738585072014e-308"),
                                  std::string("1.7976931348623157e308"),
                                  std::string("1.7976931348623158e308"),
                                  std::string("1.7976931348623159e308"),
                                  std::string("1e-400"),
                                  std::string("0e99999999999"),
                                  std::string("1e-99999999999"),
                                  std::string("123456789012345678901234567890e-30"),
                                  long_half,
                                  long_half + ".0",
                                  long_half + "." + std::string(900, '0') + "1",
                                  "0." + std::string(400, '0') + "1e400",
                                  "1" + std::string(400, '0') + "e-400",
                                  std::string(800, '9') + "e-500"}) {
    expect_agreement(text);
  }
}

TEST(JsonReference, ReadsRandomNumbersToTheBit) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(1, static_cast<char>('1' + random() % 9));
    for (auto n = random() % 25; n > 0; --n) {
      text += static_cast<char>('0' + random() % 10);
    }
    if (random() % 2 == 0) text.insert(1, ".");
    if (text.back() == '.') text += '5';
    text += "e" + std::to_string(static_cast<int>(random() % 680) - 350);
    expect_agreement(text);
  }
}

/// Whole numbers halfway between two doubles, and their neighbours: the hardest to round.
TEST(JsonReference, RoundsHalvesToEven) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 5'000; ++i) {
    const std::uint64_t half = (((1ULL << 52) | (random() >> 12)) << 1 | 1) << 10;
    for (const std::uint64_t n : {half - 1, half, half + 1}) {
      expect_agreement(std::to_string(n));
      expect_agreement(std::to_string(n) + ".0");
      expect_agreement(std::to_string(n) + "." + std::string(30, '0') + "1");
    }
  }
}

TEST(JsonReference, ReadsBackWhatItWrites) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isfinite(number)) continue;
    kelvin::Text text;
    kelvin::append_number(text, number);
    EXPECT_EQ(kelvin::testing::bits_of(kelvin::parse_number(text)), bits) << text;
  }
}

}  // namespace
