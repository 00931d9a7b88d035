// The core's door to JavaScript: JSON texts in and out, and no logic. Nine functions; the whole
// core has a tenth (read_any.cpp). One instance of the module holds one model and one visitor.
// kelvin.d.ts is its manual.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <memory>
#include <string>

#include "base/hash.h"
#include "json/writer.h"
#include "kelvin/kelvin.h"
#include "read_model.h"

#ifdef KELVIN_STARTS_EMBIND
// In place of Embind's own start-up (bind.cpp): the door passes texts and numbers, and no more.
extern "C" {
__attribute__((constructor)) EMSCRIPTEN_KEEPALIVE void
__embind_register_native_and_builtin_types() {
  using namespace emscripten::internal;
  _embind_register_std_string(TypeID<std::string>::get(), "std::string");
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
}
/// The name of a type that nobody registered, for a message: never asked for here.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const void* /*type*/) {
  return nullptr;
}
}
#else
/// Embind prints the address of a type that nobody registered with it, which never happens here;
/// but C's whole printf would come along for it: 1.7 KB of what a page loads.
extern "C" int siprintf(char* out, const char* /*format*/, ...) {
  *out = '\0';
  return 0;
}
#endif

namespace {

using namespace kelvin;

std::unique_ptr<Model> g_model;
std::unique_ptr<Restored> g_visitor;

std::string refused(const Errors& errors, std::string_view member = R"("ok":false)") {
  return "{" + std::string(member) + R"(,"errors":)" + errors_json(errors) + "}";
}

std::string no_model(std::string_view member = R"("ok":false)") {
  Errors errors;
  errors.push_back({"no_model", "", "no model", "call compile first"});
  return refused(errors, member);
}

/// What a shell needs to know of a model.
std::string compiled(const Model& model) {
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).text("id", model.id);
  json.text("version", model.version).text("digest", to_hex(model.digest));
  json.key("segments").begin_array();
  for (const Segment& segment : model.segments) {
    json.begin_object().text("id", segment.id);
    json.text("label", segment.label).end_object();
  }
  json.end_array().key("destinations").begin_array();
  for (const Destination& destination : model.destinations) json.text(destination.id);
  return json.end_array().end_object().take();
}

std::string door_compile(const std::string& text) {
  auto model = read_model(text);
  if (!model) return refused(model.errors());
  g_model = model.take();
  g_visitor.reset(new Restored{new_state(*g_model), {}});
  return compiled(*g_model);
}

std::string door_restore(const std::string& text) {
  if (!g_model) return no_model();
  if (text.empty()) {
    g_visitor.reset(new Restored{new_state(*g_model), {}});
  } else {
    auto read = restore(*g_model, text);
    if (!read) return refused(read.errors());
    g_visitor = read.take();
  }
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.text("digest", to_hex(g_visitor->saved_under));
  json.integer("events", g_visitor->state.events).key("dropped").begin_array();
  for (const Text& what : g_visitor->dropped) json.text(what);
  return json.end_array().end_object().take();
}

std::string door_resume(const std::string& text) {
  if (!g_model) return no_model();
  const auto before = restore(*g_model, text);
  if (!before) return refused(before.errors());
  take_firings(g_visitor->state, before->state);
  return R"({"ok":true})";
}

std::string door_save() {
  return g_model ? save_compact(*g_model, g_visitor->state) : "";
}

std::string door_apply(const std::string& text) {
  if (!g_model) return no_model(R"("status":"bad")");
  const auto event = read_event(*g_model, text);
  if (!event) return refused(event.errors(), R"("status":"bad")");
  if (is_other_person(*g_model, g_visitor->state, *event)) return R"({"status":"other_person"})";
  const Outcome outcome = apply(*g_model, g_visitor->state, *event);
  return outcome_json(*g_model, g_visitor->state, *event, outcome);
}

std::string door_scrub(const std::string& text) {
  if (!g_model) return no_model();
  const auto event = read_event(*g_model, text);
  if (!event) return refused(event.errors());
  return R"({"ok":true,"event":)" + to_json(*g_model, *event) + "}";
}

/// JavaScript's number as a moment; what is none (NaN, infinite) is the beginning of time.
Instant moment(double ms) {
  const auto low = static_cast<double>(kEarliest.ms);
  const auto high = static_cast<double>(kLatest.ms);
  if (!(ms > low)) return kEarliest;
  return ms < high ? Instant{static_cast<std::int64_t>(ms)} : kLatest;
}

std::string door_view(double at) {
  return g_model ? view_json(*g_model, g_visitor->state, moment(at)) : no_model();
}

std::string door_explain(double at) {
  return g_model ? view_json(*g_model, g_visitor->state, moment(at), {.reasons = true})
                 : no_model();
}

std::string door_version() {
  return KELVIN_VERSION;
}

}  // namespace

EMSCRIPTEN_BINDINGS(kelvin) {
  emscripten::function("compile", &door_compile);
  emscripten::function("restore", &door_restore);
  emscripten::function("resume", &door_resume);
  emscripten::function("save", &door_save);
  emscripten::function("apply", &door_apply);
  emscripten::function("scrub", &door_scrub);
  emscripten::function("view", &door_view);
  emscripten::function("explain", &door_explain);
  emscripten::function("version", &door_version);
}
