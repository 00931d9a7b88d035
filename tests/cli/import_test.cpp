// kelvin import, whatever the kind: what comes out is a log, and no input breaks it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

constexpr std::string_view kAccess =
    "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET /pricing/ HTTP/1.1\" 200 5 \"-\" "
    "\"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"\n";
constexpr std::string_view kGa4 =
    R"({"event_name":"page_view","event_timestamp":"1772359200123456","user_pseudo_id":"1.2","user_id":"u",)"
    R"("event_params":[{"key":"page_location","value":{"string_value":"https://x.test/pricing/a"}}],)"
    R"("items":[{"item_id":"A","price":1.5}],"user_properties":[{"key":"size","value":{"int_value":"500"}}]})"
    "\n";
constexpr std::string_view kCsv =
    "who,when,what,path,size\nv,2026-03-01 10:00:00,page,/pricing/,\nv,1772359300,identify,,500\n"
    "v,2026-03-01T10:05:00Z,Signed Up,\"/a \"\"b\"\"\",3\n";

struct Kind {
  std::string name;
  std::string_view sample;
  Arguments more;
};
const Kind kKinds[] = {
    {"access-log", kAccess, {"--host", "x.test"}},
    {"ga4", kGa4, {}},
    {"csv", kCsv, {"--visitor", "who", "--time", "when", "--event", "what"}},
};

Finished import(const Kind& kind, std::string_view log) {
  Arguments arguments = {"import", "--from", kind.name, "-"};
  arguments.insert(arguments.end(), kind.more.begin(), kind.more.end());
  return kelvin(arguments, log);
}

TEST(Import, WhatComesOutIsScoredWithoutABadLine) {
  Folder folder;
  const std::string model = folder.file("m.json", kModel);
  const char* const wanted[] = {"\"interest\":15", "\"interest\":15", "\"interest\":40"};
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    const Finished imported = import(kKinds[i], kKinds[i].sample);
    EXPECT_EQ(imported.exit, 0) << imported.err;
    const Finished scored = kelvin({"score", "--model", model, "-"}, imported.out);
    EXPECT_EQ(scored.exit, 0) << scored.err;
    EXPECT_NE(scored.out.find(wanted[i]), std::string::npos) << kKinds[i].name << scored.out;
    EXPECT_EQ(scored.out.find("\"fit\":40") != std::string::npos, i > 0) << scored.out;
  }
}

/// The sample several times, with bytes changed, cut out and put in.
std::string damaged(std::string_view sample, std::mt19937& random) {
  std::string text;
  for (int i = 0; i < 6; ++i) text += sample;
  const std::size_t changes = random() % 40;
  constexpr std::string_view kNasty = "\"\\\n\r,;[]{} \0\xff\xc3-:0";
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, random() % 20);
        break;
      case 2:
        text.insert(at, 1, kNasty[random() % kNasty.size()]);
        break;
      default:
        text.insert(at, std::string(text.substr(random() % text.size(), random() % 60)));
    }
  }
  return text;
}

TEST(Import, AnyBytesGiveGoodMessagesOrBadLines) {
  std::mt19937 random(17);
  Folder folder;
  const std::string model = folder.file("m.json", kModel);
  for (const Kind& kind : kKinds) {
    std::string all;
    for (int i = 0; i < 60; ++i) {
      std::string log = damaged(kind.sample, random);
      if (i % 10 == 0) {
        for (char& c : log) c = static_cast<char>(random() % 256);
      }
      const Finished run = import(kind, log);
      EXPECT_TRUE(run.exit == 0 || run.exit == 2 || run.exit == 3)
          << kind.name << " " << i << " " << run.exit << run.err;
      all += run.out;
    }
    const Finished scored = kelvin({"score", "--model", model, "-"}, all);
    EXPECT_EQ(scored.exit, 0) << kind.name << scored.err;
    EXPECT_GT(lines(all).size(), 20U) << kind.name;
  }
}

TEST(Import, LinesWithoutEndAndFilesWithoutLines) {
  // A visitor's id is told once, and twice a page; a table's second header is no record.
  const std::size_t wanted[] = {2, 3, 6};
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    const Kind& kind = kKinds[i];
    EXPECT_EQ(import(kind, "").exit, 0);
    EXPECT_EQ(import(kind, "\n\n").exit, 0);
    const std::string sample(kind.sample);
    const Finished run = import(kind, sample + std::string(3'000'000, 'x') + "\n" + sample);
    EXPECT_EQ(run.exit, 3) << kind.name << run.err;
    EXPECT_EQ(lines(run.out).size(), wanted[i]) << kind.name << run.err;
  }
}

TEST(Import, AGzipFileThatIsCutOffIsReadUpToThereAndNamed) {
  Folder folder;
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text += std::string(kGa4).replace(50, 3, std::to_string(100 + i % 900));
  const std::string whole = folder.gzip("a.gz", text);
  std::string bytes(std::filesystem::file_size(whole), '\0');
  std::FILE* file = std::fopen(whole.c_str(), "rb");
  ASSERT_EQ(std::fread(bytes.data(), 1, bytes.size(), file), bytes.size());
  std::fclose(file);
  const Finished run =
      kelvin({"import", "--from", "ga4", folder.file("b.gz", bytes.substr(0, bytes.size() / 2))});
  EXPECT_EQ(run.exit, 3);
  EXPECT_NE(run.err.find("cut off"), std::string::npos) << run.err;
  EXPECT_GT(lines(run.out).size(), 10U);
}

TEST(Import, AReaderThatGoesAwayIsNoFault) {
  Folder folder;
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += kAccess;
  const std::string log = folder.file("a.log", text);
  const std::string command = "( '" KELVIN_EXECUTABLE "' import --from access-log '" + log +
                              "' 2>'" + folder.path("err") + "'; echo $? >'" + folder.path("exit") +
                              "' ) | head -n 1 >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::FILE* file = std::fopen(folder.path("exit").c_str(), "r");
  ASSERT_NE(file, nullptr);
  int code = -1;
  EXPECT_EQ(std::fscanf(file, "%d", &code), 1);
  std::fclose(file);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(std::filesystem::file_size(folder.path("err")), 0U);
}

TEST(Import, UsageThatCannotBe) {
  EXPECT_EQ(kelvin({"import", "-"}, "").exit, 2);
  EXPECT_EQ(kelvin({"import", "--from", "xml", "-"}, "").exit, 2);
  EXPECT_EQ(kelvin({"import", "--from", "ga4"}, "").exit, 2);
  EXPECT_EQ(kelvin({"import", "--from", "ga4", "/no/such/file"}).exit, 2);
  const Finished other = kelvin({"import", "--from", "ga4", "--salt", "x", "-"}, "");
  EXPECT_EQ(other.exit, 2);
  EXPECT_NE(other.err.find("--salt is for --from access-log"), std::string::npos) << other.err;
  EXPECT_FALSE(std::filesystem::exists("x"));
  EXPECT_EQ(kelvin({"import", "--from", "csv", "--visitor", "a", "--time", "b", "--event", "c",
                    "--time-zone", "CET", "-"})
                .exit,
            2);
}

}  // namespace
}  // namespace kelvin::testing
