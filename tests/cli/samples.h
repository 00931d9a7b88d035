// A model and events that several tests use.
#pragma once

#include <string>
#include <string_view>

namespace kelvin::testing {

/// Page views warm by 10 each; at 30 a visitor is hot, and a message goes out.
inline constexpr std::string_view kModel = R"({
  "kelvin": 1, "id": "sample", "version": "1",
  "pages": {"pricing": ["/pricing/**"]},
  "scores": [
    {"id": "interest", "range": [0, 100], "rules": [
      {"id": "view", "on": "page", "points": 10},
      {"id": "signup", "label": "Signed up", "on": "Signed Up", "points": 25, "limit": 1},
      {"id": "pricing", "on": "page", "where": {"page.group": "pricing"}, "points": 5,
       "decay": {"half_life": "7d"}}]},
    {"id": "fit", "range": [0, 100], "rules": [
      {"id": "big", "while": {"profile.size": {"$gte": 100}}, "points": 40}]}],
  "segments": [{"id": "hot", "label": "Hot", "when": {"scores.interest": {"$gte": 30}},
                "leave": {"scores.interest": {"$lt": 20}}}],
  "triggers": [{"id": "call", "when": {"enter": "hot"}, "to": ["crm"], "say": "Call."}],
  "destinations": [{"id": "crm", "url": "https://crm.example/hook", "fields": ["size"]}]
})";

/// Minutes after 2026-03-01T10:00Z.
inline std::string at(int minute) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return "2026-03-01T" + two(10 + minute / 60) + ":" + two(minute % 60) + ":00.000Z";
}

inline std::string page(const std::string& visitor, int minute, const std::string& path = "/") {
  return R"({"type":"page","messageId":")" + visitor + "-" + std::to_string(minute) +
         R"(","anonymousId":")" + visitor + R"(","timestamp":")" + at(minute) +
         R"(","properties":{"path":")" + path + "\"}}\n";
}

}  // namespace kelvin::testing
