// kelvin partition and merge: any split by visitor gives what the whole log gives.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

class Parts : public ::testing::Test {
 protected:
  /// Parts the log into `count`; their paths.
  Arguments part(const std::string& log, int count, const Arguments& more = {}) {
    Arguments command = {"partition", "-n", std::to_string(count), "--out", folder_.path("parts")};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back(log);
    const Finished got = kelvin(command);
    EXPECT_EQ(got.exit, 0) << got.err;
    told_ = nlohmann::json::parse(got.out);
    const bool gzip = !more.empty() && more.front() == "--gzip";
    Arguments paths;
    for (int i = 0; i < count; ++i) {
      paths.push_back(
          folder_.path("parts/part-000" + std::to_string(i) + ".ndjson" + (gzip ? ".gz" : "")));
    }
    return paths;
  }
  /// What a command prints of each part, merged.
  std::string merged(const Arguments& parts, Arguments command) {
    command.insert(command.end(), {"--model", model_, "--at", told_["newest"].get<std::string>()});
    Arguments merge = {"merge"};
    for (const std::string& path : parts) {
      Arguments one = command;
      one.push_back(path);
      merge.push_back(folder_.file("out" + std::to_string(merge.size()), kelvin(one).out));
    }
    const Finished got = kelvin(merge);
    EXPECT_EQ(got.exit, 0) << got.err;
    return got.out;
  }
  std::string whole(Arguments command, const std::string& log) {
    command.insert(command.end(), {"--model", model_, log});
    return kelvin(command).out;
  }

  Folder folder_;
  std::string model_ = folder_.file("m.json", kModel);
  nlohmann::json told_;
};

std::string many() {
  std::string log;
  for (int i = 0; i < 60; ++i) log += page("visitor " + std::to_string(i * 7 % 23), i % 50);
  return log;
}

TEST_F(Parts, GiveWhatTheWholeGives) {
  const std::string log = folder_.file("log", many());
  const Arguments parts = part(log, 5);
  EXPECT_EQ(told_["lines"], 60);
  for (const Arguments& command : {Arguments{"score"}, Arguments{"score", "--out", "csv"},
                                   Arguments{"replay", "--requests"}}) {
    const std::string right = whole(command, log);
    EXPECT_GT(lines(right).size(), 1U);
    EXPECT_EQ(merged(parts, command), right) << command.back();
  }
}

TEST_F(Parts, AsGzipToo) {
  const std::string log = folder_.file("log", many());
  EXPECT_EQ(merged(part(log, 3, {"--gzip"}), {"score"}), whole({"score"}, log));
}

TEST_F(Parts, BadLinesGoToTheFirstAndNothingIsWrittenOver) {
  const std::string log =
      folder_.file("log", "no json\n" + page("a", 1) + "{\"type\":\"screen\"}\n");
  const Arguments parts = part(log, 4);
  EXPECT_EQ(told_["bad"], 1);
  const Finished first = kelvin({"score", "--model", model_, parts[0]});
  EXPECT_EQ(first.exit, 3);
  const Finished again = kelvin({"partition", "-n", "4", "--out", folder_.path("parts"), log});
  EXPECT_EQ(again.exit, 2);
  EXPECT_NE(again.err.find("name a new or an empty folder"), std::string::npos) << again.err;
}

TEST_F(Parts, ByUserKeepsTogetherWhatIsStitched) {
  const auto event = [](const char* who, int minute) {
    char line[200];
    std::snprintf(line, sizeof line,
                  R"({"type":"page",%s,"messageId":"m%d","timestamp":"2026-03-01T10:%02d:00Z"})"
                  "\n",
                  who, minute, minute);
    return std::string(line);
  };
  std::string text;
  for (int i = 0; i < 8; ++i) {
    const std::string n = std::to_string(i);
    text += event((R"("anonymousId":"device )" + n + R"(","userId":"user )" + n + "\"").c_str(), i);
    text += event((R"("userId":"user )" + n + "\"").c_str(), 10 + i);
  }
  const std::string log = folder_.file("log", text);
  const Arguments parts = part(log, 6, {"--by", "user"});
  EXPECT_EQ(merged(parts, {"score", "--stitch"}), whole({"score", "--stitch"}, log));
  EXPECT_EQ(lines(whole({"score", "--stitch"}, log)).size(), 8U);
  const Finished pipe =
      kelvin({"partition", "--by", "user", "-n", "2", "--out", folder_.path("x"), "-"}, text);
  EXPECT_EQ(pipe.exit, 2);
}

TEST_F(Parts, MergeRefusesWhatHasNoOrder) {
  const std::string log = folder_.file("log", many());
  const auto rows = lines(whole({"score"}, log));
  const std::string turned = folder_.file("turned", rows[1] + "\n" + rows[0] + "\n");
  const Finished got = kelvin({"merge", turned});
  EXPECT_EQ(got.exit, 2);
  EXPECT_NE(got.err.find("turned:2: "), std::string::npos) << got.err;
  EXPECT_EQ(kelvin({"merge", folder_.file("other", "{\"a\":1}\n")}).exit, 2);
  const std::string csv = folder_.file("csv", whole({"score", "--out", "csv"}, log));
  EXPECT_EQ(kelvin({"merge", csv, folder_.file("rows", rows[0] + "\n")}).exit, 2);
}

TEST_F(Parts, StatesOfPartsMergeToThoseOfTheWhole) {
  const std::string log = folder_.file("log", many());
  Arguments merge = {"merge", "--state-out", folder_.path("all")};
  for (const std::string& path : part(log, 4)) {
    merge.push_back(path + ".states");
    kelvin({"score", "--model", model_, "--at", told_["newest"].get<std::string>(), "--state-out",
            merge.back(), path});
  }
  EXPECT_EQ(kelvin(merge).exit, 0);
  EXPECT_EQ(kelvin({"score", "--model", model_, "--state-in", folder_.path("all")}).out,
            whole({"score"}, log));
  merge.push_back(merge.back());
  const Finished twice = kelvin(merge);
  EXPECT_EQ(twice.exit, 2);
  EXPECT_NE(twice.err.find("is in another file, too"), std::string::npos) << twice.err;
}

/// A company's visitors are in several parts, so only the states of all tell what it is.
TEST_F(Parts, AccountsAreToldFromTheMergedStates) {
  std::string text(kModel);
  text.insert(text.rfind('}'), R"(, "account": {"key": "profile.company.id", "score": "interest",
    "combine": "sum", "range": [0, 1000]})");
  model_ = folder_.file("m.json", text);
  std::string log;
  for (int i = 0; i < 40; ++i) {
    const std::string who = "visitor " + std::to_string(i % 20);
    log += page(who, i);
    log += R"({"type":"group","groupId":"company )" + std::to_string(i % 3) +
           R"(","anonymousId":")" + who + R"(","messageId":"g)" + std::to_string(i) +
           R"(","timestamp":")" + at(i) + "\"}\n";
  }
  const std::string whole_log = folder_.file("log", log);
  Arguments merge = {"merge", "--state-out", folder_.path("all")};
  for (const std::string& path : part(whole_log, 4)) {
    merge.push_back(path + ".states");
    kelvin({"score", "--model", model_, "--state-out", merge.back(), path});
  }
  EXPECT_EQ(kelvin(merge).exit, 0);
  const std::string right = whole({"accounts"}, whole_log);
  EXPECT_EQ(lines(right).size(), 3U);
  EXPECT_EQ(kelvin({"accounts", "--model", model_, "--state-in", folder_.path("all")}).out, right);
}

}  // namespace
}  // namespace kelvin::testing
