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

namespace kelvin {
namespace {

constexpr std::size_t kMostReasons = 5;

/// One message being written.
struct Letter {
  const Model& model;
  const State& state;
  const Event& event;
  const Standing& before;
  const Standing& now;
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
std::string source_of(const Letter& letter) {
  const std::string& host = letter.event.page.host;
  return (host.empty() ? "kelvin:" : "//" + host + "/#") + letter.model.id;
}

/// null where nothing is known.
void write_known(JsonWriter& json, const char* name, const std::string& text) {
  if (text.empty()) {
    json.key(name).null();
  } else {
    json.text(name, text);
  }
}

void write_named(JsonWriter& json, const std::string& id, const std::string& label) {
  json.begin_object().text("id", id).text("label", label).end_object();
}

void write_subject(JsonWriter& json, const Letter& letter) {
  if (letter.trigger.on == Trigger::On::kHit) {
    const Rule& rule = letter.model.rules[letter.trigger.subject];
    write_named(json.key("rule"), rule.id, rule.label);
  } else {
    const Segment& segment = letter.model.segments[letter.trigger.subject];
    write_named(json.key("segment"), segment.id, segment.label);
  }
}

/// The rules that gave most, by size and then by order.
void write_strongest(JsonWriter& json, const Letter& letter) {
  std::vector<Reason> reasons = explain(letter.model, letter.state, letter.now.at);
  const auto size = [](const Reason& r) { return std::max(r.points, -r.points); };
  json.begin_array();
  for (std::size_t n = 0; n < kMostReasons; ++n) {
    Reason* strongest = nullptr;
    for (Reason& reason : reasons) {
      if (strongest == nullptr || size(reason) > size(*strongest)) strongest = &reason;
    }
    if (strongest == nullptr || strongest->points == Points{}) break;
    const Rule& rule = letter.model.rules[strongest->rule];
    const auto& last = letter.state.rules[strongest->rule].last_hit;
    json.begin_object().text("rule", rule.id);
    json.text("label", rule.label);
    json.points("points", strongest->points).integer("hits", strongest->hits);
    if (last) json.text("last", to_iso(*last));
    json.end_object();
    strongest->points = {};  // written
  }
  json.end_array();
}

void write_standing(JsonWriter& json, const Letter& letter) {
  const Standing& now = letter.now;
  write_points(json.key("scores"), letter.model, now.scores);
  write_points(json.key("before"), letter.model, letter.before.scores);
  write_points(json.key("momentum"), letter.model, now.momentum);
  write_top(json, letter.model, now);
  json.text("grade", now.grade);
  write_segments(json.key("segments"), letter.model, now.segments);
  write_rule_ids(json.key("disqualified"), letter.model, now.disqualified);
}

void write_cause(JsonWriter& json, const Letter& letter) {
  const Event& event = letter.event;
  json.key("event").begin_object().text("name", event.name);
  json.text_member("id", event.message_id).text("time", to_iso(event.time)).end_object();
  json.key("page").begin_object().text_member("path", event.page.path);
  json.text_member("url", event.page.url).text_member("title", event.page.title).end_object();
}

void write_history(JsonWriter& json, const Letter& letter) {
  const State& state = letter.state;
  json.text("channel", state.visit.origin.channel);
  write_campaign(json.key("campaign"), state.visit.origin.campaign);
  write_known(json, "landing", state.first_origin.landing);
  json.integer("visits", state.visit.number);
  json.text("first_seen", to_iso(state.first.value_or(letter.now.at)));
  write_known(json, "userId", state.user_id);
  json.key("events").begin_object().integer("count", state.events);
  json.text("digest", to_hex(state.digest)).end_object();
}

/// When the segment entered ends if nothing more happens.
void write_leaves_at(JsonWriter& json, const Letter& letter) {
  std::optional<Instant> end;
  if (letter.trigger.on == Trigger::On::kEnter) {
    end = leaves_at(letter.model, letter.state, letter.trigger.subject);
  }
  write_known(json, "leaves_at", end ? to_iso(*end) : "");
}

std::string body_of(const Letter& letter, const std::string& id) {
  JsonWriter json;
  json.begin_object().text("specversion", "1.0").text("id", id);
  json.text("source", source_of(letter)).text("type", type_of(letter.trigger.on));
  json.text("subject", letter.state.visitor);
  json.text("time", to_iso(letter.now.at));
  json.text("datacontenttype", "application/json").key("data").begin_object();
  json.key("model").begin_object().text("id", letter.model.id);
  json.text("version", letter.model.version);
  json.text("digest", to_hex(letter.model.digest)).integer("laws", kLaws).end_object();
  json.text("trigger", letter.trigger.id).text("say", letter.trigger.say);
  write_subject(json, letter);
  write_standing(json, letter);
  write_strongest(json.key("reasons"), letter);
  write_cause(json, letter);
  write_history(json, letter);
  // The profile fields that the destination names, and no others.
  const auto profile = pruned(letter.state.profile, letter.destination.fields);
  json.value("profile", profile ? *profile : Object{});
  write_leaves_at(json, letter);
  write_holdout(json.key("holdout"), letter.model, letter.state);
  write_known(json, "consent", letter.event.consent);
  json.text("mode", letter.event.mode.empty() ? "live" : letter.event.mode);
  return json.end_object().end_object().take();
}

}  // namespace

std::string message_id(const Model& model, const State& state, const Firing& firing) {
  // Each part is written as JSON text, so that no two different lists of parts run together.
  JsonWriter json;
  json.begin_array().text(model.id).text(state.visitor).text(model.triggers[firing.trigger].id);
  const std::string parts = json.integer(firing.nth).end_array().take();
  return to_hex(hash_bytes(parts, 1)) + to_hex(hash_bytes(parts, 2));
}

std::vector<Message> messages(const Model& model, const State& state, const Event& event,
                              const Outcome& outcome) {
  std::vector<Message> out;
  for (const Firing& firing : outcome.fired) {
    const Trigger& trigger = model.triggers[firing.trigger];
    const std::string id = message_id(model, state, firing);
    for (const std::size_t to : trigger.to) {
      const Letter letter{model,
                          state,
                          event,
                          firing.in_silence ? outcome.earlier : outcome.before,
                          firing.in_silence ? outcome.before : outcome.after,
                          trigger,
                          model.destinations[to]};
      Post post = post_of(letter.destination, body_of(letter, id));
      out.push_back(
          {id, firing.trigger, to, outcome.time, std::move(post.url), std::move(post.body)});
    }
  }
  return out;
}

}  // namespace kelvin
