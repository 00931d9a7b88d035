// A view, an outcome and a message, as the shells hand them on.
#include "json/writer.h"
#include "kelvin/report.h"
#include "report/experience.h"
#include "report/parts.h"

namespace kelvin {
namespace {

void write_visit(JsonWriter& json, const VisitState& visit) {
  json.begin_object().integer("number", visit.number).integer("pages", visit.pages);
  write_seconds(json.key("seconds"), visit.engaged);
  json.text("channel", visit.origin.channel);
  json.text("referrer_host", visit.origin.referrer_host);
  write_campaign(json.key("campaign"), visit.origin.campaign);
  json.end_object();
}

void write_first(JsonWriter& json, const Origin& origin) {
  json.begin_object().text("channel", origin.channel).text("landing", origin.landing);
  write_campaign(json.key("campaign"), origin.campaign);
  json.end_object();
}

void write_total(JsonWriter& json, const State& state, Instant at) {
  json.begin_object().integer("visits", state.visit.number);
  json.integer("pages", state.total.pages);
  write_seconds(json.key("seconds"), state.total.engaged);
  json.integer("days", state.total.days);
  json.integer("age_days", state.first ? (at - *state.first).ms / kDay.ms : 0).end_object();
}

void write_time(JsonWriter& json, const std::optional<Instant>& t) {
  t ? json.integer(t->ms) : json.null();
}

void write_reasons(JsonWriter& json, const Model& model, const List<Reason>& reasons) {
  json.begin_array();
  for (const Reason& reason : reasons) {
    const Rule& rule = model.rules[reason.rule];
    json.begin_object().text("rule", rule.id);
    json.text("score", model.scores[rule.score].id);
    json.text("label", rule.label);
    json.integer("hits", reason.hits).points("points", reason.points);
    json.points("raw", reason.raw).points("decay", reason.decay);
    json.points("cap", reason.cap).points("wear", reason.wear).end_object();
  }
  json.end_array();
}

void write_next(JsonWriter& json, const Model& model, const std::optional<NextSegment>& next) {
  json.key("next");
  if (!next) {
    json.null();
    return;
  }
  const Segment& segment = model.segments[next->segment];
  json.begin_object().text("segment", segment.id).text("label", segment.label);
  json.text("score", model.scores[next->score].id).points("points", next->points);
  json.key("missing").begin_array();
  for (const Field* field : next->missing) json.text(field_name(*field));
  json.end_array().end_object();
}

void write_drop(JsonWriter& json, const Model& model, const std::optional<NextDrop>& drop) {
  json.key("next_drop");
  if (!drop) {
    json.null();
    return;
  }
  json.begin_object().integer("at", drop->at.ms).text("score", model.scores[drop->score].id);
  json.points("from", drop->from).points("to", drop->to);
  write_segment_ids(json.key("left"), model, drop->left);
  json.end_object();
}

void write_hits(JsonWriter& json, const Model& model, const List<Hit>& hits) {
  json.begin_array();
  for (const Hit& hit : hits) {
    const Rule& rule = model.rules[hit.rule];
    json.begin_object().text("rule", rule.id);
    json.text("score", model.scores[rule.score].id);
    json.points("points", hit.points).end_object();
  }
  json.end_array();
}

}  // namespace

Text errors_json(const Errors& errors) {
  JsonWriter json;
  json.begin_array();
  for (const Error& error : errors) {
    json.begin_object().text("code", error.code).text("at", error.at);
    json.text("found", error.found).text("fix", error.fix).end_object();
  }
  return json.end_array().take();
}

Text view_json(const Model& model, const State& state, Instant at, ViewOptions options) {
  const Snapshot now = view(model, state, at);
  if (is_forgotten(model, state, now.at)) {
    return view_json(model, forgotten(model, state), now.at, options);
  }
  JsonWriter json;
  json.begin_object().integer("at", now.at.ms).text("visitor", state.visitor);
  write_snapshot(json, model, now);
  json.value("profile", state.profile);
  write_visit(json.key("visit"), state.visit);
  write_first(json.key("first"), state.first_origin);
  write_total(json.key("total"), state, now.at);
  json.integer("events", state.events);
  write_time(json.key("last"), state.last);
  write_time(json.key("forgotten_at"), forgotten_at(model, state));
  write_experiences(json.key("experiences"), model, state, now);
  if (options.reasons) {
    write_reasons(json.key("reasons"), model, explain(model, state, at));
    write_next(json, model, next_segment(model, state, at));
    write_drop(json, model, next_drop(model, state, at));
  }
  return json.end_object().take();
}

Text message_json(const Model& model, const Message& message) {
  const Destination& destination = model.destinations[message.destination];
  JsonWriter json;
  json.begin_object().text("id", message.id);
  json.text("trigger", model.triggers[message.trigger].id);
  json.text("destination", destination.id).text("url", message.url);
  json.text("method", destination.method);
  json.text("contentType", destination.content_type).key("headers").begin_object();
  for (const auto& [name, value] : destination.headers) json.key(name).text(value);
  return json.end_object().text("body", message.body).end_object().take();
}

Text outcome_json(const Model& model, const State& state, const Event& event,
                  const Outcome& outcome) {
  constexpr const char* kStatus[] = {"scored", "duplicate", "ignored"};
  JsonWriter json;
  json.begin_object().text("status", kStatus[static_cast<std::size_t>(outcome.status)]);
  json.integer("time", outcome.time.ms);
  if (outcome.status != Outcome::Status::kScored) return json.end_object().take();
  json.key("event").raw(to_json(model, event));
  write_hits(json.key("hits"), model, outcome.hits);
  write_points(json.key("before"), model, outcome.before.scores);
  write_points(json.key("scores"), model, outcome.after.scores);
  write_segment_ids(json.key("entered"), model, outcome.entered);
  write_segment_ids(json.key("left"), model, outcome.left);
  json.key("fired").begin_array();
  for (const Firing& firing : outcome.fired) {
    json.begin_object().text("trigger", model.triggers[firing.trigger].id);
    json.text("id", message_id(model, state, firing)).end_object();
  }
  json.end_array().key("messages").begin_array();
  for (const Message& message : messages(model, state, event, outcome)) {
    json.raw(message_json(model, message));
  }
  return json.end_array().end_object().take();
}

}  // namespace kelvin
