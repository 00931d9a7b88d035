// What the tests of states share: a model of many kinds of rules, and a rich journey.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kelvin/json.h"
#include "kelvin/state.h"
#include "unit/support.h"

namespace kelvin {

inline constexpr const char* kScore =
    R"("momentum":"3d","inactivity":{"steps":[{"after":"5d","points":-7}]},"rules":[
  {"id":"page","on":"page","points":[10,4],"limit":{"times":3,"per":"visit"},"decay":{"half_life":"3d"}},
  {"id":"faded","on":"A","points":8,"decay":{"percent":10,"every":"1d"}},
  {"id":"often","on":"A","points":3.333333,"count":{"at_least":2,"within":"7d"},"limit":{"times":2,"per":"7d"}},
  {"id":"many","on":"A","points":1,"count":{"at_least":2,"distinct":"properties.k"}},
  {"id":"lost","on":"A","points":-5,"limit":1,"count":{"at_least":3,"since":"page"}},
  {"id":"clear","on":"B","points":0,"clears":["faded","lost"]},
  {"id":"fact","while":{"profile.industry":"energy"},"points":20}])";
inline constexpr const char* kRest =
    R"("segments":[{"id":"hot","when":{"scores.s":{"$gte":30}},"leave":{"scores.s":{"$lt":20}}},
  {"id":"known","when":{"profile.industry":"energy"},"sticky":true}],
  "triggers":[{"id":"call","when":{"enter":"hot"},"limit":{"times":1,"per":"30d"}},{"id":"hit","when":{"hit":"page"}}],
  "experiences":[{"id":"cta","if":{},"at":"a","set":{"text":"x"},"limit":{"times":2,"per":"visit"}},
  {"id":"bar","if":{},"at":"b","set":{"text":"x"},"until":"click"},{"id":"never","if":{},"at":"c","set":{"text":"x"}}])";

inline const Model& model() {
  static const Model kModel = model_of(kScore, kRest);
  return kModel;
}

inline std::string page(Instant t, std::string_view more) {
  return R"({"type":"page","anonymousId":"v","timestamp":)" + std::to_string(t.ms) + "," +
         std::string(more) + "}";
}

/// A rich journey: visits, campaigns, traits, decay, wear, clears, segments and firings.
inline std::vector<std::string> journey() {
  const auto at = [](std::int64_t hours) { return kNoon + Duration{hours * kHour.ms + hours}; };
  return {
      page(
          at(0),
          R"("messageId":"1","properties":{"url":"https://x.test/pricing?utm_source=google&utm_medium=cpc"})"),
      page(at(0), R"("messageId":"2","userId":"ü","properties":{"path":"/a"})"),
      track("A", at(1), R"("messageId":"3","properties":{"k":"x"})"),
      track("A", at(1), R"("messageId":"4","properties":{"k":"y"})"),
      track("Page Engaged", at(2), R"("properties":{"seconds":12.5})"),
      R"({"type":"identify","anonymousId":"v","timestamp":)" + std::to_string(at(3).ms) +
          R"(,"traits":{"industry":"energy","email":"ann@gmail.com"}})",
      track("A", at(30), R"("messageId":"5","properties":{"k":["no","one"]})"),
      track("A", at(31), R"("messageId":"6","properties":{"k":true})"),
      track("B", at(31), R"("messageId":"7")"),
      track("Experience Seen", at(31), R"("messageId":"s","properties":{"experience":"cta"})"),
      track("Experience Clicked", at(32), R"("messageId":"c","properties":{"experience":"bar"})"),
      track("Tick", at(160)),
      page(at(200), R"("messageId":"8","properties":{"referrer":"https://y.test/z"})"),
      R"({"type":"group","anonymousId":"v","groupId":"acme","timestamp":)" +
          std::to_string(at(201).ms) + "}",
      track("A", at(100), R"("messageId":"9")"),
      page(at(2000), R"("messageId":"10")")};
}

inline State end_of_journey() {
  State state = new_state(model());
  for (const std::string& line : journey()) feed(model(), state, line);
  return state;
}

inline std::string refused(std::string_view json) {
  return code_of(restore(model(), json));
}

inline std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what << " is not in " << text;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace kelvin
