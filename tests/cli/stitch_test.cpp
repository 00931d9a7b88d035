// Stitching: a message of a userId alone goes where that user is present, and nowhere else.
#include "replay/stitch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using native::Stitcher;

class Stitch : public ::testing::Test {
 protected:
  /// The visitor that an event is of; "-" is none.
  std::string goes_to(const std::string& anonymous_id, const std::string& user_id,
                      const std::string& message_id = "", const std::string& name = "page") {
    Event event;
    event.type = name == "page" ? EventType::kPage : EventType::kTrack;
    event.name = name;
    event.anonymous_id = anonymous_id == "-" ? "" : anonymous_id;
    event.user_id = user_id == "-" ? "" : user_id;
    event.message_id = message_id;
    const std::string before = event.visitor();
    const bool changed = stitcher_.stitch(event);
    EXPECT_EQ(changed, event.visitor() != before);
    return event.visitor();
  }

  Model model_;
  Stitcher stitcher_{model_};
};

TEST_F(Stitch, GoesToThePresentPersonOfADevice) {
  EXPECT_EQ(goes_to("-", "B"), "B");
  EXPECT_EQ(goes_to("a", "B"), "a");
  EXPECT_EQ(goes_to("-", "B"), "a");
  EXPECT_EQ(goes_to("a", "-"), "a");
  EXPECT_EQ(goes_to("-", "B"), "a") << "an event without a userId changes no person";
  EXPECT_EQ(goes_to("a", "C"), "a");
  EXPECT_EQ(goes_to("-", "B"), "B") << "B is at no device any more";
  EXPECT_EQ(goes_to("-", "C"), "a");
  EXPECT_EQ(goes_to("a", "B"), "a");
  EXPECT_EQ(goes_to("-", "B"), "a");
  EXPECT_EQ(goes_to("-", "C"), "C");
}

TEST_F(Stitch, OfSeveralDevicesItIsTheOneThatToldTheUserLast) {
  goes_to("a", "B");
  goes_to("b", "B");
  EXPECT_EQ(goes_to("-", "B"), "b");
  goes_to("a", "B");
  EXPECT_EQ(goes_to("-", "B"), "a");
  goes_to("a", "C");
  EXPECT_EQ(goes_to("-", "B"), "b") << "where B still is";
  goes_to("b", "C");
  EXPECT_EQ(goes_to("-", "B"), "B");
  EXPECT_EQ(goes_to("-", "C"), "b");
}

TEST_F(Stitch, ARepeatedMessageChangesNoPerson) {
  goes_to("a", "B", "m1");
  goes_to("a", "C", "m2");
  goes_to("a", "B", "m1");  // a retry
  EXPECT_EQ(goes_to("-", "C", "m3"), "a");
  EXPECT_EQ(goes_to("-", "B", "m4"), "B");
  goes_to("a", "B", "m3");  // the id of a message that was stitched to a
  EXPECT_EQ(goes_to("-", "C"), "a");
  // The core knows the last 128 ids: m1 is new again.
  for (int i = 0; i < 128; ++i) goes_to("a", "-", "p" + std::to_string(i));
  goes_to("a", "B", "m1");
  EXPECT_EQ(goes_to("-", "B"), "a");
}

TEST_F(Stitch, NeitherTicksNorIgnoredTypesTellWhoIsThere) {
  goes_to("a", "B");
  goes_to("a", "C", "", "Tick");
  EXPECT_EQ(goes_to("-", "B"), "a");
  Event screen;
  screen.anonymous_id = "a";
  screen.user_id = "C";
  EXPECT_FALSE(stitcher_.stitch(screen));
  EXPECT_EQ(goes_to("-", "B"), "a");
}

TEST_F(Stitch, AnAliasGivesThePersonAnotherUserId) {
  const auto alias = [this](const std::string& anonymous_id, const std::string& from,
                            const std::string& to) {
    Event event;
    event.type = EventType::kAlias;
    event.anonymous_id = anonymous_id;
    event.previous_id = from;
    event.user_id = to;
    stitcher_.stitch(event);
    return event.visitor();
  };
  goes_to("a", "B");
  EXPECT_EQ(alias("a", "X", "C"), "a");
  EXPECT_EQ(goes_to("-", "C"), "C") << "it named another, and was ignored";
  EXPECT_EQ(goes_to("-", "B"), "a");
  alias("a", "B", "C");
  EXPECT_EQ(goes_to("-", "C"), "a");
  EXPECT_EQ(goes_to("-", "B"), "B");
  EXPECT_EQ(alias("", "C", "D"), "a") << "found by the former userId";
  EXPECT_EQ(goes_to("-", "D"), "a");
  EXPECT_EQ(alias("", "Z", "D"), "Z");
  EXPECT_EQ(alias("b", "D", "E"), "b");
  EXPECT_EQ(goes_to("-", "E"), "E");
}

/// Who stays away longer than the retention is nobody to the core, and so to stitching.
TEST_F(Stitch, WhoIsForgottenIsPresentNowhere) {
  Folder folder;
  const std::string model = folder.file(
      "model.json",
      R"({"kelvin":1,"id":"m","version":"1","passive":["Mail"],"privacy":{"retention":"30d"},)"
      R"("scores":[{"id":"s","rules":[{"id":"r","on":["Seen","Mail"],"points":1}]}]})");
  int sent = 0;
  const auto line = [&sent](const std::string& who, int day, const char* name = "Seen") {
    const std::string time = std::to_string(1'772'366'400'000 + day * 86'400'000LL);
    return R"({"type":"track","event":")" + std::string(name) + "\"," + who + R"("messageId":")" +
           std::to_string(++sent) + R"(","timestamp":)" + time + "}\n";
  };
  const std::string a = R"("anonymousId":"a",)", b = R"("userId":"B",)";
  const auto events_of = [&](const std::string& log) {
    const Finished run = kelvin({"score", "--model", model, "--stitch", folder.file("log", log)});
    std::string out;
    for (const std::string& text : lines(run.out)) {
      const auto row = nlohmann::json::parse(text);
      out += row.at("visitor").get<std::string>() + row.at("events").dump() + " ";
    }
    return out;
  };
  EXPECT_EQ(events_of(line(a + b, 0) + line(b, 29)), "a2 ");
  EXPECT_EQ(events_of(line(a + b, 0) + line(b, 30)), "B1 a0 ") << "the core has forgotten a";
  EXPECT_EQ(events_of(line(a + b, 0) + line(b, 20) + line(b, 49)), "a3 ")
      << "it counts as activity";
  EXPECT_EQ(events_of(line(a + b, 0) + line(b, 20, "Mail") + line(b, 31)), "B1 a0 ");
  EXPECT_EQ(events_of(line(a, 0) + line(a + b, 20, "Mail") + line(b, 31)), "B1 a0 ")
      << "the activity before the userId counts";
  EXPECT_EQ(events_of(line(a + b, 0) + line(a, 40) + line(b, 41)), "B1 a1 ");
  EXPECT_EQ(events_of(line(a + b, 0) + line(a + b, 40) + line(b, 41)), "a2 ");
}

/// What the core knows of persons and what stitching knows is the same: a stitched message is never
/// of another person than the one who is there.
TEST_F(Stitch, AStitchedMessageNeverChangesThePerson) {
  Folder folder;
  const std::string model = folder.file("model.json", kModel);
  const auto line = [](const char* who, int minute, const std::string& id) {
    return R"({"type":"track","event":"Signed Up",)" + std::string(who) + R"("messageId":")" + id +
           R"(","timestamp":")" + at(minute) + "\"}\n";
  };
  const char* const b = R"("anonymousId":"a","userId":"B",)";
  const char* const c = R"("anonymousId":"a","userId":"C",)";
  const char* const only_b = R"("userId":"B",)";
  const std::string log =
      folder.file("log", line(b, 0, "1") + line(only_b, 1, "2") + line(c, 2, "3") +
                             line(b, 3, "1") + line(only_b, 4, "4") + line(only_b, 5, "5"));
  for (const char* threads : {"1", "3"}) {
    const Finished run = kelvin({"score", "--model", model, "--stitch", "--threads", threads, log});
    ASSERT_EQ(lines(run.out).size(), 2U) << run.out;
    const auto of_b = nlohmann::json::parse(lines(run.out)[0]);
    const auto of_a = nlohmann::json::parse(lines(run.out)[1]);
    EXPECT_EQ(of_b.at("visitor"), "B");
    EXPECT_EQ(of_b.at("events"), 2);
    EXPECT_EQ(of_a.at("visitor"), "a");
    EXPECT_EQ(of_a.at("events"), 1) << "C's alone";
    EXPECT_EQ(run.err, "1 visitor changed to another person 1 time\n");
  }
}

}  // namespace
}  // namespace kelvin::testing
