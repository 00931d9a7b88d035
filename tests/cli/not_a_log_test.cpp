// Files that are no log: said in one sentence before anything is scored; and logs, broken ones too,
// that must not be taken for such files.
#include "log/not_a_log.h"

#include <gtest/gtest.h>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using namespace std::string_literals;

class NotALog : public ::testing::Test {
 protected:
  Finished score(const Arguments& rest, std::string_view input = "") const {
    Arguments all = {"score", "--model", model_};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all, input);
  }
  /// The sentence, without the file's name, however the text comes.
  std::string said(const std::string& name, std::string_view text) const {
    const std::string file = folder_.file(name, text);
    const Finished run = score({folder_.file("good", page("v", 0)), file});
    EXPECT_EQ(run.exit, 2) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(lines(run.err).size(), 1U) << run.err;
    const std::string_view start = text.substr(0, 64 * 1024);
    EXPECT_TRUE(native::not_a_log("x", start, start.size() == text.size(), false)) << name;
    // Compressed, and on standard input, it is the same.
    const std::string what = run.err.substr(0, run.err.find(", not a log"));
    const std::string kind = what.substr(std::min(what.size(), what.find(": this is ")));
    for (const Finished& other : {score({folder_.gzip(name + ".gz", text)}), score({"-"}, text)}) {
      EXPECT_EQ(other.exit, 2) << other.err;
      EXPECT_NE(other.err.find(kind + ", not a log"), std::string::npos) << other.err;
    }
    const std::string prefix = "kelvin: " + file + ": ";
    EXPECT_TRUE(run.err.starts_with(prefix)) << run.err;
    std::string rest = run.err.substr(std::min(prefix.size(), run.err.size()));
    for (std::size_t at = rest.find(folder_.path("")); at != std::string::npos;
         at = rest.find(folder_.path(""))) {
      rest.erase(at, folder_.path("").size());
    }
    return rest;
  }
  /// It is a log: its good lines are scored.
  void expect_a_log(std::string_view text, int exit, std::size_t visitors) const {
    for (const Finished& run : {score({folder_.file("log", text)}),
                                score({folder_.gzip("log.gz", text)}), score({"-"}, text)}) {
      EXPECT_EQ(run.exit, exit) << text.substr(0, 200) << "\n" << run.err;
      EXPECT_EQ(lines(run.out).size(), visitors) << text.substr(0, 200);
    }
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

std::string wide(std::string_view text, bool little, bool mark) {
  std::string out = !mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : text) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

TEST_F(NotALog, RowsOfGa4) {
  const std::string row =
      R"({"event_date":"20260301","event_timestamp":"1772359200000000","event_name":"page_view",)"
      R"("event_params":[{"key":"page_location","value":{"string_value":"https://x.test/"}}],)"
      R"("user_pseudo_id":"1.2"})";
  const std::string end =
      "this is GA4's export from BigQuery, not a log with an event on each line: "
      "kelvin import --from ga4 rows.json > rows.ndjson\n";
  EXPECT_EQ(said("rows.json", row + "\n" + row + "\n"), end);
  EXPECT_EQ(said("rows.json", "\r\n" + row), end);
  // A message may have members of that name.
  const std::string message = R"({"type":"page","anonymousId":"v","timestamp":1772359200000,)"
                              R"("event_name":"x","event_timestamp":1})";
  expect_a_log(message + "\n", 0, 1);
  expect_a_log(page("v", 0) + row + "\n", 3, 1);
}

TEST_F(NotALog, JsonOverManyLines) {
  const std::string end =
      "JSON with an object over many lines, not a log with an event on each "
      "line: jq -c . one.json > one.ndjson\n";
  const std::string one =
      "{\n  \"type\": \"page\",\n  \"anonymousId\": \"v\",\n  \"properties\": {\n"
      "    \"list\": [1, -2.5e3, true, null, \"a\\\"\\n\", [], {}]\n  }\n}\n";
  EXPECT_EQ(said("one.json", one), "this is " + end);
  EXPECT_EQ(said("one.json", one + one), "this is " + end) << "several, as jq prints them";
  EXPECT_EQ(said("one.json", "\xEF\xBB\xBF\r\n" + one), "this is " + end);
  EXPECT_EQ(said("one.json", one.substr(0, one.size() - 20)), "this is " + end) << "cut off";
  EXPECT_EQ(said("one.json", "{\"events\":\n[\n" + page("v", 0) + "]}"), "this is " + end);
  std::string long_one = "{\n\"items\": [\n";
  for (int i = 0; i < 20'000; ++i) long_one += "  {\"n\": " + std::to_string(i) + "},\n";
  EXPECT_EQ(said("one.json", long_one + "{}]}"), "this is " + end);
}

TEST_F(NotALog, AJsonArray) {
  const std::string end =
      "this is a JSON array, not a log with an event on each line: "
      "jq -c '.[]' list.json > list.ndjson\n";
  std::string event = page("v", 0);
  event.pop_back();
  EXPECT_EQ(said("list.json", "[" + event + "," + event + "]"), end);
  EXPECT_EQ(said("list.json", "[" + event + "]\n[" + event + "]\n"), end) << "a list on each line";
  EXPECT_EQ(said("list.json", "[\n" + event + ",\n" + event + "\n]\n"), end);
  EXPECT_EQ(said("list.json", "\n\n  [\r\n  {\r\n    \"type\": \"page\"\r\n  }\r\n]"), end);
  EXPECT_EQ(said("list.json", "[]"), end);
  EXPECT_EQ(said("list.json", "[\n" + event + ",\n" + event + ",\n"), end) << "cut off";
  std::string all = "[";
  for (int i = 0; i < 1000; ++i) all += event + ",";
  EXPECT_EQ(said("list.json", all + event + "]"), end) << "longer than what is looked at";
}

TEST_F(NotALog, ACsvTable) {
  const std::string end =
      "this is a CSV table, not a log with an event on each line: "
      "kelvin import --from csv --visitor COLUMN --time COLUMN --event COLUMN t.csv > t.ndjson\n";
  EXPECT_EQ(said("t.csv", "visitor,time,event\nv,2026-03-01,page\n"), end);
  EXPECT_EQ(said("t.csv",
                 "\"E-Mail (work)\";\"Gr\xC3\xB6\xC3\x9F"
                 "e, cm\"\r\na@x.test;\"180\"\r\n"),
            end);
  EXPECT_EQ(said("t.csv", "a\tb\n1\t2\n"), end);
  EXPECT_EQ(said("t.csv", "\xEF\xBB\xBFid,payload,\n7,\"{\"\"a\"\":1}\",\n"), end);
}

TEST_F(NotALog, OtherTexts) {
  EXPECT_EQ(said("access.log",
                 "203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5 "
                 "\"-\" \"Mozilla/5.0, like Gecko\"\n"),
            "this is a web server's access log, not a log with an event on each line: "
            "kelvin import --from access-log access.log > access.ndjson\n");
  EXPECT_NE(
      said("page.html", "<!DOCTYPE html>\n<html><title>Log in, please</title>\n").find("HTML"),
      std::string::npos);
}

TEST_F(NotALog, Utf16InBothByteOrders) {
  const std::string text = page("v", 0) + page("v", 1);
  for (const bool little : {false, true}) {
    const std::string from = little ? "UTF-16LE" : "UTF-16BE";
    for (const bool mark : {false, true}) {
      EXPECT_EQ(said("w.ndjson", wide(text, little, mark)),
                "this is UTF-16, not a log with an event on each line: iconv -f " + from +
                    " -t UTF-8 w.ndjson > w.lines.ndjson\n");
      said("w.csv", wide("a,b\n1,2\n", little, mark));
      said("blank.ndjson", wide("\r\n" + text, little, mark));
    }
  }
}

TEST_F(NotALog, BinaryFiles) {
  EXPECT_EQ(said("t.parquet", "PAR1\x15\x04\x15"s),
            "this is a Parquet file, not a log with an event on each line: duckdb -c \"copy (from "
            "'t.parquet') to 't.ndjson' (format json)\"\n");
  EXPECT_EQ(said("log.ndjson.zst", "\x28\xB5\x2F\xFD\x24rest"s),
            "this is compressed by zstd, not a log with an event on each line: zstd -dc "
            "log.ndjson.zst > log.ndjson\n");
  for (const auto& [bytes, what] : std::vector<std::pair<std::string, std::string>>{
           {"Obj\x01\x04\x14"
            "avro.codec",
            "an Avro file"},
           {"BZh91AY&SY", "compressed by bzip2"},
           {"\xFD"
            "7zXZ\0\0"s,
            "compressed by xz"},
           {"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"s, "an Excel workbook"},
           {"PK\x03\x04\x14\0\0\0march.ndjson"s, "a zip archive"},
           {"march.ndjson" + std::string(245, '\0') + "ustar\0"s, "a tar archive"},
           {"SQLite format 3\0"s, "an SQLite database"}}) {
    EXPECT_TRUE(
        said("binary", bytes + std::string(600, '\x02')).starts_with("this is " + what + ", "))
        << what;
  }
}

TEST_F(NotALog, TheCommandTakesTheFileAsItIsNamedAndAsItIsStored) {
  const std::string spaced = folder_.file("it's here.json", "[]");
  EXPECT_NE(score({spaced}).err.find("jq -c '.[]' '" + folder_.path("it'\\''s here.json' > ")),
            std::string::npos)
      << score({spaced}).err;
  const std::string zipped = folder_.gzip("all.json.gz", "[]");
  EXPECT_NE(score({zipped}).err.find("gzip -dc " + zipped + " | jq -c '.[]' > " +
                                     folder_.path("all.ndjson\n")),
            std::string::npos)
      << score({zipped}).err;
  EXPECT_EQ(score({"-"}, "[]").err,
            "kelvin: stdin: this is a JSON array, not a log with an event on each line: pipe it "
            "through jq -c '.[]'\n");
  EXPECT_NE(
      score({"-"}, "a,b\n1,2\n")
          .err.find(
              "through kelvin import --from csv --visitor COLUMN --time COLUMN --event COLUMN -\n"),
      std::string::npos);
}

TEST_F(NotALog, EveryCommandThatReplaysSaysIt) {
  const std::string list = folder_.file("list.json", "[]");
  const std::string claims = folder_.file("claims", "");
  for (const Arguments& command : std::vector<Arguments>{{"replay"},
                                                         {"score"},
                                                         {"score", "--sort"},
                                                         {"explain", "--visitor", "v"},
                                                         {"verify", "--claims", claims}}) {
    Arguments all = command;
    all.insert(all.end(), {"--model", model_, list});
    const Finished run = kelvin(all);
    EXPECT_EQ(run.exit, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err.find("a JSON array"), std::string::npos) << run.err;
  }
}

TEST_F(NotALog, LogsWithABrokenFirstLineAreLogs) {
  const std::string good = page("v", 0) + page("w", 1) + page("v", 2);
  const std::string line = page("u", 0);
  for (const std::string& broken : {R"({"type":"page","anonymousId":"u)"s,
                                    R"({"type":"page",)"s,
                                    R"({"type":"page","context":{)"s,
                                    R"({"type":"track","properties":{"list":[)"s,
                                    R"({"type":)"s,
                                    R"({"type")"s,
                                    "{"s,
                                    "["s,
                                    "[]"s,
                                    R"([{"type":"page"}])"s,
                                    "}"s,
                                    R"(","name":"b","at":2}})"s,
                                    "a,b,c"s,
                                    "bad"s,
                                    "null"s,
                                    "\0\0\0\0\0\0\0\0"s,
                                    "\x01\x02"s,
                                    "PARTLY"s,
                                    "<<<<<<< HEAD"s,
                                    line.substr(20, 40)}) {
    expect_a_log(broken + "\n" + good, 3, 2);
    expect_a_log(broken + "\n" + page("v", 0), 3, 1);
  }
}

TEST_F(NotALog, WhatIsNoFaultOfALogIsNone) {
  const std::string good = page("v", 0) + page("w", 1);
  expect_a_log(good, 0, 2);
  expect_a_log("\xEF\xBB\xBF" + good, 0, 2);
  expect_a_log("\n \t\r\n\n" + good, 0, 2);
  expect_a_log("", 0, 0);
  expect_a_log("\n\n", 0, 0);
  expect_a_log("\xEF\xBB\xBF", 0, 0);
  std::string crlf = good;
  for (std::size_t at = crlf.find('\n'); at != std::string::npos; at = crlf.find('\n', at + 2)) {
    crlf.insert(at, "\r");
  }
  expect_a_log(crlf, 0, 2);
  std::string last = page("v", 0, "/" + std::string(200'000, 'x'));
  last.pop_back();
  expect_a_log(last, 0, 1);
  expect_a_log(last + "\n" + good, 0, 2);
}

TEST_F(NotALog, ALogOfBadLinesAloneIsStillALog) {
  expect_a_log("bad\nbad\n", 3, 0);
  expect_a_log("bad, worse\n", 3, 0);
  expect_a_log("{\"a\":1},\n{\"a\":2},\n", 3, 0);
  expect_a_log(
      "2026-03-01 app {\"type\":\"page\",\"n\":1}\n2026-03-01 app {\"type\":\"page\",\"n\":1}\n", 3,
      0);
}

}  // namespace
}  // namespace kelvin::testing
