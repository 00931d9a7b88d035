// kelvin replay: messages in the order of time, and those that only silence brings.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

/// A visitor is warm until two days have passed without activity.
constexpr std::string_view kSilence = R"({
  "kelvin": 1, "id": "silence", "version": "1",
  "scores": [{"id": "s", "range": [0, 100],
    "inactivity": {"mode": "replace", "steps": [{"after": "2d", "points": -50}]},
    "rules": [{"id": "view", "on": "page", "points": 40, "limit": {"times": 1, "per": "visit"}}]}],
  "segments": [{"id": "warm", "when": {"scores.s": {"$gte": 20}}}],
  "triggers": [{"id": "came", "when": {"enter": "warm"}, "to": ["crm"]},
               {"id": "went", "when": {"leave": "warm"}, "to": ["crm"]}],
  "destinations": [{"id": "crm", "url": "https://crm.example/hook"}]
})";

std::string page_on(const std::string& visitor, const std::string& time) {
  return R"({"type":"page","messageId":")" + visitor + time + R"(","anonymousId":")" + visitor +
         R"(","timestamp":")" + time + "\"}\n";
}

/// A page view makes warm, and is told as such too.
constexpr std::string_view kTwoTriggers = R"({
  "kelvin": 1, "id": "two", "version": "1",
  "scores": [{"id": "s", "rules": [{"id": "view", "on": "page", "points": 40}]}],
  "segments": [{"id": "warm", "when": {"scores.s": {"$gte": 40}}}],
  "triggers": [{"id": "came", "when": {"enter": "warm"}, "to": ["crm"]},
               {"id": "seen", "when": {"hit": "view"}, "to": ["crm"]}],
  "destinations": [{"id": "crm", "url": "https://crm.example/hook"}]
})";

/// "trigger visitor time" of each message.
std::vector<std::string> told(const std::string& out) {
  std::vector<std::string> all;
  for (const std::string& line : lines(out)) {
    const json body = json::parse(line);
    all.push_back(body.at("data").at("trigger").get<std::string>() + " " +
                  body.at("subject").get<std::string>() + " " + body.at("time").get<std::string>());
  }
  return all;
}

TEST(Replay, MessagesComeByTimeWhateverTheThreads) {
  Folder folder;
  const std::string model = folder.file("m.json", kModel);
  const std::string log = folder.file(
      "log", page("b", 20) + page("b", 21) + page("b", 22) + page("a", 0) + page("a", 1) +
                 page("c", 1) + page("a", 2) + page("d", 22) + page("d", 22) + page("c", 3));
  const Finished run = kelvin({"replay", "--model", model, "--threads", "1", log});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(told(run.out), (std::vector<std::string>{"call a 2026-03-01T10:02:00.000Z",
                                                     "call b 2026-03-01T10:22:00.000Z"}));
  EXPECT_EQ(kelvin({"replay", "--model", model, "--threads", "3", log}).out, run.out);
}

TEST(Replay, AtOneMomentVisitorsComeInTheOrderOfTheirIds) {
  Folder folder;
  const std::string model = folder.file("m.json", kTwoTriggers);
  const std::string noon = "2026-03-01T12:00:00.000Z";
  const std::string of_b = page_on("b", noon), of_c = page_on("c", noon), of_a = page_on("a", noon);
  const std::string log = folder.file("log", of_c + of_a + of_b);
  const Finished whole = kelvin({"replay", "--model", model, log});
  EXPECT_EQ(told(whole.out),
            (std::vector<std::string>{"came a " + noon, "seen a " + noon, "came b " + noon,
                                      "seen b " + noon, "came c " + noon, "seen c " + noon}));
  EXPECT_EQ(kelvin({"replay", "--model", model, "--threads", "4", log}).out, whole.out);
  // Parts with visitors of their own merge to the whole.
  const std::string ca = folder.file("ca", of_c + of_a), b = folder.file("b.ndjson", of_b);
  const auto first = lines(kelvin({"replay", "--model", model, ca}).out);
  const auto second = lines(kelvin({"replay", "--model", model, b}).out);
  EXPECT_EQ(
      (std::vector<std::string>{first[0], first[1], second[0], second[1], first[2], first[3]}),
      lines(whole.out));
}

TEST(Replay, TicksBringWhatSilenceBringsWhenItComes) {
  Folder folder;
  const std::string model = folder.file("m.json", kSilence);
  const std::string log = folder.file("log", page_on("v", "2026-03-01T10:00:00.000Z") +
                                                 page_on("w", "2026-03-02T10:00:00.000Z") +
                                                 page_on("v", "2026-03-08T10:00:00.000Z"));
  const Finished plain = kelvin({"replay", "--model", model, log});
  EXPECT_EQ(told(plain.out),
            (std::vector<std::string>{
                "came v 2026-03-01T10:00:00.000Z", "came w 2026-03-02T10:00:00.000Z",
                "went v 2026-03-08T10:00:00.000Z", "came v 2026-03-08T10:00:00.000Z"}));
  const Finished ticked = kelvin({"replay", "--model", model, "--tick", "1d", log});
  EXPECT_EQ(told(ticked.out),
            (std::vector<std::string>{
                "came v 2026-03-01T10:00:00.000Z", "came w 2026-03-02T10:00:00.000Z",
                "went v 2026-03-04T00:00:00.000Z", "went w 2026-03-05T00:00:00.000Z",
                "came v 2026-03-08T10:00:00.000Z"}));
  EXPECT_EQ(kelvin({"replay", "--model", model, "--tick", "1d", "--threads", "5", log}).out,
            ticked.out);

  // A message has the same id whether it came with a tick or with the next event; and ticks leave
  // the count and digest of the visitor's events alone.
  const json went_plain = json::parse(lines(plain.out)[2]);
  const json went_ticked = json::parse(lines(ticked.out)[2]);
  EXPECT_EQ(went_ticked.at("id"), went_plain.at("id"));
  EXPECT_EQ(json::parse(lines(ticked.out)[4]).at("data").at("events"),
            json::parse(lines(plain.out)[3]).at("data").at("events"));
  EXPECT_EQ(kelvin({"replay", "--model", model, "--tick", "1s", log}).exit, 2);
}

TEST(Replay, TicksComeFromTheStartOfADayByTheModelsClock) {
  Folder folder;
  std::string text(kSilence);
  text.replace(text.find("\"version\""), 0, R"("day": {"offset": "-5h"}, )");
  const std::string model = folder.file("m.json", text);
  const std::string log = folder.file(
      "log", page_on("v", "2026-03-01T10:00:00.000Z") + page_on("v", "2026-03-08T10:00:00.000Z"));
  const auto went = [&](const char* tick) {
    return told(kelvin({"replay", "--model", model, "--tick", tick, log}).out).at(1);
  };
  // Silent for two days at 10:00 of March 3; a day begins there at 05:00 UTC.
  EXPECT_EQ(went("1d"), "went v 2026-03-04T05:00:00.000Z");
  EXPECT_EQ(went("12h"), "went v 2026-03-03T17:00:00.000Z");
  EXPECT_EQ(went("8h"), "went v 2026-03-03T13:00:00.000Z");
}

/// A page view warms and is told to four destinations, one of each format.
constexpr std::string_view kFourFormats = R"({
  "kelvin": 1, "id": "formats", "version": "1",
  "scores": [{"id": "s", "rules": [{"id": "view", "on": "page", "points": 40}]}],
  "segments": [{"id": "warm", "when": {"scores.s": {"$gte": 40}}}],
  "triggers": [{"id": "came", "when": {"enter": "warm"}, "to": ["ce", "cdp", "sheet", "chat"]}],
  "destinations": [
    {"id": "ce", "url": "https://crm.example/hook"},
    {"id": "cdp", "url": "https://cdp.example/v1/track", "format": "segment"},
    {"id": "sheet", "url": "/rows/{{subject}}", "format": "flat", "method": "PUT"},
    {"id": "chat", "url": "/chat", "format": "template", "headers": {"X-A": "b"},
     "content_type": "application/json", "body": {"text": "{{subject}} is at {{scores.s}}", "ref": "kelvin/{{id}}"}}]
})";

TEST(Replay, PrintsTheBodiesThatThePageWouldHavePosted) {
  Folder folder;
  const std::string model = folder.file("m.json", kFourFormats);
  const std::string log = folder.file("log", page_on("v 1", "2026-03-01T10:00:00.000Z"));
  const auto bodies = lines(kelvin({"replay", "--model", model, log}).out);
  ASSERT_EQ(bodies.size(), 4U);
  const json cloud = json::parse(bodies[0]), call = json::parse(bodies[1]),
             flat = json::parse(bodies[2]), chat = json::parse(bodies[3]);
  EXPECT_EQ(cloud.at("data").at("scores").at("s"), 40);
  EXPECT_EQ(call.at("messageId"), cloud.at("id"));
  EXPECT_EQ(call.at("event"), "Segment Entered");
  EXPECT_EQ(flat.at("id"), cloud.at("id"));
  EXPECT_EQ(flat.at("scores_s"), 40);
  EXPECT_EQ(chat, json({{"text", "v 1 is at 40"},
                        {"ref", "kelvin/" + cloud.at("id").get<std::string>()}}));

  const auto requests = lines(kelvin({"replay", "--requests", "--model", model, log}).out);
  ASSERT_EQ(requests.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const json line = json::parse(requests[i]);
    EXPECT_EQ(line.at("time"), "2026-03-01T10:00:00.000Z");
    EXPECT_EQ(line.at("visitor"), "v 1");
    EXPECT_EQ(line.at("message").at("body"), bodies[i]);
  }
  EXPECT_EQ(json::parse(requests[2]).at("message").at("url"), "/rows/v%201");
  EXPECT_EQ(json::parse(requests[2]).at("message").at("method"), "PUT");
  EXPECT_EQ(json::parse(requests[3]).at("message").at("headers"), json({{"X-A", "b"}}));
  EXPECT_EQ(json::parse(requests[3]).at("message").at("contentType"), "application/json");
}

TEST(Replay, VerifyTakesItsRequestsAsClaims) {
  Folder folder;
  const std::string model = folder.file("m.json", kFourFormats);
  const std::string log = folder.file("log", page_on("v", "2026-03-01T10:00:00.000Z"));
  for (const char* form : {"--tick=1d", "--requests"}) {
    const std::string claims =
        folder.file("claims", kelvin({"replay", "--model", model, form, log}).out);
    const Finished run = kelvin({"verify", "--model", model, "--claims", claims, log});
    EXPECT_EQ(run.exit, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("4 claims: 4 ok"), std::string::npos) << run.out;
  }
}

}  // namespace
}  // namespace kelvin::testing
