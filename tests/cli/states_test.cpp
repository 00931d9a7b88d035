// --state-in and --state-out: today's log on yesterday's states gives what the whole log gives.
#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

std::string bytes_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// Views of many visitors in time's order, with ids that come twice, and somebody who is named.
std::vector<std::string> views(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string visitor = "v" + std::to_string(random() % 40);
    const std::string id = std::to_string(random() % 10 == 0 ? i / 2 : i);
    const auto minute = static_cast<int>(i * 44'000 / count);  // within the month
    char time[40];
    std::snprintf(time, sizeof time, "2026-03-%02d-%02d:%02d", 1 + minute / 1440, minute / 60 % 24,
                  minute % 60);
    time[10] = 'T';
    lines.push_back(R"({"type":"page","messageId":"m)" + id + R"(","anonymousId":")" + visitor +
                    R"(","timestamp":")" + time + R"(:00Z","properties":{"path":"/pricing/x"}})" +
                    "\n");
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += lines[i];
  return out;
}

/// Warm for two days, then left in silence; told each time.
constexpr std::string_view kCooling = R"({
  "kelvin": 1, "id": "cooling", "version": "1", "pages": {"pricing": ["/pricing/**"]},
  "scores": [{"id": "s", "range": [0, 100],
    "inactivity": {"mode": "replace", "steps": [{"after": "1d", "points": -50}]},
    "rules": [{"id": "view", "on": "page", "where": {"page.group": "pricing"}, "points": 9,
               "limit": {"times": 4, "per": "visit"}, "decay": {"half_life": "20d"}},
              {"id": "often", "on": "page", "count": {"at_least": 5, "within": "2d"}, "points": 20,
               "limit": {"times": 2, "per": "3d"}}]}],
  "segments": [{"id": "warm", "when": {"scores.s": {"$gte": 30}}, "leave": {"scores.s": {"$lt": 20}}}],
  "triggers": [{"id": "came", "when": {"enter": "warm"}, "to": ["crm"]},
               {"id": "went", "when": {"leave": "warm"}, "to": ["crm"]}],
  "destinations": [{"id": "crm", "url": "https://crm.example/hook"}]
})";

class States : public ::testing::Test {
 protected:
  Arguments with(Arguments command, const Arguments& more) const {
    command.insert(command.end(), {"--model", model_});
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  Finished run(const Arguments& command, const Arguments& more) const {
    return kelvin(with(command, more));
  }

  Folder folder_;
  std::string model_ = folder_.file("m.json", kCooling);
  std::string states_ = folder_.path("states");
};

TEST_F(States, DayByDayGivesWhatTheWholeLogGives) {
  const auto lines = views(1500, 7);
  const std::string whole = folder_.file("whole", joined(lines, 0, lines.size()));
  for (const Arguments& more :
       {Arguments{}, Arguments{"--tick", "6h"}, Arguments{"--threads", "3"}}) {
    std::mt19937 random(static_cast<unsigned>(more.size()));
    for (const char* command : {"score", "replay"}) {
      Arguments all = more;
      all.push_back(whole);
      const Finished right = run({command}, all);
      std::string last, told;
      Arguments days;
      for (std::size_t from = 0; from < lines.size();) {
        const std::size_t to = std::min(lines.size(), from + 1 + random() % 500);
        Arguments day = more;
        if (from > 0) day.insert(day.end(), {"--state-in", states_});
        day.insert(day.end(),
                   {"--state-out", states_, folder_.file("day", joined(lines, from, to))});
        const Finished got = run({command}, day);
        ASSERT_EQ(got.exit, 0) << got.err;
        days.push_back(folder_.file("out" + std::to_string(from), got.out));
        last = got.out;
        from = to;
      }
      if (std::string_view(command) == "score") {
        EXPECT_EQ(last, right.out);
        continue;
      }
      // What closing ticks told of a day, the next day tells again, alike: merged it stands once.
      Arguments merge = {"merge"};
      merge.insert(merge.end(), days.begin(), days.end());
      EXPECT_GT(kelvin::testing::lines(right.out).size(), 20U);
      EXPECT_EQ(kelvin(merge).out, right.out);
    }
  }
}

TEST_F(States, WhatADayDidNotTouchIsLeftOutOnlyIfAskedFor) {
  const auto lines = views(200, 1);
  run({"score"}, {"--state-out", states_, folder_.file("log", joined(lines, 0, 200))});
  const std::string day = folder_.file("day", page("new", 50));
  const Finished all = run({"score"}, {"--state-in", states_, day});
  EXPECT_EQ(all.exit, 0) << all.err;
  const Finished changed = run({"score"}, {"--state-in", states_, "--changed", day});
  EXPECT_EQ(kelvin::testing::lines(changed.out).size(), 1U);
  EXPECT_EQ(kelvin::testing::lines(all.out).size(), 41U);
  EXPECT_NE(all.out.find(changed.out), std::string::npos);
  const Finished alone = run({"score"}, {"--state-in", states_});
  EXPECT_EQ(kelvin::testing::lines(alone.out).size(), 40U);
}

TEST_F(States, AFileThatWasChangedOrCutIsRefusedWhole) {
  const auto lines = views(300, 3);
  run({"score"}, {"--state-out", states_, folder_.file("log", joined(lines, 0, 300))});
  const std::string good = bytes_of(states_);
  const std::string day = folder_.file("day", page("v1", 0));
  std::mt19937 random(5);
  for (int i = 0; i < 40; ++i) {
    std::string bytes = good;
    if (i % 2 == 0) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    } else {
      bytes.resize(random() % bytes.size());
    }
    const std::string broken = folder_.file("broken", bytes);
    const Finished got = run({"score"}, {"--state-in", broken, "--state-out", broken, day});
    EXPECT_EQ(got.exit, 2) << i;
    EXPECT_EQ(got.out, "");
    EXPECT_NE(got.err.find("broken: "), std::string::npos) << got.err;
    EXPECT_EQ(bytes_of(broken), bytes);
  }
  EXPECT_EQ(run({"score"}, {"--state-in", day}).exit, 2);
  EXPECT_EQ(run({"score"}, {"--state-in", folder_.path("none")}).exit, 2);
}

TEST_F(States, StandUntilAllThatWasMadeOfTheDayIsTold) {
  run({"score"}, {"--state-out", states_, folder_.file("log", page("a", 0))});
  const std::string former = bytes_of(states_);
  const std::string day = folder_.file("day", page("b", 10));
  // The second log turns out to be none.
  const Arguments again = {"--state-in", states_, "--state-out", states_, day};
  Arguments broken = again;
  broken.push_back("-");
  EXPECT_EQ(kelvin(with({"score"}, broken), "a,b\n1,2\n").exit, 2);
  EXPECT_EQ(bytes_of(states_), former);
  // The disk is full.
  std::string full = KELVIN_EXECUTABLE;
  for (const std::string& word : with({"score"}, again)) full += " " + word;
  EXPECT_NE(std::system((full + " >/dev/full 2>/dev/null").c_str()), 0);
  EXPECT_EQ(bytes_of(states_), former);
  EXPECT_FALSE(std::filesystem::exists(states_ + ".new"));
  EXPECT_EQ(run({"score"}, again).exit, 0);
  EXPECT_NE(bytes_of(states_), former);
}

TEST_F(States, WhatWasMadeOtherwiseIsRefusedWithTheDifference) {
  const std::string log = folder_.file("log", page("a", 0) + page("a", 40));
  run({"replay"}, {"--tick", "1d", "--state-out", states_, log});
  EXPECT_NE(run({"replay"}, {"--tick", "1h", "--state-in", states_, log})
                .err.find("it was made with --tick 1d, this is with --tick 1h"),
            std::string::npos);
  EXPECT_NE(run({"replay"}, {"--state-in", states_, log}).err.find("this is with no --tick"),
            std::string::npos);
  EXPECT_NE(run({"replay"}, {"--tick", "1d", "--stitch", "--state-in", states_, log})
                .err.find("made without --stitch"),
            std::string::npos);
  EXPECT_NE(run({"replay"}, {"--tick", "1d", "--at", "2026-03-01T10:30:00Z", "--state-in", states_})
                .err.find("its newest event is of 2026-03-01T10:40:00.000Z"),
            std::string::npos);
  const std::string other = folder_.file("other.json", kModel);
  const Finished got =
      kelvin({"replay", "--model", other, "--tick", "1d", "--state-in", states_, log});
  EXPECT_EQ(got.exit, 2);
  EXPECT_NE(got.err.find("states of the model \"cooling\""), std::string::npos) << got.err;
}

TEST_F(States, AChangedModelKeepsWhatFitsAndSaysWhatItDropped) {
  const auto lines = views(300, 9);
  const std::string log = folder_.file("log", joined(lines, 0, 300));
  run({"score"}, {"--state-out", states_, log});
  std::string text(kCooling);
  text.replace(text.find("\"often\""), 7, "\"regular\"");
  model_ = folder_.file("changed.json", text);
  const Finished only_read = run({"score"}, {"--state-in", states_, "--changed"});
  const Finished got = run({"score"}, {"--state-in", states_, "--state-out", states_});
  EXPECT_EQ(got.exit, 0);
  EXPECT_NE(got.err.find("the model has no rule often any more; dropped of "), std::string::npos);
  EXPECT_EQ(got.err, only_read.err);
  // It is the changed model's now.
  const Finished again = run({"score"}, {"--state-in", states_});
  EXPECT_EQ(again.err, "");
  EXPECT_EQ(again.out, got.out);
}

TEST_F(States, WhoIsPresentWhereGoesOn) {
  const auto event = [](const std::string& who, int minute) {
    return R"({"type":"page",)" + who + R"(,"messageId":"m)" + std::to_string(minute) +
           R"(","timestamp":"2026-03-01T10:)" + std::to_string(minute) + ":00Z\"}\n";
  };
  const std::string first = event(R"("anonymousId":"phone","userId":"u")", 10) +
                            event(R"("anonymousId":"desk","userId":"u")", 11);
  const std::string second = event(R"("userId":"u")", 12) +
                             event(R"("anonymousId":"desk","userId":"w")", 13) +
                             event(R"("userId":"u")", 14);
  const Finished whole = run({"score"}, {"--stitch", folder_.file("whole", first + second)});
  EXPECT_EQ(kelvin::testing::lines(whole.out).size(), 2U);
  run({"score"}, {"--stitch", "--state-out", states_, folder_.file("first", first)});
  const Finished got =
      run({"score"}, {"--stitch", "--state-in", states_, folder_.file("second", second)});
  EXPECT_EQ(got.out, whole.out) << got.err;
}

TEST_F(States, WhoIsForgottenIsInNoFile) {
  const std::string others = page("a", 1) + page("b", 2);
  const std::string person =
      R"({"type":"page","anonymousId":"phone","userId":"u","messageId":"m1","timestamp":"2026-03-01T10:01:00Z"})"
      "\n"
      R"({"type":"page","userId":"u","messageId":"m2","timestamp":"2026-03-01T10:02:00Z"})"
      "\n";
  run({"score"}, {"--stitch", "--state-out", states_, folder_.file("log", person + others)});
  run({"score"}, {"--stitch", "--state-out", folder_.path("right"), folder_.file("rest", others)});
  const Finished got = kelvin({"forget", "--visitor", "u", "--state", states_});
  EXPECT_EQ(got.exit, 0) << got.err;
  EXPECT_NE(got.err.find("1 visitors removed"), std::string::npos) << got.err;
  EXPECT_EQ(bytes_of(states_), bytes_of(folder_.path("right")));
  // Elsewhere, where a folder is named.
  kelvin({"forget", "--visitor", "a", "--state", states_, "--out", folder_.path("clean")});
  EXPECT_EQ(bytes_of(states_), bytes_of(folder_.path("right")));
  EXPECT_EQ(kelvin::testing::lines(
                run({"score"}, {"--stitch", "--state-in", folder_.path("clean/states")}).out)
                .size(),
            1U);
  EXPECT_EQ(kelvin({"forget", "--visitor", "u"}).exit, 2);
}

TEST_F(States, AsJsonAndBackTheyAreTheSameBytes) {
  const auto lines = views(300, 11);
  run({"score"}, {"--state-out", states_, folder_.file("log", joined(lines, 0, 300))});
  const Finished json = run({"states"}, {states_});
  EXPECT_EQ(kelvin::testing::lines(json.out).size(), 40U);
  const std::string made = folder_.path("made");
  const Finished back = run({"states"}, {"--make", made, folder_.file("lines", json.out)});
  EXPECT_EQ(back.exit, 0) << back.err;
  EXPECT_EQ(bytes_of(made), bytes_of(states_));
  const Finished one = run({"states"}, {"--visitor", "v7", states_});
  EXPECT_NE(json.out.find(one.out), std::string::npos);
  EXPECT_EQ(run({"states"}, {"--visitor", "nobody", states_}).exit, 2);
  const auto all = kelvin::testing::lines(json.out);
  const Finished unsorted =
      run({"states"}, {"--make", made, folder_.file("turned", all[1] + "\n" + all[0] + "\n")});
  EXPECT_EQ(unsorted.exit, 2);
  EXPECT_NE(unsorted.err.find("turned:2: "), std::string::npos) << unsorted.err;
}

TEST_F(States, KilledAtAnyMomentTheFileIsTheFormerOrTheNew) {
  constexpr int kKills = 100;
  const auto visitors = [](int from, int to) {
    std::string log;
    for (int i = from; i < to; ++i) log += page("visitor " + std::to_string(i), i % 50);
    return log;
  };
  const std::string second = folder_.file("second", visitors(2000, 6000));
  run({"score"}, {"--state-out", states_, folder_.file("first", visitors(0, 4000))});
  const std::string former = bytes_of(states_);
  const std::string out = folder_.path("new");
  const auto began = std::chrono::steady_clock::now();
  run({"score"}, {"--state-in", states_, "--state-out", out, second});
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  const std::string latter = bytes_of(out);
  ASSERT_TRUE(former != latter);
  std::mt19937 random(17);
  const auto moments = static_cast<unsigned>(took.count() * 5 / 4);
  int new_ones = 0;
  for (int i = 0; i < kKills; ++i) {
    folder_.file("states", former);
    Background run(with({"score"}, {"--state-in", states_, "--state-out", states_, second}));
    ::usleep(static_cast<useconds_t>(random() % moments));
    run.end(SIGKILL);
    const std::string left = bytes_of(states_);
    EXPECT_TRUE(left == former || left == latter) << i;
    if (left == latter) ++new_ones;
  }
  RecordProperty("new", new_ones);
}

}  // namespace
}  // namespace kelvin::testing
