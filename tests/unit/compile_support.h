// What the tests of compiling share: a mistake, and where it is told.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin {

inline const Error* find_error(const Errors& errors, std::string_view code, std::string_view at) {
  for (const Error& error : errors) {
    if (error.code == code && error.at == at) return &error;
  }
  return nullptr;
}

/// Expects that mistake, with something to do about it.
inline void expect_error(const std::string& json, std::string_view code, std::string_view at) {
  const auto model = compile(json);
  ASSERT_FALSE(model.ok()) << "this compiles: " << json;
  const Error* error = find_error(model.errors(), code, at);
  EXPECT_NE(error, nullptr) << json << "\n  gives " << errors_json(model.errors());
  for (const Error& e : model.errors()) EXPECT_NE(e.fix, "") << e.code;
}

/// A model with this one rule.
inline std::string with_rule(const std::string& members) {
  return model_json(R"("rules":[{"id":"r",)" + members +
                    R"(},{"id":"f","while":{"profile.a":1},"points":1},)"
                    R"({"id":"e","on":"page","points":1}])");
}

inline void expect_rule_error(const std::string& members, std::string_view code,
                              std::string_view below) {
  expect_error(with_rule(members), code, "/scores/0/rules/0" + std::string(below));
}

inline const std::string kRules = R"("rules":[{"id":"r","on":"page","points":1}])";

}  // namespace kelvin
