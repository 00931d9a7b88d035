// What the tests of warnings share: a model's warnings as lines.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "unit/support.h"

namespace kelvin {

/// The warnings of a model as lines: "code at place".
inline std::string warnings(const std::string& json) {
  const Model model = compiled(json);
  std::string out;
  for (const Error& warning : lint(model, *parse_json(json))) {
    EXPECT_FALSE(warning.found.empty()) << warning.code;
    EXPECT_FALSE(warning.fix.empty()) << warning.code;
    out += (out.empty() ? "" : "; ") + warning.code + " at " + warning.at;
  }
  return out;
}

/// Of a model with one score s of these rules.
inline std::string of_rules(const std::string& rules, std::string_view rest = "") {
  return warnings(model_json("\"rules\":[" + rules + "]", rest));
}
/// Of one rule; `more` are its members beside id, on and points.
inline std::string of_rule(const std::string& more) {
  return of_rules(R"({"id":"r","on":"Done","points":5)" + (more.empty() ? "" : "," + more) + "}");
}
inline std::string of_where(const std::string& where) {
  return of_rule(R"("where":)" + where);
}
/// Of a segment with this condition, on a score that reaches 30 at most; s never sinks by itself.
inline std::string of_segment(const std::string& more) {
  return of_rules(R"({"id":"r","on":"Done","points":10,"limit":3})",
                  R"("segments":[{"id":"g",)" + more + "}]");
}

inline constexpr const char* kNever = "never_matches at /scores/0/rules/0/where";
/// What is found and what to do, of the one warning of that code.
inline std::string said(const std::string& json, std::string_view code) {
  for (const Error& warning : lint(compiled(json), *parse_json(json))) {
    if (warning.code == code) return warning.found + " | " + warning.fix;
  }
  return "";
}
inline std::string said_of_where(const std::string& where, std::string_view code) {
  return said(model_json(R"("rules":[{"id":"r","on":"Done","points":5,"where":)" + where + "}]"),
              code);
}

}  // namespace kelvin
