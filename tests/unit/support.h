// What the unit tests share: models and visitors in a line.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace kelvin {

/// Compiles a model that a test knows to be right; otherwise the test program ends.
inline Model compiled(std::string_view json) {
  auto model = compile(json);
  if (!model) {
    ADD_FAILURE() << errors_json(model.errors());
    std::abort();
  }
  return std::move(*model);
}

/// A model around the members of one score: `"rules": [...]`, and what else the model has.
inline std::string model_json(std::string_view score, std::string_view rest = "") {
  std::string out = R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",)";
  out.append(score).append("}]");
  if (!rest.empty()) out.append(",").append(rest);
  return out + "}";
}
inline Model model_of(std::string_view score, std::string_view rest = "") {
  return compiled(model_json(score, rest));
}

/// Reads a message that a test knows to be right.
inline Event event_of(const Model& model, std::string_view json) {
  auto event = read_event(model, json);
  if (!event) {
    ADD_FAILURE() << json << ": " << errors_json(event.errors());
    std::abort();
  }
  return std::move(*event);
}

inline constexpr Instant kNoon{1'772'366'400'000};  ///< 2026-03-01T12:00:00Z

/// A track message of visitor v; `more` are further members.
inline std::string track(std::string_view name, Instant t, std::string_view more = "") {
  std::string out = R"({"type":"track","event":")";
  out.append(name).append(R"(","anonymousId":"v","timestamp":)").append(std::to_string(t.ms));
  if (!more.empty()) out.append(",").append(more);
  return out + "}";
}

inline Outcome feed(const Model& model, State& state, std::string_view json) {
  return apply(model, state, event_of(model, json));
}

/// The code of the first error, "" where there is none.
template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() || result.errors().empty() ? "" : result.errors()[0].code;
}

}  // namespace kelvin
