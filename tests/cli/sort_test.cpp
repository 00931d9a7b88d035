// Events out of order: said, how many and by how much; and put in order by --sort, in memory or on
// disk, with the same bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>

#include "process.h"
#include "replay/remarks.h"
#include "samples.h"
#include "sort/sorted_runs.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

class Order : public ::testing::Test {
 protected:
  Finished run(const Arguments& rest, std::string_view input = "") const {
    Arguments all = {rest.at(0), "--model", model_};
    all.insert(all.end(), rest.begin() + 1, rest.end());
    return kelvin(all, input);
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
};

/// A point for the first page, two for each visit: the order decides how many visits there are.
constexpr std::string_view kVisits = R"({
  "kelvin": 1, "id": "visits", "version": "1",
  "scores": [{"id": "s", "rules": [
    {"id": "first", "on": "page", "points": 1, "limit": 1},
    {"id": "visit", "on": "visit", "points": 2}]}]
})";

constexpr const char* kAdvice = ": --sort puts each visitor's events in order\n";

TEST_F(Order, LogsNamedInTheWrongOrderAreSaidAndSorted) {
  const std::string model = folder_.file("visits.json", kVisits);
  const std::string early = folder_.file("1", page("v", 0) + page("v", 60));
  const std::string late = folder_.file("2", page("v", 120));
  const auto score = [&](const Arguments& rest) {
    Arguments all = {"score", "--model", model};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all);
  };
  const Finished right = score({early, late});
  EXPECT_EQ(json::parse(right.out).at("scores").at("s"), 7);  // 1 + three visits of 2
  EXPECT_EQ(right.err, "");
  const Finished wrong = score({late, early});
  EXPECT_EQ(json::parse(wrong.out).at("scores").at("s"), 3);  // all at one moment: one visit
  EXPECT_EQ(wrong.exit, 0);
  EXPECT_EQ(wrong.err,
            "2 events of 1 visitor were older than their visitor's last, by up to 2h, and were "
            "taken at its time" +
                std::string(kAdvice));
  for (const char* threads : {"1", "2", "7"}) {
    EXPECT_EQ(score({"--threads", threads, late, early}).err, wrong.err);
    const Finished sorted = score({"--sort", "--threads", threads, late, early});
    EXPECT_EQ(sorted.out, right.out);
    EXPECT_EQ(sorted.err, "");
    EXPECT_EQ(sorted.exit, 0);
  }
}

TEST_F(Order, EventsAndTheirVisitorsAreCountedDuplicatesAndBadLinesAreNot) {
  const std::string screen =
      R"({"type":"screen","anonymousId":"v","timestamp":")" + at(0) + "\"}\n";
  const std::string log = folder_.file(
      "log", page("v", 5) + page("w", 9) + page("v", 3) + page("v", 3) + "bad\n" + page("v", 5) +
                 page("w", 8) + page("u", 0) + page("u", 0) + screen + page("v", 4));
  for (const char* threads : {"1", "3"}) {
    const Finished scored = run({"score", "--threads", threads, log});
    EXPECT_EQ(scored.exit, 3);
    EXPECT_EQ(lines(scored.err).back() + "\n",
              "3 events of 2 visitors were older than their visitor's last, by up to 2m, and were "
              "taken at its time" +
                  std::string(kAdvice));
  }
  // One that --at leaves out is not late, and makes none late.
  EXPECT_EQ(run({"score", "--at", at(4), folder_.file("at", page("v", 5) + page("v", 3))}).err, "");
  EXPECT_EQ(run({"score", folder_.file("one", page("v", 5) + page("v", 4))}).err,
            "1 event of 1 visitor was older than the visitor's last, by up to 1m, and was taken at "
            "its time" +
                std::string(kAdvice));
  EXPECT_EQ(
      run({"score", folder_.file("none", page("v", 4) + page("v", 4, "/a") + page("w", 1))}).err,
      "");
}

TEST_F(Order, EveryCommandThatReplaysSaysItAndSorts) {
  const std::string mixed = folder_.file("log", page("v", 2) + page("v", 1) + page("v", 0));
  const std::string sorted = folder_.file("sorted", page("v", 0) + page("v", 1) + page("v", 2));
  json model = json::parse(kModel);
  model["account"] = {{"key", "profile.company.id"}, {"score", "interest"}};
  const std::string accounts = folder_.file("accounts.json", model.dump());
  const std::string claims = folder_.file("claims", run({"replay", sorted}).out);
  for (const Arguments& command : std::vector<Arguments>{{"score"},
                                                         {"replay"},
                                                         {"explain", "--visitor", "v"},
                                                         {"verify", "--claims", claims},
                                                         {"accounts", "--model", accounts}}) {
    const auto of = [&](const Arguments& rest) {
      Arguments all = command;
      if (command[0] != "accounts") all.insert(all.end(), {"--model", model_});
      all.insert(all.end(), rest.begin(), rest.end());
      return kelvin(all);
    };
    EXPECT_NE(of({mixed}).err.find("2 events of 1 visitor were older"), std::string::npos)
        << command[0] << of({mixed}).err;
    EXPECT_EQ(of({"--sort", mixed}).err, "") << command[0];
    EXPECT_EQ(of({"--sort", mixed}).out, of({sorted}).out) << command[0];
    EXPECT_EQ(of({"--sort", mixed}).exit, 0) << command[0];
  }
}

/// Lines with their times, in no order; several share one.
struct Timed {
  int minute;
  std::string line;
};
std::vector<Timed> shuffled() {
  std::mt19937 random(5);
  std::vector<Timed> all;
  for (int i = 0; i < 3000; ++i) {
    const int minute = static_cast<int>(random() % 700);
    std::string line = page("v-" + std::to_string(random() % 20), minute,
                            (i % 3 == 0 ? "/pricing/" : "/") + std::to_string(i));
    line.replace(line.find("\"messageId\":\"") + 13, 0, std::to_string(i) + "-");
    all.push_back({minute, line});
  }
  return all;
}
std::string joined(const std::vector<Timed>& all, std::size_t from = 0,
                   std::size_t to = std::string::npos) {
  std::string out;
  for (std::size_t i = from; i < std::min(to, all.size()); ++i) out += all[i].line;
  return out;
}

/// Lets temporary files go to a folder of the test's own.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& path) { setenv("TMPDIR", path.c_str(), 1); }
  ~TemporaryFolder() { unsetenv("TMPDIR"); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

TEST_F(Order, SortingOnDiskGivesTheSameBytesAsInMemoryAndLeavesNothing) {
  const std::vector<Timed> mixed = shuffled();
  std::vector<Timed> in_order = mixed;
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const Timed& a, const Timed& b) { return a.minute < b.minute; });
  const std::string log = folder_.file("log", joined(mixed));
  const std::string first = folder_.file("1", joined(mixed, 0, 1000));
  const std::string second = folder_.gzip("2", joined(mixed, 1000, 2000));
  const std::string sorted = folder_.file("sorted", joined(in_order));
  const std::string scratch = std::filesystem::path(folder_.file("scratch/x", "")).parent_path();
  const TemporaryFolder temporary(scratch);
  for (const char* command : {"score", "replay", "trace"}) {
    const Finished wanted = run({command, sorted});
    ASSERT_GT(lines(wanted.out).size(), 19U);
    EXPECT_EQ(run({command, "--sort", log}).out, wanted.out);
    for (const char* bytes : {"1", "700", "20000", "200000", "400000"}) {
      for (const char* threads : {"1", "3"}) {
        const Finished spilled =
            run({command, "--sort", "--sort-bytes", bytes, "--threads", threads, log});
        EXPECT_TRUE(spilled.out == wanted.out) << command << " " << bytes << " " << threads;
        EXPECT_EQ(spilled.err, "");
      }
      const Finished parts =
          run({command, "--sort", "--sort-bytes", bytes, first, second, "-"}, joined(mixed, 2000));
      EXPECT_TRUE(parts.out == wanted.out) << command << " " << bytes;
    }
  }
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(scratch)) {
    left.push_back(entry.path().filename());
  }
  EXPECT_EQ(left, std::vector<std::string>{"x"});
}

TEST_F(Order, WithoutRoomOnDiskNothingIsScored) {
  const std::string log = folder_.file("log", joined(shuffled()));
  const TemporaryFolder temporary(folder_.path("none"));
  const Finished spilled = run({"score", "--sort", "--sort-bytes", "1000", log});
  EXPECT_EQ(spilled.exit, 2);
  EXPECT_EQ(spilled.out, "");
  EXPECT_NE(spilled.err.find("TMPDIR"), std::string::npos) << spilled.err;
  EXPECT_EQ(run({"score", "--sort", log}).exit, 0) << "what fits into memory needs no disk";
}

TEST_F(Order, ABadLineKeepsItsFileAndNumber) {
  const std::string one = folder_.file("one", page("v", 9) + "\nbad\n" + page("v", 3) + "worse");
  const std::string two = folder_.gzip("two", "[]x\n" + page("v", 1));
  for (const char* bytes : {"1", "1000000"}) {
    const Finished sorted = run({"score", "--sort", "--sort-bytes", bytes, one, two});
    EXPECT_EQ(sorted.exit, 3);
    ASSERT_EQ(lines(sorted.err).size(), 3U) << sorted.err;
    EXPECT_TRUE(lines(sorted.err)[0].starts_with(one + ":3: bad_json")) << sorted.err;
    EXPECT_TRUE(lines(sorted.err)[1].starts_with(one + ":5: bad_json")) << sorted.err;
    EXPECT_TRUE(lines(sorted.err)[2].starts_with(two + ":1: bad_json")) << sorted.err;
    EXPECT_EQ(json::parse(sorted.out).at("events"), 3);
  }
  std::filesystem::resize_file(two, std::filesystem::file_size(two) - 4);
  EXPECT_NE(run({"score", "--sort", one, two}).err.find("cut off"), std::string::npos);
}

TEST_F(Order, TheOrderIsThatOfTheTimesAsTheyAreTaken) {
  // What claims to be of the year after counts as of its receivedAt: before minute 5.
  const std::string ahead =
      R"({"type":"page","messageId":"x","anonymousId":"v","timestamp":"2027-03-01T10:00:00Z","receivedAt":")" +
      at(3) + "\"}\n";
  const std::string log = folder_.file("log", page("v", 5) + ahead + page("v", 1));
  const Finished traced = run({"trace", "--sort", log});
  EXPECT_EQ(traced.err, "");
  const json scored = json::parse(run({"score", "--sort", log}).out);
  EXPECT_EQ(scored.at("last"), at(5));
  EXPECT_EQ(scored.at("first"), at(1));
  // And what --at leaves out is decided by the same time.
  EXPECT_EQ(json::parse(run({"score", "--sort", "--at", at(3), log}).out).at("events"), 2);
}

/// Sorted first, then stitched in the order of the times: whose userId it was by then.
TEST_F(Order, StitchingSeesTheSortedEvents) {
  const auto identify = [](const std::string& visitor, int minute) {
    return R"({"type":"identify","messageId":"i)" + visitor + R"(","anonymousId":")" + visitor +
           R"(","userId":"u","timestamp":")" + at(minute) + "\"}\n";
  };
  const std::string signup =
      R"({"type":"track","event":"Signed Up","userId":"u","timestamp":")" + at(5) + "\"}\n";
  const std::string log = folder_.file("log", signup + identify("late", 8) + identify("early", 2));
  for (const char* threads : {"1", "2", "5"}) {
    for (const char* bytes : {"1", "1000000"}) {
      const Finished sorted =
          run({"score", "--sort", "--sort-bytes", bytes, "--stitch", "--threads", threads, log});
      ASSERT_EQ(lines(sorted.out).size(), 2U) << sorted.out;
      const json early = json::parse(lines(sorted.out)[0]);
      EXPECT_EQ(early.at("visitor"), "early");
      EXPECT_EQ(early.at("scores").at("interest"), 25);
    }
    EXPECT_EQ(lines(run({"score", "--stitch", "--threads", threads, log}).out).size(), 3U)
        << "in the log's order nobody had the userId yet";
  }
}

TEST(SortedRuns, OfOneTimeTheFirstAddedComesFirst) {
  std::mt19937 random(17);
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{60}, std::size_t{5000}}) {
    native::SortedRuns runs(bytes);
    std::vector<std::pair<std::int64_t, std::string>> wanted;
    for (int i = 0; i < 500; ++i) {
      const auto time = static_cast<std::int64_t>(random() % 9) - 4;
      std::string line =
          std::to_string(i) + std::string(random() % 4 == 0 ? random() % 50'000 : 0, 'x');
      if (random() % 5 == 0) line.clear();
      runs.add(Instant{time}, line);
      wanted.emplace_back(time, line);
    }
    runs.finish();
    EXPECT_GT(runs.on_disk(), 0U);
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string_view line;
    for (const auto& [time, text] : wanted) {
      ASSERT_TRUE(runs.next(line));
      ASSERT_TRUE(line == text);
    }
    EXPECT_FALSE(runs.next(line));
    EXPECT_FALSE(runs.next(line));
  }
}

TEST(Remarks, DurationsHaveTheirTwoLargestUnits) {
  EXPECT_EQ(native::in_words({250}), "250ms");
  EXPECT_EQ(native::in_words({1000}), "1s");
  EXPECT_EQ(native::in_words({61'500}), "1m 1s");
  EXPECT_EQ(native::in_words({3'600'000}), "1h");
  EXPECT_EQ(native::in_words({3'605'000}), "1h");
  EXPECT_EQ(native::in_words({59 * 86'400'000LL + 3 * 3'600'000}), "59d 3h");
}

}  // namespace
}  // namespace kelvin::testing
