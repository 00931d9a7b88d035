// JSON texts: what is read, what is refused and where, and what is written.
#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "kelvin/json_listener.h"
#include "kelvin/value.h"

namespace kelvin {
namespace {

Value parsed(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value.ok()) << text << ": " << (value ? "" : value.errors()[0].found);
  return value ? *value : Value();
}

std::string code(std::string_view text) {
  const auto value = parse_json(text);
  return value ? "" : value.errors()[0].code;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Json, IsReadWhole) {
  EXPECT_TRUE(parsed("null").is_null());
  EXPECT_EQ(parsed(" true\t\r\n"), Value(true));
  EXPECT_EQ(parsed("-0.5e1"), Value(-5));
  EXPECT_EQ(parsed("18446744073709551615"), Value(18446744073709551615.0));
  EXPECT_EQ(parsed("123456789012345678901234567890"), Value(123456789012345678901234567890.0));
  EXPECT_EQ(parsed("\"\""), Value(""));
  EXPECT_EQ(parsed("[]"), Value(Array{}));
  EXPECT_EQ(parsed("{}"), Value(Object{}));
  const Value value = parsed(R"({"a":[1,{"b":null}],"":"empty name"})");
  EXPECT_EQ((*value.find("a")->as_array())[0], Value(1));
  EXPECT_TRUE((*value.find("a")->as_array())[1].find("b")->is_null());
  EXPECT_EQ(*value.find(""), Value("empty name"));
  EXPECT_EQ(value.find("b"), nullptr);
}

TEST(Json, IsWrittenWithoutSpaces) {
  for (const char* text : {"null", "true", "false", "0", "-1.5", "1e+21", R"("")", "[]", "{}",
                           R"({"a":[1,2,{"b":[]}],"c":{}})", R"(["\"\\/\u0000\u001f","é😀"])"}) {
    EXPECT_EQ(to_json(parsed(text)), text);
  }
  EXPECT_EQ(to_json(parsed(" { \"a\" : [ 1.0 , 2e0 ] } ")), R"({"a":[1,2]})");
  EXPECT_EQ(to_json(Value(1e308 * 10)), "null");
  EXPECT_EQ(to_json(Value("\b\f\n\r\t\x7f")), "\"\\u0008\\u000c\\u000a\\u000d\\u0009\x7f\"");
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(parsed(R"("\"\\\/\b\f\n\r\t")"), Value("\"\\/\b\f\n\r\t"));
  EXPECT_EQ(parsed(R"("\u0041\u00e9\u20AC")"), Value("Aé€"));
  EXPECT_EQ(parsed(R"("\ud83d\ude00")"), Value("😀"));
  EXPECT_EQ(parsed(R"("\u0000")"), Value(std::string(1, '\0')));
}

TEST(Json, RefusesWrongEscapesAndHalfSurrogates) {
  for (const char* text :
       {R"("\x41")", R"("\u12")", R"("\u12G4")", R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\u0041")",
        R"("\ude00")", R"("\)", R"("\")", "\"a\nb\"", "\"a\tb\""}) {
    EXPECT_EQ(code(text), "bad_json") << text;
  }
}

TEST(Json, RefusesWhatIsNoUtf8) {
  for (const char* bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE"}) {
    EXPECT_EQ(code('"' + std::string(bytes) + '"'), "bad_json");
  }
  EXPECT_EQ(code("\"\xF4\x8F\xBF\xBF\""), "");
  EXPECT_EQ(code("\"\xEE\x80\x80\""), "");
}

TEST(Json, RefusesAllElse) {
  for (const char* text :
       {"",         " ",        "nul",       "True",       "NaN",
        "Infinity", "-",        "+1",        "01",         "-01",
        "1.",       ".5",       "1e",        "1e+",        "0x10",
        "'a'",      "\"a",      "[",         "[1",         "[1,",
        "[1,]",     "[,1]",     "]",         "{",          "{\"a\"",
        "{\"a\":",  "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
        "{a:1}",    "{1:1}",    "{\"a\" 1}", "[1 2]",      "1 2",
        "{} {}",    "[1]]",     "// c\n1",   "/* c */ 1",  "\xEF\xBB\xBF\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(code(text), "bad_json") << text;
  }
  EXPECT_EQ(code(std::string_view("1\0", 2)), "bad_json");
}

TEST(Json, SaysTheLineAndColumn) {
  const auto where = [](std::string_view text) { return parse_json(text).errors()[0].found; };
  EXPECT_EQ(where("{\"a\":01}"), "line 1, column 7");
  EXPECT_EQ(where("x"), "line 1, column 1");
  EXPECT_EQ(where("[1,\n 2,\n  x]"), "line 3, column 3");
  EXPECT_EQ(where("[\n\n\n1 1]"), "line 4, column 3");
  EXPECT_EQ(parse_json("[1").errors()[0].at, "");
  EXPECT_NE(parse_json("").errors()[0].fix, "");
}

TEST(Json, NestsThirtyTwoLevelsAndNoMore) {
  EXPECT_EQ(code(nested(kMaxDepth)), "");
  EXPECT_EQ(code(nested(kMaxDepth + 1)), "too_deep");
  EXPECT_EQ(code(std::string(100'000, '[')), "too_deep");
  std::string objects;
  for (std::size_t i = 0; i < kMaxDepth; ++i) objects += R"({"a":)";
  EXPECT_EQ(code(objects + "1" + std::string(kMaxDepth, '}')), "");
  EXPECT_EQ(code(R"({"a":)" + objects + "1" + std::string(kMaxDepth + 1, '}')), "too_deep");
}

TEST(Json, HoldsTwoThousandMembersAndNoMore) {
  std::string text = "{";
  for (std::size_t i = 0; i < kMaxMembers; ++i) {
    text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
  }
  EXPECT_EQ(code(text + "}"), "");
  EXPECT_EQ(code(text + ",\"one more\":0}"), "too_many");
  std::string items = "[0";
  for (int i = 0; i < 5000; ++i) items += ",0";
  EXPECT_EQ(code(items + "]"), "") << "a list may be longer";
}

TEST(Json, LetsTheLaterOfTwoMembersStand) {
  const Value value = parsed(R"({"a":1,"b":2,"a":[3]})");
  EXPECT_EQ(to_json(value), R"({"a":[3],"b":2})");
  EXPECT_EQ(to_json(parsed(R"({"__proto__":1,"constructor":2})")),
            R"({"__proto__":1,"constructor":2})");
}

TEST(Json, SetReplacesOrAdds) {
  Value value = 5;
  value.set("a", 1);
  value.set("b", true);
  value.set("a", "x");
  EXPECT_EQ(to_json(value), R"({"a":"x","b":true})");
}

/// Declines every member but `wanted`; writes down what it hears.
class Picky final : public JsonListener {
 public:
  Text heard;
  bool key(std::string_view name) override {
    heard.append(name).append(":");
    return name == "wanted";
  }
  void null() override { heard += "null "; }
  void boolean(bool b) override { heard += b ? "true " : "false "; }
  void number(double d) override { append_json(heard, d), heard += ' '; }
  void text(std::string_view s) override { heard.append(s).append(" "); }
  void begin_object() override { heard += "{ "; }
  void end_object() override { heard += "} "; }
  void begin_array() override { heard += "[ "; }
  void end_array() override { heard += "] "; }
};

TEST(JsonListener, IsSparedWhatItDeclines) {
  Picky picky;
  EXPECT_FALSE(read_json(
      R"({"a":[{"wanted":1}],"wanted":{"b":{"wanted":2},"wanted":[true,null]},"c":"x","wanted":3})",
      picky));
  EXPECT_EQ(picky.heard, "{ a:wanted:{ b:wanted:[ true null ] } c:wanted:3 } ");
}

}  // namespace
}  // namespace kelvin
