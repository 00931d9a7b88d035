// JSON text to what the core takes: values, and calls of a listener. The core itself reads no text;
// this is for whoever embeds it and has no parser of their own.
//
//   auto model = kelvin::compile(text);
//   auto event = kelvin::read_event(*model, line);
//   auto visitor = kelvin::restore(*model, saved);
//
// Every way into the core refuses the same: what is no JSON (RFC 8259, UTF-8), half surrogates,
// numbers past the largest double, anything after the document, more than kMaxDepth levels. -0
// becomes 0, a byte order mark is skipped, and of a repeated key the last stands.
#pragma once

#include <concepts>
#include <optional>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/journey.h"
#include "kelvin/json_listener.h"
#include "kelvin/lint.h"
#include "kelvin/model.h"
#include "kelvin/packed.h"
#include "kelvin/state.h"
#include "kelvin/value.h"

namespace kelvin {

/// Reads a document. Errors: `bad_json` with the line and column in `found`, `too_deep` past
/// kMaxDepth, `too_many` past kMaxMembers.
///
///   parse_json("{\"a\":[1,2]}")   -> an object with a list of two numbers
///   parse_json("{\"a\":01}")      -> bad_json, "line 1, column 7"
Result<Value> parse_json(std::string_view text);

/// Tells a listener what stands in the text. Nothing on success; else `bad_json` with the line and
/// column, or `too_deep`, and what the listener heard so far is to be dropped.
std::optional<Error> read_json(std::string_view text, JsonListener& listener);

/// Members whose name an object has already, as warnings: `repeated_key`, its place, and what
/// stands. Nothing in a text that is no JSON.
Errors repeated_keys(std::string_view text);

/// Beside the errors of the verbs those of read_json, and `too_long`.
Result<Event> read_event_text(const Model& model, std::string_view json);
Result<Model> compile_text(std::string_view json);
Result<Model> unpack_text(std::string_view json);
Result<Restored> restore_text(const Model& model, std::string_view json);
Result<Journeys> read_journeys_text(const Model& model, std::string_view json);
Result<Text> minify_text(std::string_view json);

/// The verbs by their own names. Templates, so that a literal is a text and not a Value of one.
template <class T>
concept JsonText = std::convertible_to<const T&, std::string_view>;

template <JsonText T>
Result<Model> compile(const T& json) {
  return compile_text(json);
}
template <JsonText T>
Result<Event> read_event(const Model& model, const T& json) {
  return read_event_text(model, json);
}
template <JsonText T>
Result<Model> unpack(const T& json) {
  return unpack_text(json);
}
template <JsonText T>
Result<Restored> restore(const Model& model, const T& json) {
  return restore_text(model, json);
}
template <JsonText T>
Result<Journeys> read_journeys(const Model& model, const T& json) {
  return read_journeys_text(model, json);
}
template <JsonText T>
Result<Text> minify(const T& json) {
  return minify_text(json);
}

}  // namespace kelvin
