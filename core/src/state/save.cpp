// A state as JSON, keyed by ids, so that a changed model finds what still fits.
#include <algorithm>

#include "base/hash.h"
#include "json/writer.h"
#include "kelvin/state.h"
#include "report/parts.h"
#include "state/format.h"

namespace kelvin {
namespace {

void write_time(JsonWriter& json, const char* name, const std::optional<Instant>& t) {
  if (t) json.integer(name, t->ms);
}

/// A number that is left out where it is zero.
void write_count(JsonWriter& json, const char* name, std::int64_t n) {
  if (n != 0) json.integer(name, n);
}

void write_limit(JsonWriter& json, const LimitUse& use) {
  if (use == LimitUse{}) return;
  json.key("limit").begin_array().integer(use.window).integer(use.used).end_array();
}

void write_origin(JsonWriter& json, const Origin& origin) {
  json.begin_object().text_member("channel", origin.channel);
  if (!origin.campaign.empty()) write_campaign(json.key("campaign"), origin.campaign);
  json.text_member("referrer_host", origin.referrer_host);
  json.text_member("landing", origin.landing).end_object();
}

/// Values as digits; how old each is follows where that matters, all in as many digits as the
/// oldest needs. So 256 values take less than 64 pairs of numbers did.
void write_values(JsonWriter& json, const Count& count, const RuleState& state) {
  Text text;
  for (const CountedMatch& match : state.counted) append_digits(text, match.value, kIdDigits);
  json.text("values", text);
  if (!count.within) return;
  const Instant newest = state.last_match.value_or(kLatest);
  const auto age = [newest](const CountedMatch& match) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>((newest - match.time).ms, 0));
  };
  std::uint64_t oldest = 0;
  for (const CountedMatch& match : state.counted) oldest = std::max(oldest, age(match));
  std::size_t digits = 1;
  while (oldest >> (6 * digits) != 0) ++digits;
  text.clear();
  for (const CountedMatch& match : state.counted) append_digits(text, age(match), digits);
  json.text("ages", text);
}

void write_counted(JsonWriter& json, const Count& count, const RuleState& state) {
  if (count.distinct) return write_values(json, count, state);
  json.key("counted").begin_array();
  for (const CountedMatch& match : state.counted) {
    json.begin_array().integer(match.time.ms);
    json.integer(static_cast<std::int64_t>(match.value)).end_array();
  }
  json.end_array();
}

void write_rule(JsonWriter& json, const Rule& rule, const RuleState& state) {
  json.begin_object();
  write_count(json, "hits", state.hits);
  // Mostly a match is a hit, so only what differs is written.
  if (state.matches != state.hits) json.integer("matches", state.matches);
  write_time(json, "matched", state.last_match);
  if (state.last_hit != state.last_match) {
    json.key("hit");
    state.last_hit ? json.integer(state.last_hit->ms) : json.null();
  }
  write_count(json, "raw", state.raw.millionths);
  write_count(json, "worn", state.worn.millionths);
  write_count(json, "sum", state.sum);
  if (!state.live.empty()) {
    json.key("live").begin_array();
    for (const HitSlot& slot : state.live) {
      json.begin_array().integer(slot.first.ms).integer(slot.sum.millionths).end_array();
    }
    json.end_array();
  }
  write_limit(json, state.limit);
  if (!state.counted.empty()) write_counted(json, *rule.count, state);
  if (state.holds) json.key("holds").boolean(true);
  json.end_object();
}

void write_rules(JsonWriter& json, const Model& model, const State& state) {
  json.key("rules").begin_object();
  for (RuleIndex i = 0; i < state.rules.size(); ++i) {
    const Rule& rule = model.rules[i];
    if (state.rules[i] != RuleState{}) write_rule(json.key(rule.id), rule, state.rules[i]);
  }
  json.end_object();
}

void write_momentum(JsonWriter& json, const Model& model, const State& state) {
  json.key("momentum").begin_object();
  for (ScoreIndex i = 0; i < state.momentum.size(); ++i) {
    if (state.momentum[i].empty()) continue;
    json.key(model.scores[i].id).begin_array();
    for (const DayMove& move : state.momentum[i]) {
      json.begin_array().integer(move.day).integer(move.moved.millionths).end_array();
    }
    json.end_array();
  }
  json.end_object();
}

void write_triggers(JsonWriter& json, const Model& model, const State& state) {
  json.key("triggers").begin_object();
  for (std::size_t i = 0; i < state.triggers.size(); ++i) {
    const TriggerState& trigger = state.triggers[i];
    if (trigger == TriggerState{}) continue;
    json.key(model.triggers[i].id).begin_object().integer("fired", trigger.fired);
    write_limit(json, trigger.limit);
    json.end_object();
  }
  json.end_object();
}

void write_exposures(JsonWriter& json, const Model& model, const State& state) {
  bool any = false;
  for (std::size_t i = 0; i < state.exposures.size(); ++i) {
    const ExposureState& exposure = state.exposures[i];
    if (exposure == ExposureState{}) continue;
    if (!any) json.key("exposures").begin_object();
    any = true;
    json.key(model.experiences[i].id).begin_object().integer("seen", exposure.seen);
    write_limit(json, exposure.limit);
    if (exposure.ended) json.key("ended").boolean(true);
    json.end_object();
  }
  if (any) json.end_object();
}

void write_visit(JsonWriter& json, const State& state) {
  json.key("visit").begin_object().integer("number", state.visit.number);
  json.integer("pages", state.visit.pages).integer("ms", state.visit.engaged.ms);
  write_origin(json.key("origin"), state.visit.origin);
  json.end_object();
  write_origin(json.key("first_origin"), state.first_origin);
  json.key("total").begin_object().integer("pages", state.total.pages);
  json.integer("days", state.total.days).integer("last_day", state.total.last_day);
  json.integer("ms", state.total.engaged.ms).end_object();
}

}  // namespace

Text save(const Model& model, const State& state) {
  JsonWriter json;
  json.begin_object().integer("kelvin", kStateFormat);
  json.key("model").begin_object().text("id", model.id);
  json.text("version", model.version).text("digest", to_hex(model.digest));
  json.integer("laws", kLaws).end_object();
  json.text("visitor", state.visitor).text_member("user_id", state.user_id);
  json.integer("events", state.events).text("digest", to_hex(state.digest));
  // Restored under a changed model, and no event since.
  if (state.events > 0 && state.settled_under != model.digest) json.key("unsettled").boolean(true);
  write_time(json, "first", state.first);
  write_time(json, "last", state.last);
  write_time(json, "last_activity", state.last_activity);
  write_time(json, "last_onsite", state.last_onsite);
  write_visit(json, state);
  json.value("profile", state.profile);
  write_rules(json, model, state);
  write_momentum(json, model, state);
  write_segments(json.key("segments"), model, state.segments);
  write_triggers(json, model, state);
  write_exposures(json, model, state);
  Text recent;
  for (const std::uint64_t id : state.recent) append_digits(recent, id, kIdDigits);
  return json.text("recent", recent).end_object().take();
}

}  // namespace kelvin
