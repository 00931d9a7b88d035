// restore: a saved state under the model of today. Nothing in the text is trusted: it may come from
// a damaged store, another site, or a hand.
#include <algorithm>
#include <span>

#include "diagnose/problems.h"
#include "kelvin/state.h"
#include "state/format.h"

namespace kelvin {
namespace {

constexpr double kMostCount = 9007199254740992;  // 2^53: where doubles stop counting
constexpr std::size_t kMostEntries = 128;
constexpr const char* kNewer = "a newer version wrote this: leave it as it is";

/// Reads members of one object; a mistake is noted and the default given.
class Fields {
 public:
  Fields(Problems& problems, const Value& object) : problems_(problems), object_(object) {
    if (object.as_object() == nullptr) problems.add("wrong_type", object, "expected an object");
  }

  [[nodiscard]] Problems& problems() { return problems_; }
  [[nodiscard]] const Value* get(const char* name) const { return object_.find(name); }

  std::int64_t integer(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? whole(*value) : 0;
  }
  std::int64_t count(const char* name) {
    const std::int64_t n = integer(name);
    if (n < 0) problems_.add("bad_value", *get(name), "expected a count");
    return std::max<std::int64_t>(n, 0);
  }
  std::optional<Instant> instant(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? std::optional(time(*value)) : std::nullopt;
  }
  Text text(const char* name) {
    const Value* value = get(name);
    const Text* text = value != nullptr ? read_text(problems_, *value) : nullptr;
    return text != nullptr ? *text : "";
  }
  /// At most so many numbers, each in as many digits.
  List<std::uint64_t> digits(const char* name, std::size_t most, std::size_t width) {
    List<std::uint64_t> out;
    const Value* value = get(name);
    if (value == nullptr) return out;
    const Text* text = value->as_text();
    if (text == nullptr || text->find_first_not_of(kDigits) != text->npos ||
        text->size() % width != 0 || text->size() > most * width) {
      problems_.add("bad_value", *value, joined("expected at most ", most, " numbers as digits"));
      return out;
    }
    for (std::size_t from = 0; from < text->size(); from += width) {
      out.push_back(number_of_digits(std::string_view(*text).substr(from, width)));
    }
    return out;
  }
  std::uint64_t hex(const char* name) {
    std::uint64_t n = 0;
    const Text digits = text(name);
    for (const char c : digits) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos || digits.size() > 16) {
        problems_.add("bad_value", *get(name), "expected hexadecimal digits");
        return 0;
      }
      n = n * 16 + digit;
    }
    return n;
  }

  /// The items of a list; those beyond kMostEntries are dropped.
  std::span<const Value> items(const char* name) {
    const Value* value = get(name);
    return value != nullptr ? items_of(*value) : std::span<const Value>();
  }
  std::span<const Value> items_of(const Value& value) {
    const auto all = read_list(problems_, value);
    return all.first(std::min(all.size(), kMostEntries));
  }
  /// The first of a list of two values; nullptr where it is something else.
  const Value* pair_of(const Value& value) {
    const Array* pair = value.as_array();
    if (pair != nullptr && pair->size() == 2) return pair->data();
    problems_.add("wrong_type", value, "expected a pair");
    return nullptr;
  }

  std::int64_t whole(const Value& value) {
    const double* n = value.as_number();
    if (n == nullptr || !(*n > -kMostCount && *n < kMostCount) ||
        static_cast<double>(static_cast<std::int64_t>(*n)) != *n) {
      problems_.add("bad_value", value, "expected a whole number");
      return 0;
    }
    return static_cast<std::int64_t>(*n);
  }
  Instant time(const Value& value) {
    const Instant t{whole(value)};
    if (t < kEarliest || t > kLatest) problems_.add("bad_value", value, "expected a time");
    return std::clamp(t, kEarliest, kLatest);
  }
  Points amount(const Value& value) {
    const Points p{whole(value)};
    if (p < -kMaxContribution || p > kMaxContribution) {
      problems_.add("bad_value", value, "expected an amount of points");
    }
    return std::clamp(p, -kMaxContribution, kMaxContribution);
  }

 private:
  Problems& problems_;
  const Value& object_;
};

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
    const auto value = static_cast<std::uint64_t>(fields.whole(pair[1]));
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
  if (const Value* holds = fields.get("holds")) {
    state.holds = holds->as_bool() != nullptr && *holds->as_bool();
  }
}

/// The place of an id in the model's list. What is not there has gone with an older model: dropped.
template <class Item>
std::optional<std::size_t> place_of(const List<Item>& items, const Text& id, const char* kind,
                                    Restored& out) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].id == id) return i;
  }
  out.dropped.push_back(joined(kind, id));
  return std::nullopt;
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
  } else if (*number > kStateFormat) {
    top.problems().add("newer_format", *format, kNewer);
  }
  const Value* from = top.get("model");
  if (from == nullptr) return;
  Fields origin(top.problems(), *from);
  const Text id = origin.text("id");
  if (id != model.id) {
    top.problems().add("other_model", *from, id.c_str(), "this belongs to another model");
  } else if (origin.count("laws") > kLaws) {
    top.problems().add("newer_format", *from, kNewer);
  }
}

/// Of the model that it was saved under.
std::uint64_t digest_in(Fields& top) {
  const Value* from = top.get("model");
  return from != nullptr ? Fields(top.problems(), *from).hex("digest") : 0;
}

}  // namespace

Result<Restored> restore(const Model& model, std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return document.errors();
  Problems problems(*document);
  Fields top(problems, *document);
  if (problems.none()) check_origin(model, *document, top);
  if (!problems.none()) return problems.take();

  std::unique_ptr<Restored> out(new Restored{new_state(model), {}});
  State& state = out->state;
  state.visitor = top.text("visitor");
  state.user_id = top.text("user_id");
  state.events = top.count("events");
  state.digest = top.hex("digest");
  state.first = top.instant("first");
  state.last = top.instant("last");
  state.last_activity = top.instant("last_activity");
  state.last_onsite = top.instant("last_onsite");
  read_visit(problems, top, state);
  if (const Value* profile = top.get("profile")) {
    if (profile->as_object() == nullptr) problems.add("wrong_type", *profile, "expected an object");
    state.profile = *profile;
  }
  read_parts(model, top, *out);
  state.recent = top.digits("recent", kRecentIds, kIdDigits);
  if (state.events > 0 && digest_in(top) == model.digest) state.settled_under = model.digest;
  if (!problems.none()) return problems.take();
  return out;
}

}  // namespace kelvin
