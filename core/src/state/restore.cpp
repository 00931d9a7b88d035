// restore: a saved state under the model of today. Nothing in the text is trusted: it may come from
// a damaged store, another site, or a hand.
#include <algorithm>
#include <span>

#include "kelvin/state.h"
#include "state/compact.h"
#include "state/fields.h"
#include "state/takeover.h"

namespace kelvin {
namespace {

constexpr const char* kNewer = "a newer version wrote this: leave it as it is";

LimitUse read_limit(Fields& fields) {
  const Value* limit = fields.get("limit");
  const Value* pair = limit != nullptr ? fields.pair_of(*limit) : nullptr;
  if (pair == nullptr) return {};
  return {fields.whole(pair[0]), std::max<std::int64_t>(0, fields.whole(pair[1]))};
}

void read_origin(Problems& problems, const Value* value, Origin& origin) {
  if (value == nullptr) return;
  Fields fields(problems, *value);
  origin.channel = fields.text("channel");
  origin.referrer_host = fields.text("referrer_host");
  origin.landing = fields.text("landing");
  if (const Value* campaign = fields.get("campaign")) {
    Fields members(problems, *campaign);
    for (const CampaignMember& member : kCampaignMembers) {
      origin.campaign.*member.text = members.text(member.name);
    }
  }
}

/// The values of `distinct`, and where the rule has `within` how old each was at the last match: of
/// one that got its `within` since then, as young as can be.
void read_values(Fields& fields, const Count& count, RuleState& state) {
  const Instant newest = count.within ? state.last_match.value_or(kLatest) : Instant{};
  for (const std::uint64_t value : fields.digits("values", kRememberedValues, kIdDigits)) {
    state.counted.push_back({newest, value});
  }
  const Value* ages = fields.get("ages");
  const Text* text = ages != nullptr ? ages->as_text() : nullptr;
  if (text == nullptr || !count.within || state.counted.empty()) return;
  const std::size_t size = state.counted.size();
  const std::size_t width = std::clamp(text->size() / size, std::size_t{1}, kMostAgeDigits);
  std::size_t i = 0;
  for (const std::uint64_t age : fields.digits("ages", size, width)) {
    Instant& time = state.counted[i++].time;
    time = std::max(newest - Duration{static_cast<std::int64_t>(age)}, kEarliest);
  }
}

/// The matches that count; of `distinct` also as they were written before: pairs of numbers.
void read_counted(Fields& fields, const Count& count, RuleState& state) {
  for (const Value& item : fields.items("counted")) {
    const Value* pair = fields.pair_of(item);
    if (pair == nullptr) continue;
    const Instant time = fields.time(pair[0]);
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(fields.whole(pair[1]), 0));
    state.counted.push_back({count.distinct && !count.within ? Instant{} : time, value});
  }
  if (count.distinct && fields.get("values") != nullptr) {
    state.counted.clear();
    read_values(fields, count, state);
  }
}

void read_rule(Problems& problems, const Value& value, const Rule& rule, RuleState& state) {
  Fields fields(problems, value);
  state.hits = fields.count("hits");
  state.matches = fields.get("matches") != nullptr ? fields.count("matches") : state.hits;
  state.last_match = fields.instant("matched");
  const Value* hit = fields.get("hit");
  if (hit == nullptr) state.last_hit = state.last_match;
  if (hit != nullptr && !hit->is_null()) state.last_hit = fields.time(*hit);
  state.raw = {fields.integer("raw")};
  state.worn = {fields.integer("worn")};
  if (rule.summed) state.sum = std::clamp(fields.integer("sum"), -kMostSum, kMostSum);
  for (const Value& item : fields.items("live")) {
    const Value* pair = fields.pair_of(item);
    if (pair != nullptr) state.live.push_back({fields.time(pair[0]), fields.amount(pair[1])});
  }
  state.limit = read_limit(fields);
  if (rule.count) read_counted(fields, *rule.count, state);
  state.holds = fields.flag("holds");
}

const Object& members_of(Fields& top, const char* name) {
  static const Object kNone;
  const Value* value = top.get(name);
  return value != nullptr && value->as_object() != nullptr ? *value->as_object() : kNone;
}

/// What is kept by the ids of the model's parts.
void read_parts(const Model& model, Fields& top, Restored& out) {
  for (const auto& [id, value] : members_of(top, "rules")) {
    if (const auto i = place_of(model.rules, id, "rule ", out)) {
      read_rule(top.problems(), value, model.rules[*i], out.state.rules[*i]);
    }
  }
  for (const auto& [id, value] : members_of(top, "momentum")) {
    const auto i = place_of(model.scores, id, "momentum ", out);
    if (!i) continue;
    for (const Value& item : top.items_of(value)) {
      const Value* pair = top.pair_of(item);
      if (pair == nullptr) continue;
      out.state.momentum[*i].push_back({top.whole(pair[0]), {top.whole(pair[1])}});
    }
  }
  for (const auto& [id, value] : members_of(top, "triggers")) {
    const auto i = place_of(model.triggers, id, "trigger ", out);
    if (!i) continue;
    Fields fields(top.problems(), value);
    out.state.triggers[*i] = {fields.count("fired"), read_limit(fields)};
  }
  for (const auto& [id, value] : members_of(top, "exposures")) {
    const auto i = place_of(model.experiences, id, "experience ", out);
    if (!i) continue;
    Fields fields(top.problems(), value);
    out.state.exposures[*i] = {fields.count("seen"), fields.flag("ended"), read_limit(fields)};
  }
  const Value* segments = top.get("segments");
  if (segments == nullptr) return;
  for (const Value& item : read_list(top.problems(), *segments)) {
    const Text* id = read_text(top.problems(), item);
    if (id == nullptr) continue;
    if (const auto i = place_of(model.segments, *id, "segment ", out)) out.state.segments[*i] = 1;
  }
}

void read_visit(Problems& problems, Fields& top, State& state) {
  if (const Value* visit = top.get("visit")) {
    Fields fields(problems, *visit);
    state.visit.number = fields.count("number");
    state.visit.pages = fields.count("pages");
    state.visit.engaged = {fields.count("ms")};
    read_origin(problems, fields.get("origin"), state.visit.origin);
  }
  read_origin(problems, top.get("first_origin"), state.first_origin);
  if (const Value* total = top.get("total")) {
    Fields fields(problems, *total);
    state.total = {fields.count("pages"),
                   fields.count("days"),
                   fields.integer("last_day"),
                   {fields.count("ms")}};
  }
}

void check_origin(const Model& model, const Value& document, Fields& top) {
  const Value* format = top.get("kelvin");
  const double* number = format != nullptr ? format->as_number() : nullptr;
  if (number == nullptr) {
    top.problems().add("bad_value", document, "this is no saved state");
  } else if (*number > kCompactFormat) {
    top.problems().add("newer_format", *format, kNewer);
  }
  const Value* from = top.get("model");
  if (from == nullptr) return;
  Fields origin(top.problems(), *from);
  const Text id = origin.text("id");
  if (id != model.id) {
    top.problems().add("other_model", *from, id, "this belongs to another model");
  } else if (origin.count("laws") > kLaws) {
    top.problems().add("newer_format", *from, kNewer);
  }
}

/// Of the model that it was saved under.
std::uint64_t digest_in(Fields& top) {
  const Value* from = top.get("model");
  return from != nullptr ? Fields(top.problems(), *from).hex("digest") : 0;
}

void read_exchange(const Model& model, Fields& top, Restored& out) {
  State& state = out.state;
  state.visitor = top.text("visitor");
  state.user_id = top.text("user_id");
  state.events = top.count("events");
  state.digest = top.hex("digest");
  state.first = top.instant("first");
  state.last = top.instant("last");
  state.last_activity = top.instant("last_activity");
  state.last_onsite = top.instant("last_onsite");
  read_visit(top.problems(), top, state);
  if (const Value* profile = top.get("profile")) {
    if (profile->as_object() == nullptr) {
      top.problems().add("wrong_type", *profile, "expected an object");
    }
    state.profile = *profile;
  }
  read_parts(model, top, out);
  state.recent = top.digits("recent", kRecentIds, kIdDigits);
  const bool settled = state.events > 0 && top.get("unsettled") == nullptr;
  if (settled && out.saved_under == model.digest) state.settled_under = model.digest;
}

}  // namespace

Result<Restored> restore(const Model& model, const Value& saved) {
  Problems problems(saved);
  Fields top(problems, saved);
  if (problems.none()) check_origin(model, saved, top);
  if (!problems.none()) return problems.take();

  std::unique_ptr<Restored> out(new Restored{new_state(model), {}, digest_in(top)});
  if (is_compact(saved)) {
    read_compact(model, top, saved, *out);
  } else {
    read_exchange(model, top, *out);
  }
  fit_rules(model, out->state);
  if (!problems.none()) return problems.take();
  return out;
}

}  // namespace kelvin
