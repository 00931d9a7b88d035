// The core's door to JavaScript: JSON texts in and out, and no logic. The glue parses what comes in
// (embind.js), so that here every text is a flat document (flat.h). Nine functions; the whole
// core has a tenth (read_any.cpp), the studio more of its own (studio.cpp). One instance of the
// module holds one model and one visitor.
// kelvin.d.ts is its manual.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cstring>

#include "answers.h"
#include "base/hash.h"
#include "base/memory.h"
#include "door.h"
#include "embind_text.h"
#include "flat.h"
#include "json/writer.h"
#include "kelvin/event_reader.h"
#include "kelvin/kelvin.h"
#include "kelvin/state_block.h"
#include "memory.h"
#include "read_model.h"

#ifdef KELVIN_STARTS_EMBIND
// In place of Embind's own start-up (bind.cpp): the door passes texts and numbers, and no more.
extern "C" {
__attribute__((constructor)) EMSCRIPTEN_KEEPALIVE void
__embind_register_native_and_builtin_types() {
  using namespace emscripten::internal;
  _embind_register_std_string(TypeID<kelvin::Text>::get(), "text");
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

Model* g_model = nullptr;  ///< lasts until the next one: see memory.h

/// Room for an answer: Embind takes a copy of it, and how long that is.
void make_room(const Text& answer) {
  page::make_room(sizeof(std::size_t) + answer.size());
}

/// The state lasts as a block (kelvin/state_block.h). To be called last, with what the call will
/// answer.
Text keep_visitor(const State& state, Text answer) {
  List<char> memory;
  const std::string_view block = pack(*g_model, state, memory);
  make_room(answer);
  page::replace_block(block);
  return answer;
}

Text no_model(std::string_view member = R"("ok":false)") {
  Errors errors;
  errors.push_back({"no_model", "", "no model", "call compile first"});
  return refused(errors, member);
}

/// What a shell needs to know of a model.
Text compiled(const Model& model) {
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

/// Only a model that is well, and for which there is room, takes the place of the one that is
/// there: so it is read behind that one first, and then again in its place, which takes no more.
Text door_compile(const Text& flat) {
  std::string_view source = flat;
  for (bool tries = g_model != nullptr;; tries = false) {
    auto model = read_model(source);
    if (!model) return refused(model.errors());
    Text answer = compiled(*model);
    List<char> memory;
    const std::string_view block = pack(*model, new_state(*model), memory);
    make_room(answer);
    if (tries) {
      source = page::begin_anew(g_model, source);
      g_model = nullptr;
    } else {
      g_model = model.take().release();
      page::keep();
      page::replace_block(block);
      return answer;
    }
  }
}

Result<Restored> read_state(std::string_view flat) {
  const auto saved = document(flat);
  if (!saved) return saved.errors();
  return restore(*g_model, *saved);
}

Text door_restore(const Text& flat) {
  if (!g_model) return no_model();
  const auto read =
      text_size(flat) == 0 ? Result<Restored>(Restored{new_state(*g_model), {}}) : read_state(flat);
  if (!read) return refused(read.errors());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.text("digest", to_hex(read->saved_under));
  json.integer("events", read->state.events).key("dropped").begin_array();
  for (const Text& what : read->dropped) json.text(what);
  return keep_visitor(read->state, json.end_array().end_object().take());
}

Text door_resume(const Text& flat) {
  if (!g_model) return no_model();
  const auto before = read_state(flat);
  if (!before) return refused(before.errors());
  State state = visitor_here();
  take_firings(state, before->state);
  return keep_visitor(state, R"({"ok":true})");
}

Text door_save() {
  page::begin_call();
  return g_model ? save_compact(*g_model, visitor_here()) : "";
}

Result<Event> read_message(std::string_view flat) {
  if (auto error = too_long_event(text_size(flat))) return *std::move(error);
  auto event = std::make_unique<Event>();
  EventReader reader(*g_model);
  reader.begin(*event);
  if (auto error = tell_flat(flat, reader)) return *std::move(error);
  Errors errors;
  if (!reader.finish(errors)) return errors;
  return event;
}

Text door_apply(const Text& flat) {
  if (!g_model) return no_model(R"("status":"bad")");
  const auto event = read_message(flat);
  if (!event) return refused(event.errors(), R"("status":"bad")");
  State state = visitor_here();
  if (is_other_person(*g_model, state, *event)) return R"({"status":"other_person"})";
  const Outcome outcome = apply(*g_model, state, *event);
  return keep_visitor(state, outcome_json(*g_model, state, *event, outcome));
}

Text door_scrub(const Text& flat) {
  if (!g_model) return no_model();
  const auto event = read_message(flat);
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

Text door_view(double at) {
  page::begin_call();
  return g_model ? view_json(*g_model, visitor_here(), moment(at)) : no_model();
}

Text door_explain(double at) {
  page::begin_call();
  return g_model ? view_json(*g_model, visitor_here(), moment(at), {.reasons = true}) : no_model();
}

Text door_version() {
  page::begin_call();
  return KELVIN_VERSION;
}

}  // namespace

const Model* model_here() {
  return g_model;
}
State visitor_here() {
  State state;
  // Always well: keep_visitor wrote it, for this model.
  static_cast<void>(unpack(*g_model, page::block(), state));
  return state;
}

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
