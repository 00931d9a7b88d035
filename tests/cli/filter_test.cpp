// kelvin between two programs: what it prints comes as it is known, it says nothing else, and it
// ends when nobody reads it any more.
#include <gtest/gtest.h>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <random>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

class Filters : public ::testing::Test {
 protected:
  Arguments with(Arguments command) const {
    command.insert(command.end(), {"--model", model_, "-"});
    return command;
  }

  Folder folder_;
  std::string model_ = folder_.file("m.json", kModel);
};

std::string sorted(std::string_view text) {
  auto all = lines(text);
  std::sort(all.begin(), all.end());
  std::string out;
  for (const std::string& line : all) out += line + "\n";
  return out;
}

/// Three views make a visitor hot, and a message go out.
std::string heat(const std::string& visitor, int minute) {
  return page(visitor, minute) + page(visitor, minute + 1) + page(visitor, minute + 2);
}

TEST_F(Filters, EachMessageIsThereWhenItsEventHasCome) {
  Filter run(with({"replay", "--requests", "--follow"}));
  run.give(heat("a", 0) + page("b", 3));
  EXPECT_NE(run.line().find(R"("visitor":"a")"), std::string::npos);
  run.give(page("b", 4));
  // Half a line is none yet, and its end completes it.
  const std::string last = page("b", 5);
  run.give(last.substr(0, 30));
  run.give(last.substr(30) + page("c", 6));
  EXPECT_NE(run.line().find(R"("visitor":"b")"), std::string::npos);
  const Finished end = run.finish();
  EXPECT_EQ(end.exit, 0);
  EXPECT_EQ(end.out + end.err, "");
}

TEST_F(Filters, ALastLineWithoutItsNewlineIsNotLost) {
  std::string log = heat("a", 0);
  log.pop_back();
  for (const Arguments& command :
       {Arguments{"replay", "--follow"}, Arguments{"replay"}, Arguments{"score"}}) {
    Filter run(with(command));
    run.give(log);
    const Finished end = run.finish();
    EXPECT_EQ(lines(end.out).size(), 1U) << command.back();
    EXPECT_EQ(end.exit, 0);
  }
}

TEST_F(Filters, MessagesThatAreFollowedAreThoseOfTheWholeLog) {
  std::mt19937 random(3);
  std::string log;
  for (int i = 0; i < 600; ++i) {
    log += page("v" + std::to_string(random() % 60), i, random() % 3 == 0 ? "/pricing/x" : "/");
  }
  for (const Arguments& more : {Arguments{}, Arguments{"--tick", "1h"}, Arguments{"--stitch"}}) {
    Arguments command = with({"replay", "--requests"});
    command.insert(command.end(), more.begin(), more.end());
    const Finished whole = kelvin(command, log);
    command.push_back("--follow");
    const Finished followed = kelvin(command, log);
    EXPECT_EQ(whole.err + followed.err, "");
    EXPECT_GT(lines(whole.out).size(), 20U);
    EXPECT_EQ(sorted(followed.out), sorted(whole.out));
    // In the order of the events that fire them, which here is that of their times.
    if (more.empty()) {
      EXPECT_EQ(followed.out, whole.out);
    }
  }
}

/// What `pigz | kelvin` gives while the other end goes on writing.
TEST_F(Filters, AGzipStreamIsFollowedByWhatItsWriterFlushed) {
  z_stream stream{};
  ASSERT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string log = heat("a", 0);
  std::array<char, 4096> packed{};
  stream.next_in = reinterpret_cast<Bytef*>(log.data());
  stream.avail_in = static_cast<uInt>(log.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = packed.size();
  ASSERT_EQ(deflate(&stream, Z_SYNC_FLUSH), Z_OK);
  const std::string_view flushed(packed.data(), packed.size() - stream.avail_out);
  Filter run(with({"replay", "--requests", "--follow"}));
  run.give(flushed);
  EXPECT_NE(run.line().find(R"("visitor":"a")"), std::string::npos);
  ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  run.give({packed.data() + flushed.size(), packed.size() - stream.avail_out - flushed.size()});
  deflateEnd(&stream);
  EXPECT_EQ(run.finish().exit, 0);
}

TEST_F(Filters, EndWithoutAWordWhenNobodyReadsThem) {
  std::string log;
  for (int i = 0; i < 4000; ++i) log += heat("visitor " + std::to_string(i), i % 50);
  for (const Arguments& command :
       {Arguments{"score"}, Arguments{"score", "--out", "csv"}, Arguments{"replay", "--requests"},
        Arguments{"replay", "--requests", "--follow"}}) {
    Filter run(with(command));
    if (command.back() == "--follow") {
      run.give(heat("first", 0));
      EXPECT_NE(run.line(), "");
      run.close_output();
      run.give(log);
    } else {
      run.give(log);
      run.close_input();
      EXPECT_NE(run.line(), "");  // more than a pipe holds is still to come
      run.close_output();
    }
    const Finished end = run.finish();
    EXPECT_EQ(end.exit, 0) << command.back();
    EXPECT_EQ(end.err, "") << command.back();
  }
}

TEST_F(Filters, WaitForNoEventToFindThatNobodyReadsThem) {
  const std::string states = folder_.path("states");
  Filter run(with({"replay", "--follow", "--state-out", states}));
  run.give(heat("a", 0));
  EXPECT_NE(run.line(), "");
  run.close_output();
  EXPECT_EQ(run.wait(), 0);  // its input is still open
  EXPECT_FALSE(std::filesystem::exists(states));
  EXPECT_FALSE(std::filesystem::exists(states + ".new"));
}

TEST_F(Filters, SayNothingOfWhatIsNotWrong) {
  const std::string late = page("a", 30) + page("a", 10) +
                           R"({"type":"page","anonymousId":"a","userId":"u","messageId":"x",)" +
                           R"("timestamp":"2026-03-01T11:00:00Z"})" + "\n" +
                           R"({"type":"page","anonymousId":"a","userId":"w","messageId":"y",)" +
                           R"("timestamp":"2026-03-01T11:01:00Z"})" + "\n";
  for (const Arguments& command :
       {Arguments{"score"}, Arguments{"replay"}, Arguments{"replay", "--follow"}}) {
    EXPECT_EQ(kelvin(with(command), late).err, "") << command.back();
    // A bad line is.
    const Finished bad = kelvin(with(command), late + "no json\n");
    EXPECT_EQ(bad.exit, 3);
    EXPECT_NE(bad.err.find("stdin:5: "), std::string::npos) << bad.err;
  }
  EXPECT_EQ(kelvin(with({"replay", "--follow", "--sort"}), late).exit, 2);
}

}  // namespace
}  // namespace kelvin::testing
