// A trigger's message: a CloudEvents 1.0 event in JSON, the same bytes wherever it is made.
#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "event/kept_value.h"
#include "json/writer.h"
#include "kelvin/report.h"
#include "report/experience.h"
#include "report/forecast.h"
#include "report/format.h"
#include "report/parts.h"
#include "report/sent_bodies.h"

namespace kelvin {
namespace {

constexpr std::size_t kMostReasons = 5;

/// One message being written.
struct MessageContext {
  const Model& model;
  const State& state;
  const Event& event;
  const Snapshot& before;
  const Snapshot& now;
  const Trigger& trigger;
  const Destination& destination;
};

const char* type_of(Trigger::On on) {
  switch (on) {
    case Trigger::On::kEnter:
      return "kelvin.segment.entered";
    case Trigger::On::kLeave:
      return "kelvin.segment.left";
    case Trigger::On::kHit:
      break;
  }
  return "kelvin.rule.hit";
}

/// CloudEvents wants a source that, with the id, is unique: the site, and the model on it.
Text source_of(const MessageContext& context) {
  const Text& host = context.event.page.host;
  return (host.empty() ? "kelvin:" : "//" + host + "/#") + context.model.id;
}

/// null where nothing is known.
void write_known(JsonWriter& json, const char* name, const Text& text) {
  if (text.empty()) {
    json.key(name).null();
  } else {
    json.text(name, text);
  }
}

void write_named(JsonWriter& json, const Text& id, const Text& label) {
  json.begin_object().text("id", id).text("label", label).end_object();
}

void write_subject(JsonWriter& json, const MessageContext& context) {
  if (context.trigger.on == Trigger::On::kHit) {
    const Rule& rule = context.model.rules[context.trigger.subject];
    write_named(json.key("rule"), rule.id, rule.label);
  } else {
    const Segment& segment = context.model.segments[context.trigger.subject];
    write_named(json.key("segment"), segment.id, segment.label);
  }
}

/// The rules that gave most, by size and then by order.
void write_strongest(JsonWriter& json, const MessageContext& context) {
  List<Reason> reasons = explain(context.model, context.state, context.now.at);
  const auto size = [](const Reason& r) { return std::max(r.points, -r.points); };
  json.begin_array();
  for (std::size_t n = 0; n < kMostReasons; ++n) {
    Reason* strongest = nullptr;
    for (Reason& reason : reasons) {
      if (strongest == nullptr || size(reason) > size(*strongest)) strongest = &reason;
    }
    if (strongest == nullptr || strongest->points == Points{}) break;
    const Rule& rule = context.model.rules[strongest->rule];
    const auto& last = context.state.rules[strongest->rule].last_hit;
    json.begin_object().text("rule", rule.id);
    json.text("label", rule.label);
    json.points("points", strongest->points).integer("hits", strongest->hits);
    if (last) json.text("last", to_iso(*last));
    json.end_object();
    strongest->points = {};  // written
  }
  json.end_array();
}

void write_snapshot(JsonWriter& json, const MessageContext& context) {
  const Snapshot& now = context.now;
  write_points(json.key("scores"), context.model, now.scores);
  write_points(json.key("before"), context.model, context.before.scores);
  write_points(json.key("momentum"), context.model, now.momentum);
  write_top(json, context.model, now);
  json.text("grade", now.grade);
  write_segments(json.key("segments"), context.model, now.segments);
  write_rule_ids(json.key("disqualified"), context.model, now.disqualified);
}

void write_cause(JsonWriter& json, const MessageContext& context) {
  const Event& event = context.event;
  json.key("event").begin_object().text("name", event.name);
  json.text_member("id", event.message_id).text("time", to_iso(event.time)).end_object();
  json.key("page").begin_object().text_member("path", event.page.path);
  json.text_member("url", event.page.url).text_member("title", event.page.title).end_object();
}

void write_history(JsonWriter& json, const MessageContext& context) {
  const State& state = context.state;
  json.text("channel", state.visit.origin.channel);
  write_campaign(json.key("campaign"), state.visit.origin.campaign);
  write_known(json, "landing", state.first_origin.landing);
  json.integer("visits", state.visit.number);
  json.text("first_seen", to_iso(state.first.value_or(context.now.at)));
  write_known(json, "userId", state.user_id);
  json.key("events").begin_object().integer("count", state.events);
  json.text("digest", to_hex(state.digest)).end_object();
}

/// When the segment entered ends if nothing more happens.
void write_leaves_at(JsonWriter& json, const MessageContext& context) {
  std::optional<Instant> end;
  if (context.trigger.on == Trigger::On::kEnter) {
    end = leaves_at(context.model, context.state, context.trigger.subject);
  }
  write_known(json, "leaves_at", end ? to_iso(*end) : "");
}

void write_message(JsonWriter& json, const MessageContext& context, const Text& id) {
  json.begin_object().text("specversion", "1.0").text("id", id);
  json.text("source", source_of(context)).text("type", type_of(context.trigger.on));
  json.text("subject", context.state.visitor);
  json.text("time", to_iso(context.now.at));
  json.text("datacontenttype", "application/json").key("data").begin_object();
  json.key("model").begin_object().text("id", context.model.id);
  json.text("version", context.model.version);
  json.text("digest", to_hex(context.model.digest)).integer("laws", kLaws).end_object();
  json.text("trigger", context.trigger.id).text("say", context.trigger.say);
  write_subject(json, context);
  write_snapshot(json, context);
  write_strongest(json.key("reasons"), context);
  write_cause(json, context);
  write_history(json, context);
  // The profile fields that the destination names, and no others.
  const auto profile = pruned(context.state.profile, context.destination.fields);
  json.value("profile", profile ? *profile : Object{});
  write_leaves_at(json, context);
  write_holdout(json.key("holdout"), context.model, context.state);
  write_exposures(json, context.model, context.state);
  write_known(json, "consent", context.event.consent);
  json.text("mode", context.event.mode.empty() ? "live" : context.event.mode);
  json.end_object().end_object();
}

Value message_value(const MessageContext& context, const Text& id) {
  ValueBuilder values;
  JsonWriter json(values);
  write_message(json, context, id);
  return values.take();
}

}  // namespace

Text message_id(const Model& model, const State& state, const Firing& firing) {
  // Each part is written as JSON text, so that no two different lists of parts run together.
  JsonWriter json;
  json.begin_array().text(model.id).text(state.visitor).text(model.triggers[firing.trigger].id);
  const Text parts = json.integer(firing.nth).end_array().take();
  return to_hex(hash_bytes(parts, 1)) + to_hex(hash_bytes(parts, 2));
}

namespace {

/// Calls back for every message of an outcome: its context, its id, its firing, its destination.
template <class Each>
void each_message(const Model& model, const State& state, const Event& event,
                  const Outcome& outcome, Each each) {
  for (const Firing& firing : outcome.fired) {
    const Trigger& trigger = model.triggers[firing.trigger];
    const Text id = message_id(model, state, firing);
    for (const std::size_t to : trigger.to) {
      const MessageContext context{model,
                                   state,
                                   event,
                                   firing.in_silence ? outcome.earlier : outcome.before,
                                   firing.in_silence ? outcome.before : outcome.after,
                                   trigger,
                                   model.destinations[to]};
      each(context, id, firing, to);
    }
  }
}

}  // namespace

List<Message> messages(const Model& model, const State& state, const Event& event,
                       const Outcome& outcome) {
  List<Message> out;
  each_message(
      model, state, event, outcome,
      [&](const MessageContext& context, const Text& id, const Firing& firing, std::size_t to) {
        const Destination& destination = context.destination;
        Message message{id, firing.trigger, to, outcome.time, destination.url, ""};
        if (posts_as_it_is(destination)) {
          JsonWriter json;
          write_message(json, context, id);
          message.body = json.take();
        } else {
          Value value = message_value(context, id);
          message.url = url_of(destination, value);
          message.body = to_json(body_in_format(destination, std::move(value)));
        }
        out.push_back(std::move(message));
      });
  return out;
}

List<SentBody> sent_bodies(const Model& model, const State& state, const Event& event,
                           const Outcome& outcome) {
  List<SentBody> out;
  each_message(
      model, state, event, outcome,
      [&](const MessageContext& context, const Text& id, const Firing& /*firing*/, std::size_t to) {
        out.push_back({to, body_in_format(context.destination, message_value(context, id))});
      });
  return out;
}

}  // namespace kelvin
