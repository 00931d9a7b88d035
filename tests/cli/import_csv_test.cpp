// kelvin import --from csv: tables as spreadsheets and databases write them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "import/csv_time.h"
#include "process.h"

namespace kelvin::testing {
namespace {

using Json = nlohmann::json;

struct Imported {
  std::vector<Json> messages;
  int exit;
  std::string err;
};

Imported import(std::string_view log, const Arguments& more = {}) {
  Arguments arguments = {"import", "--from", "csv",     "--visitor", "who",
                         "--time", "when",   "--event", "what",      "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Finished run = kelvin(arguments, log);
  Imported result{{}, run.exit, run.err};
  for (const std::string& line : lines(run.out)) result.messages.push_back(Json::parse(line));
  return result;
}

/// The properties of each message.
Json properties(const Imported& run) {
  Json out = Json::array();
  for (const Json& message : run.messages) out.push_back(message["properties"]);
  return out;
}

TEST(ImportCsv, ThreeColumnsSayWhoWhenAndWhatAndTheRestAreProperties) {
  Imported run =
      import("id,who,when,what,price,plan\n1,v-1,2026-03-01 10:00:00,Bought,19.90,pro\n");
  ASSERT_EQ(run.messages.size(), 1U);
  run.messages[0].erase("messageId");
  EXPECT_EQ(run.messages[0], Json::parse(R"({"type":"track","event":"Bought","anonymousId":"v-1",
    "timestamp":"2026-03-01T10:00:00.000Z","properties":{"id":1,"price":19.9,"plan":"pro"}})"));
  EXPECT_NE(run.err.find("read 2 lines, wrote 1 messages of 1 visitors: Bought 1"),
            std::string::npos)
      << run.err;
  EXPECT_NE(run.err.find("times: 1 without an offset, taken at --time-zone (default: UTC)"),
            std::string::npos)
      << run.err;
}

TEST(ImportCsv, QuotesNewlinesCrlfAndAByteOrderMark) {
  const Imported run = import(
      "\xEF\xBB\xBF\"who\",when,what,\"the \"\"note\"\"\"\r\n"
      "v-1,2026-03-01,a,\"one, \"\"two\"\"\r\n\r\nthree\"\r\n"
      "\r\n"
      "v-2,2026-03-01,b,\"\"\r\n"
      "v-3,2026-03-01,c,last");
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(
      properties(run),
      Json::parse(R"([{"the \"note\"":"one, \"two\"\r\n\r\nthree"},{},{"the \"note\"":"last"}])"));
}

TEST(ImportCsv, TheSeparatorIsFoundOrGiven) {
  for (const char* separator : {",", ";", "\t", "|"}) {
    std::string log = "who;when;what;a\nv;2026-03-01;e;1,5\n";
    for (char& c : log) c = c == ';' ? separator[0] : c;
    if (*separator == ',') log = "who,when,what,a\nv,2026-03-01,e,\"1,5\"\n";
    EXPECT_EQ(properties(import(log)), Json::parse(R"([{"a":"1,5"}])")) << separator;
  }
  EXPECT_EQ(properties(import("who^when^what^a\nv^2026-03-01^e^1\n", {"--separator", "^"})),
            Json::parse(R"([{"a":1}])"));
  EXPECT_EQ(
      properties(import("who\twhen\twhat\ta,b;c,d\nv\t2026-03-01\te\t1\n", {"--separator", "tab"})),
      Json::parse(R"([{"a,b;c,d":1}])"));
  EXPECT_EQ(import("who,when,what\n", {"--separator", "ab"}).exit, 2);
  EXPECT_EQ(import("who^when^what\nv^2026-03-01^e\n").exit, 2);
}

TEST(ImportCsv, NumbersAreNumbersAndCodesAreNot) {
  const Imported run = import(
      "who,when,what,a,b,c,d,e,f,g,h,i,j\nv,2026-03-01,e,7,-0.50,007,1e3,12345678901234567,true,"
      "NULL,,1.,+1\n");
  EXPECT_EQ(
      properties(run),
      Json::parse(
          R"([{"a":7,"b":-0.5,"c":"007","d":"1e3","e":"12345678901234567","f":true,"i":"1.","j":"+1"}])"));
}

TEST(ImportCsv, PagesIdentifiesAndGroups) {
  const Imported run = import(
      "who,when,what,Path,Title,plan,groupId\n"
      "v,2026-03-01,page,/pricing,Prices,,\n"
      "v,2026-03-01,Pageview,/2,,,\n"
      "v,2026-03-01,identify,,,pro,\n"
      "v,2026-03-01,group,,,big,77\n"
      "v,2026-03-01,Page Engaged,/pricing,,,\n");
  ASSERT_EQ(run.messages.size(), 5U) << run.err;
  EXPECT_EQ(run.messages[0]["type"], "page");
  EXPECT_EQ(run.messages[0]["properties"]["path"], "/pricing");
  EXPECT_EQ(run.messages[0]["properties"]["title"], "Prices");
  EXPECT_EQ(run.messages[1]["type"], "page");
  EXPECT_EQ(run.messages[2]["type"], "identify");
  EXPECT_EQ(run.messages[2]["traits"], Json::parse(R"({"plan":"pro"})"));
  EXPECT_FALSE(run.messages[2].contains("properties"));
  EXPECT_EQ(run.messages[3]["groupId"], "77");
  EXPECT_EQ(run.messages[3]["traits"], Json::parse(R"({"plan":"big"})"));
  EXPECT_EQ(run.messages[4]["event"], "Page Engaged");
  EXPECT_EQ(run.messages[4]["context"]["page"]["path"], "/pricing");
}

TEST(ImportCsv, ColumnsThatAreNotThereEndWithTheirNames) {
  const Imported run = import("Who,when,what\nv,2026-03-01,e\n");
  EXPECT_EQ(run.exit, 2);
  EXPECT_NE(run.err.find("--visitor who: there is no such column; did you mean Who?; its columns "
                         "are Who, when, what"),
            std::string::npos)
      << run.err;
  const Imported twice = import("who,when,what,who\n");
  EXPECT_EQ(twice.exit, 2);
  EXPECT_NE(twice.err.find("two columns"), std::string::npos) << twice.err;
  EXPECT_EQ(kelvin({"import", "--from", "csv", "-"}, "who,when,what\n").exit, 2);
  const Imported utf16 = import(std::string("\xFF\xFEw\0h\0", 6));
  EXPECT_EQ(utf16.exit, 2);
  EXPECT_NE(utf16.err.find("UTF-16"), std::string::npos) << utf16.err;
}

TEST(ImportCsv, RecordsThatAreNoneAreNamedByTheLineTheyBeginAt) {
  const Imported run = import(
      "who,when,what,a\n"
      "v,2026-03-01,e,\"two\nlines\"\n"
      ",2026-03-01,e,1\n"
      "NULL,2026-03-01,e,1\n"
      "v,,e,1\n"
      "v,01.03.2026,e,1\n"
      "v,45000,e,1\n"
      "v,2026-03-01,,1\n"
      "v,2026-03-01,e\n"
      "v,2026-03-01,e,1,2\n"
      "v,2026-03-01,e,last\n");
  EXPECT_EQ(run.exit, 3);
  EXPECT_EQ(properties(run), Json::parse(R"([{"a":"two\nlines"},{"a":"last"}])"));
  for (const char* said :
       {"stdin:4: no visitor in column who", "stdin:5: no visitor", "stdin:6: column when: \"\"",
        "stdin:7: column when: \"01.03.2026\" is no time", "stdin:8: column when: \"45000\"",
        "stdin:9: no event in column what", "stdin:10: 3 fields, and the file has 4 columns",
        "stdin:11: 5 fields", "bad lines: 8"}) {
    EXPECT_NE(run.err.find(said), std::string::npos) << said << "\n" << run.err;
  }
}

TEST(ImportCsv, StrayQuotesAreReadAsTheyStandAndSwallowNothing) {
  const Imported run = import(
      "who,when,what,a\n"
      "v,2026-03-01,e,5\" pipe\n"
      "v,2026-03-01,e,\"open\n"
      "v,2026-03-01,e,2\n"
      "v,2026-03-01,e,\"a\"b\n"
      "v,2026-03-01,e,3\n");
  EXPECT_EQ(run.exit, 3) << run.err;
  EXPECT_EQ(properties(run), Json::parse(R"([{"a":"5\" pipe"},{"a":2},{"a":3}])")) << run.err;
  EXPECT_NE(run.err.find("stdin:3: "), std::string::npos) << run.err;
}

TEST(ImportCsv, AQuoteThatIsNeverClosedCostsItsOwnLine) {
  std::string log = "who,when,what,a\nv,2026-03-01,e,\"open\n";
  for (int i = 0; i < 5000; ++i) log += "v,2026-03-01,e," + std::to_string(i) + "\n";
  const Imported run = import(log);
  EXPECT_EQ(run.messages.size(), 5000U) << run.err;
  EXPECT_NE(run.err.find("stdin:2: a quote is not closed"), std::string::npos) << run.err;
}

TEST(ImportCsv, FilesHaveColumnsOfTheirOwn) {
  Folder folder;
  const std::string a =
      folder.file("a.csv", "who,when,what,x\nv,2026-03-01,e,1\nwho,when,what,x\n");
  const std::string b = folder.gzip("b.csv.gz", "what;y;;when;y;who\ne;2;9;2026-03-01;3;v\n");
  const Finished run = kelvin(
      {"import", "--from", "csv", "--visitor", "who", "--time", "when", "--event", "what", a, b});
  EXPECT_EQ(run.exit, 0) << run.err;
  const auto all = lines(run.out);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(Json::parse(all[0])["properties"], Json::parse(R"({"x":1})"));
  EXPECT_EQ(Json::parse(all[1])["properties"], Json::parse(R"({"y":2})"));
  EXPECT_NE(run.err.find("names of columns again 1"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("columns left out: second y 1, without a name 1"), std::string::npos)
      << run.err;
}

TEST(ImportCsv, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(properties(import("who,when,what,a\nv,2026-03-01,e,M\xFCller\n")),
            Json::parse("[{\"a\":\"M\uFFFDller\"}]"));
}

std::string read(std::string_view text, std::string_view zone = "Z") {
  native::TimeForm form{};
  const auto time = native::read_csv_time(text, native::read_zone(zone).value(), form);
  return time ? to_iso(*time) + " " + std::to_string(static_cast<int>(form)) : "none";
}

TEST(CsvTime, FormsThatTablesHave) {
  EXPECT_EQ(read("2026-03-01T10:00:00.5+02:00"), "2026-03-01T08:00:00.500Z 0");
  EXPECT_EQ(read("2026-03-01 10:00:00+02"), "2026-03-01T08:00:00.000Z 0");
  EXPECT_EQ(read("2026-03-01 10:00:00 -0530", "+01:00"), "2026-03-01T15:30:00.000Z 0");
  EXPECT_EQ(read("2026-03-01 10:00:00.123456 UTC", "+01:00"), "2026-03-01T10:00:00.123Z 0");
  EXPECT_EQ(read("2026-03-01T10:00Z", "+01:00"), "2026-03-01T10:00:00.000Z 0");
  EXPECT_EQ(read("2026-03-01 10:00"), "2026-03-01T10:00:00.000Z 1");
  EXPECT_EQ(read("2026-03-01 10:00:00", "+02:00"), "2026-03-01T08:00:00.000Z 1");
  EXPECT_EQ(read("2026-03-01", "-05:00"), "2026-03-01T05:00:00.000Z 2");
  EXPECT_EQ(read("1772359200"), "2026-03-01T10:00:00.000Z 3");
  EXPECT_EQ(read("1772359200.123"), "2026-03-01T10:00:00.123Z 3");
  EXPECT_EQ(read("1772359200123"), "2026-03-01T10:00:00.123Z 4");
  EXPECT_EQ(read("1772359200123456"), "2026-03-01T10:00:00.123Z 5");
  for (const char* wrong :
       {"", "x", "2026", "45000", "-1", "1e12", "2026-02-30", "2026-3-1", "01/03/2026",
        "2026-03-01x", "2026-03-01 25:00", "2026-03-01 10:00:00+2", "10:00:00", "20260301", "nan",
        "inf", "99999999999999999999"}) {
    EXPECT_EQ(read(wrong), "none") << wrong;
  }
}

TEST(CsvTime, ZonesAreOffsets) {
  EXPECT_EQ(native::read_zone("+05:30")->ms, 19'800'000);
  EXPECT_EQ(native::read_zone("-0100")->ms, -3'600'000);
  EXPECT_EQ(native::read_zone("UTC")->ms, 0);
  for (const char* wrong : {"", "CET", "+5", "5:30", "+25:00", "Europe/Berlin"}) {
    EXPECT_FALSE(native::read_zone(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace kelvin::testing
