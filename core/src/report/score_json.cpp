// A visitor as one line among many. A file of its own: a page links none of it.
#include "json/writer.h"
#include "kelvin/report.h"
#include "report/parts.h"

namespace kelvin {
namespace {

Text when(const std::optional<Instant>& time) {
  return time ? to_iso(*time) : Text();
}

void write_line(JsonWriter& json, const Model& model, const State& state, Instant at) {
  const Snapshot now = view(model, state, at);
  json.begin_object().text("visitor", state.visitor).text("at", to_iso(at));
  write_snapshot(json, model, now);
  json.integer("events", state.events);
  json.text("first", when(state.first)).text("last", when(state.last)).end_object();
}

}  // namespace

Text score_json(const Model& model, const State& state, Instant at) {
  JsonWriter json;
  if (is_forgotten(model, state, at)) {
    write_line(json, model, forgotten(model, state), at);
  } else {
    write_line(json, model, state, at);
  }
  return json.take();
}

}  // namespace kelvin
