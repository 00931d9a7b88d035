// A view, and an outcome, as the shells hand them on.
#include "json/writer.h"
#include "kelvin/report.h"
#include "report/parts.h"

namespace kelvin {
namespace {

void write_visit(JsonWriter& json, const VisitState& visit) {
  json.begin_object().key("number").integer(visit.number).key("pages").integer(visit.pages);
  write_seconds(json.key("seconds"), visit.engaged);
  json.key("channel").text(visit.origin.channel);
  json.key("referrer_host").text(visit.origin.referrer_host);
  write_campaign(json.key("campaign"), visit.origin.campaign);
  json.end_object();
}

void write_first(JsonWriter& json, const Origin& origin) {
  json.begin_object().key("channel").text(origin.channel).key("landing").text(origin.landing);
  write_campaign(json.key("campaign"), origin.campaign);
  json.end_object();
}

void write_total(JsonWriter& json, const State& state, Instant at) {
  json.begin_object().key("visits").integer(state.visit.number);
  json.key("pages").integer(state.total.pages);
  write_seconds(json.key("seconds"), state.total.engaged);
  json.key("days").integer(state.total.days);
  json.key("age_days").integer(state.first ? (at - *state.first).ms / kDay.ms : 0).end_object();
}

void write_reasons(JsonWriter& json, const Model& model, const std::vector<Reason>& reasons) {
  json.begin_array();
  for (const Reason& reason : reasons) {
    const Rule& rule = model.rules[reason.rule];
    json.begin_object().key("rule").text(rule.id);
    json.key("score").text(model.scores[rule.score].id);
    json.key("label").text(rule.label.empty() ? rule.id : rule.label);
    json.key("hits").integer(reason.hits).key("points").points(reason.points);
    json.key("raw").points(reason.raw).key("decay").points(reason.decay);
    json.key("cap").points(reason.cap).key("wear").points(reason.wear).end_object();
  }
  json.end_array();
}

void write_hits(JsonWriter& json, const Model& model, const std::vector<Hit>& hits) {
  json.begin_array();
  for (const Hit& hit : hits) {
    const Rule& rule = model.rules[hit.rule];
    json.begin_object().key("rule").text(rule.id);
    json.key("score").text(model.scores[rule.score].id);
    json.key("points").points(hit.points).end_object();
  }
  json.end_array();
}

void write_message(JsonWriter& json, const Model& model, const Message& message) {
  const Destination& destination = model.destinations[message.destination];
  json.begin_object().key("id").text(message.id);
  json.key("trigger").text(model.triggers[message.trigger].id);
  json.key("destination").text(destination.id).key("url").text(destination.url);
  json.key("method").text(destination.method);
  json.key("contentType").text(destination.content_type).key("headers").begin_object();
  for (const auto& [name, value] : destination.headers) json.key(name).text(value);
  json.end_object().key("body").text(message.body).end_object();
}

}  // namespace

std::string errors_json(const Errors& errors) {
  JsonWriter json;
  json.begin_array();
  for (const Error& error : errors) {
    json.begin_object().key("code").text(error.code).key("at").text(error.at);
    json.key("found").text(error.found).key("fix").text(error.fix).end_object();
  }
  return json.end_array().take();
}

std::string view_json(const Model& model, const State& state, Instant at, ViewOptions options) {
  const Standing now = view(model, state, at);
  JsonWriter json;
  json.begin_object().key("at").integer(now.at.ms).key("visitor").text(state.visitor);
  write_points(json.key("scores"), model, now.scores);
  write_points(json.key("momentum"), model, now.momentum);
  json.key("grade").text(now.grade);
  write_segments(json.key("segments"), model, now.segments);
  write_rule_ids(json.key("disqualified"), model, now.disqualified);
  json.key("profile").value(state.profile);
  write_visit(json.key("visit"), state.visit);
  write_first(json.key("first"), state.first_origin);
  write_total(json.key("total"), state, now.at);
  json.key("events").integer(state.events).key("last");
  if (state.last) {
    json.integer(state.last->ms);
  } else {
    json.null();
  }
  if (options.reasons) write_reasons(json.key("reasons"), model, explain(model, state, at));
  return json.end_object().take();
}

std::string outcome_json(const Model& model, const State& state, const Event& event,
                         const Outcome& outcome) {
  constexpr std::string_view kStatus[] = {"scored", "duplicate", "ignored"};
  JsonWriter json;
  json.begin_object().key("status").text(kStatus[static_cast<std::size_t>(outcome.status)]);
  json.key("time").integer(outcome.time.ms);
  if (outcome.status != Outcome::Status::kScored) return json.end_object().take();
  json.key("event").raw(to_json(model, event));
  write_hits(json.key("hits"), model, outcome.hits);
  write_points(json.key("before"), model, outcome.before.scores);
  write_points(json.key("scores"), model, outcome.after.scores);
  write_segment_ids(json.key("entered"), model, outcome.entered);
  write_segment_ids(json.key("left"), model, outcome.left);
  json.key("fired").begin_array();
  for (const Firing& firing : outcome.fired) {
    json.begin_object().key("trigger").text(model.triggers[firing.trigger].id);
    json.key("id").text(message_id(model, state, firing)).end_object();
  }
  json.end_array().key("messages").begin_array();
  for (const Message& message : messages(model, state, event, outcome)) {
    write_message(json, model, message);
  }
  return json.end_array().end_object().take();
}

}  // namespace kelvin
