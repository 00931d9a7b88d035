// Two readers, one opinion: the fast reader of lines gives the event or the errors that the core's
// own reader gives, for good lines, odd ones and broken ones.
#include <gtest/gtest.h>

#include <random>

#include "kelvin/event.h"
#include "kelvin/json.h"
#include "replay/event_parser.h"

namespace kelvin::testing {
namespace {

constexpr std::string_view kNosyModel = R"({
  "kelvin": 1, "id": "nosy", "version": "1",
  "pages": {"pricing": ["/pricing/**"]},
  "scores": [{"id": "s", "rules": [
    {"id": "a", "on": ["page", "T", "Order"], "points": 1,
     "where": {"properties.n": {"$gt": 1}, "properties.deep.a.b": 1, "page.query.ref": "x"}},
    {"id": "b", "on": "T", "points": 1, "where": {"properties.list": {"$in": [1, "x", null]}}},
    {"id": "c", "while": {"profile.company.size": {"$gt": 3}}, "points": 1},
    {"id": "d", "while": {"profile.tags": {"$exists": true}, "profile.email": "x"}, "points": 1}]}],
  "privacy": {"keep": ["properties.whole", "traits.any"]}
})";

/// The model, or a smaller one where the core does not know all of it.
const Model& model() {
  static const Model kModel = [] {
    auto nosy = compile(kNosyModel);
    if (nosy) return *nosy;
    const std::string text(kNosyModel);
    const std::size_t comma = text.rfind(",\n  \"privacy\"");
    auto smaller = compile(text.substr(0, comma) + "}");
    for (const Error& error : smaller.errors()) ADD_FAILURE() << error.at << " " << error.code;
    return *smaller;
  }();
  return kModel;
}

class Ingest : public ::testing::Test {
 protected:
  void expect_same(std::string_view line) {
    std::string padded(line);
    padded.append(native::EventParser::kPadding, '\n');
    Event event;
    Errors errors;
    const bool good = reader_.read({padded.data(), line.size()}, event, errors);
    const Result<Event> wanted = read_event(model(), line);
    ASSERT_EQ(good, wanted.ok()) << line.substr(0, 300);
    if (good) {
      EXPECT_TRUE(event == *wanted) << line.substr(0, 300);
    } else {
      EXPECT_EQ(errors, wanted.errors()) << line.substr(0, 300);
    }
    ++(good ? good_ : bad_);
  }

  native::EventParser reader_{model()};
  int good_ = 0, bad_ = 0;
};

std::string with(const std::string& members) {
  return R"({"type":"track","event":"T","messageId":"m","anonymousId":"v",)"
         R"("timestamp":"2026-03-01T10:00:00.000Z",)" +
         members + "}";
}
std::string with_property(const std::string& value) {
  return with(R"("properties":{"n":)" + value + R"(,"skipped":)" + value + R"(,"list":[)" + value +
              R"(],"whole":)" + value + R"(,"deep":{"a":{"b":)" + value + "}}}");
}

TEST_F(Ingest, AMessageHasNothingOfTheOneBefore) {
  expect_same(
      R"({"type":"identify","anonymousId":"a","timestamp":1772359200000,"context":{"traits":)"
      R"({"any":"secret","tags":[1],"email":"ann@corp.example"},"page":{"path":"/pricing/x"},)"
      R"("campaign":{"source":"s"}},"properties":{"n":2}})");
  expect_same(R"({"type":"identify","anonymousId":"b","timestamp":1772359200000})");
  expect_same(
      R"({"type":"identify","anonymousId":"c","timestamp":1772359200000,"traits":{"tags":2}})");
  expect_same(R"({"type":"group","anonymousId":"d","groupId":"g","timestamp":1772359200000})");
  EXPECT_EQ(good_, 4);
}

TEST_F(Ingest, Values) {
  for (const char* value : {"0",
                            "-0",
                            "-0.0",
                            "1",
                            "-1",
                            "1.5",
                            "1e3",
                            "1E+3",
                            "1e-400",
                            "1e400",
                            "-1e400",
                            "5e-324",
                            "9007199254740993",
                            "9223372036854775807",
                            "9223372036854775808",
                            "-9223372036854775808",
                            "-9223372036854775809",
                            "18446744073709551615",
                            "18446744073709551616",
                            "123456789012345678901234567890",
                            "0.1",
                            "2.2250738585072014e-308",
                            "1.7976931348623157e308",
                            "1.7976931348623159e308",
                            "01",
                            "1.",
                            ".5",
                            "+1",
                            "0x1",
                            "1e",
                            "--1",
                            "NaN",
                            "Infinity",
                            "null",
                            "nul",
                            "true",
                            "True",
                            "false",
                            "falsey",
                            "undefined",
                            "''",
                            "[]",
                            "{}",
                            "[1,]",
                            "{,}",
                            "[1 2]",
                            R"({"a"})",
                            R"({"a":})",
                            R"({"a":1,})",
                            "\"\"",
                            R"("\n")",
                            R"("\u00e9")",
                            R"("\u0000")",
                            R"("\ud83d\ude00")",
                            R"("\ud800")",
                            R"("\ude00")",
                            R"("\ud800\ud800")",
                            R"("\ud800a")",
                            R"("\uZZZZ")",
                            R"("\x")",
                            R"("\/")",
                            "\"\xC3\xA9\"",
                            "\"\xC3\"",
                            "\"\xED\xA0\x80\"",
                            "\"\xF4\x90\x80\x80\"",
                            "\"\xC0\x80\"",
                            "\"tab\there\"",
                            "\"nul\0here\"",
                            R"("open)",
                            "[",
                            "]",
                            "{",
                            "[[[[1]]]]",
                            R"({"a":{"a":{"a":[1,{"b":2}]}}})"}) {
    expect_same(with_property(value));
  }
  EXPECT_GT(good_, 20);
  EXPECT_GT(bad_, 20);
}

TEST_F(Ingest, WholeLines) {
  const std::string good = with(R"("properties":{"n":2})");
  for (
      const std::string& line :
      {std::string(""),
       std::string(" "),
       std::string("\0", 1),
       std::string("null"),
       std::string("1"),
       std::string("\"page\""),
       std::string("[]"),
       std::string("[1,2]"),
       std::string("{}"),
       std::string("{"),
       std::string("}"),
       good + "}",
       good + " ",
       good + "\r",
       " \t" + good,
       good + "x",
       good + good,
       good + "\n" + good,
       "\xEF\xBB\xBF" + good,
       good + std::string(1, '\0'),
       good.substr(0, good.size() - 1),
       std::string(
           R"({"type":"page","type":"track","event":"T","anonymousId":"v","timestamp":1772366400001})"),
       std::string(R"({"type":"page","anonymousId":"v","timestamp":1e3})"),
       std::string(R"({"type":"page","anonymousId":"v","timestamp":1.5})"),
       std::string(R"({"type":"page","anonymousId":"v","timestamp":1e300})"),
       std::string(R"({"type":"page","anonymousId":7,"timestamp":1772366400001})"),
       std::string(
           R"({"type":"page","anonymousId":{"a":1},"userId":["x"],"timestamp":1772366400001})"),
       std::string(R"({"type":"page","anonymousId":null,"userId":"u","timestamp":"2026-03-01"})"),
       std::string(R"({"type":"screen","anonymousId":"v"})"),
       std::string(R"({"type":["page"],"anonymousId":"v","timestamp":1772366400001})"),
       std::string(R"({"type":"track","anonymousId":"v","timestamp":1772366400001})"),
       std::string(R"({"ty\u0070e":"page","anonymousId":"v","timestamp":1772366400001})"),
       std::string(R"({"type":"screen"})"),
       std::string(R"({"type":"Track","event":"T","anonymousId":"v","timestamp":1772366400000})"),
       std::string(R"({"type":"page","anonymousId":7,"userId":-0,"timestamp":"1772366400000"})"),
       std::string(R"({"type":"page","anonymousId":9007199254740991,"timestamp":1772366400})"),
       std::string(R"({"type":"page","anonymousId":9007199254740993,"timestamp":1772366400000})"),
       std::string(R"({"type":"page","anonymousId":18446744073709551615,"timestamp":null,)"
                   R"("originalTimestamp":1772366400000})"),
       std::string(
           R"({"type":"page","anonymousId":"v","anonymousId":null,"timestamp":1772366400000,)"
           R"("context":{"page":{"path":"/a"}},"context":7})"),
       std::string(
           R"({"type":"identify","anonymousId":"v","timestamp":1772366400000,"traits":{"any":1,)"
           R"("any":{"b":-0}},"context":{"traits":{"email":"a@x.test","tags":[-0.0]}}})"),
       std::string(
           R"({"type":"alias","anonymousId":1,"previousId":2,"userId":3,"timestamp":1772366400000})"),
       with(R"("properties":[1,2])"),
       with(R"("properties":"x")"),
       with(R"("context":7)"),
       with(R"("context":{"page":[],"campaign":{"source":{"a":1},"medium":"cpc"}})"),
       with(R"("context":{"page":{"url":"https://x.test/pricing/?utm_source=a&ref=x#f"}})"),
       std::string(R"({"type":"page","anonymousId":"v","timestamp":1772366400001,)"
                   R"("properties":{"path":"/pricing/a","url":"https://x.test/?gclid=1"}})"),
       std::string(R"({"type":"identify","anonymousId":"v","userId":"u","timestamp":1772366400001,)"
                   R"("traits":{"email":"A@Gmail.com","tags":[1,{"a":null}],"any":{"x":[]}}})"),
       std::string(R"({"type":"group","anonymousId":"v","groupId":"g","timestamp":1772366400001,)"
                   R"("traits":{"size":50,"name":"x"}})")}) {
    expect_same(line);
  }
  EXPECT_GT(good_, 10);
  EXPECT_GT(bad_, 10);
}

TEST_F(Ingest, Depth) {
  for (std::size_t depth = 1; depth < 80; ++depth) {
    for (const char* name : {"n", "skipped", "whole"}) {
      expect_same(with("\"properties\":{\"" + std::string(name) + "\":" + std::string(depth, '[') +
                       std::string(depth, ']') + "}"));
    }
    expect_same(std::string(depth, '{'));
  }
  EXPECT_GT(good_, 60);
  EXPECT_GT(bad_, 60);
}

TEST_F(Ingest, Length) {
  const std::string empty = with(R"("properties":{"n":""})");
  for (const int more : {-1, 0, 1}) {
    const auto pad =
        static_cast<std::size_t>(static_cast<long>(kMaxEventBytes - empty.size()) + more);
    expect_same(with(R"("properties":{"n":")" + std::string(pad, 'x') + "\"}"));
  }
  EXPECT_EQ(good_, 2);
}

/// Changed bytes, dropped bytes and doubled pieces of lines that are whole.
TEST_F(Ingest, Mutations) {
  const std::vector<std::string> whole = {
      with(
          R"("properties":{"n":2.5e1,"list":[1,"x",null],"deep":{"a":{"b":1}},"whole":{"a":[{}]}})"),
      R"({"type":"identify","anonymousId":"v","userId":"\u00fc","timestamp":1772359200000,)"
      R"("receivedAt":"2026-03-01T10:00:00Z","traits":{"email":"a@x.test","tags":["\n",true]}})",
      R"({"type":"page","messageId":"m","anonymousId":"v","timestamp":"2026-03-01T10:00:00+01:00",)"
      R"("properties":{"url":"https://x.test/pricing/?ref=x&utm_source=n","title":"T"},)"
      R"("context":{"campaign":{"source":"s"},"page":{"referrer":"https://g.test/"}}})"};
  constexpr std::string_view kBytes = "\"\\{}[]:,0123456789eE+-.tfnul \t\r\n\0\xFF\xC3u/a";
  std::mt19937 random(2026);
  for (int i = 0; i < 60'000; ++i) {
    std::string line = whole[random() % whole.size()];
    for (std::size_t change = 1 + random() % 3; change > 0; --change) {
      const std::size_t place = random() % line.size();
      switch (random() % 4) {
        case 0:
          line[place] = kBytes[random() % kBytes.size()];
          break;
        case 1:
          line.insert(place, 1, kBytes[random() % kBytes.size()]);
          break;
        case 2:
          line.erase(place, 1 + random() % 3);
          break;
        default:
          line.insert(place, line.substr(place, random() % 30));
          break;
      }
      if (line.empty()) line = "{";
    }
    ASSERT_NO_FATAL_FAILURE(expect_same(line)) << "round " << i;
  }
  EXPECT_GT(good_, 5'000);
  EXPECT_GT(bad_, 5'000);
}

}  // namespace
}  // namespace kelvin::testing
