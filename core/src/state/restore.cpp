// restore: a saved state under the model of today. Nothing in the text is trusted: it may come from
// a damaged store, another site, or a hand.
#include <algorithm>

#include "kelvin/state.h"
#include "model/problems.h"
#include "state/format.h"

namespace kelvin {
namespace {

constexpr double kMostCount = 9007199254740992;  // 2^53: where doubles stop counting
constexpr std::size_t kMostEntries = 128;

/// Reads members of one object; a mistake is noted and the default given.
class Fields {
 public:
  Fields(Problems& problems, Spot spot) : problems_(problems), spot_(std::move(spot)) {
    if (spot_.value->as_object() == nullptr) problems_.add("wrong_type", spot_, "expected an object");
  }

  [[nodiscard]] const Spot& spot() const { return spot_; }
  [[nodiscard]] std::optional<Spot> get(std::string_view name) const {
    const Value* value = spot_.value->find(name);
    return value != nullptr ? std::optional(spot_.member(name, *value)) : std::nullopt;
  }

  std::int64_t integer(std::string_view name) {
    const auto spot = get(name);
    return spot ? whole(*spot) : 0;
  }
  std::int64_t count(std::string_view name) {
    const auto spot = get(name);
    const std::int64_t n = spot ? whole(*spot) : 0;
    if (n < 0) problems_.add("bad_value", *spot, "expected a count");
    return std::max<std::int64_t>(n, 0);
  }
  Points points(std::string_view name) {
    const auto spot = get(name);
    return spot ? amount(*spot) : Points{};
  }
  std::optional<Instant> instant(std::string_view name) {
    const auto spot = get(name);
    return spot ? std::optional(time(*spot)) : std::nullopt;
  }
  std::string text(std::string_view name) {
    const auto spot = get(name);
    return spot ? read_text(problems_, *spot).value_or("") : "";
  }
  std::uint64_t hex(std::string_view name) { return hex_number(text(name), name); }

  /// A list of pairs of whole numbers.
  std::vector<std::pair<Spot, Spot>> pairs(std::string_view name) {
    const auto spot = get(name);
    return spot ? pairs_of(*spot) : std::vector<std::pair<Spot, Spot>>{};
  }
  std::vector<std::pair<Spot, Spot>> pairs_of(const Spot& spot) {
    std::vector<std::pair<Spot, Spot>> out;
    for (const Spot& item : read_list(problems_, spot)) {
      if (out.size() == kMostEntries) break;
      const Array* pair = item.value->as_array();
      if (pair == nullptr || pair->size() != 2) {
        problems_.add("wrong_type", item, "expected a pair");
      } else {
        out.emplace_back(item.item(0), item.item(1));
      }
    }
    return out;
  }

  std::int64_t whole(const Spot& spot) {
    const double* n = spot.value->as_number();
    if (n == nullptr || !(*n > -kMostCount && *n < kMostCount) ||
        static_cast<double>(static_cast<std::int64_t>(*n)) != *n) {
      problems_.add("bad_value", spot, "expected a whole number");
      return 0;
    }
    return static_cast<std::int64_t>(*n);
  }
  Instant time(const Spot& spot) {
    const Instant t{whole(spot)};
    if (t < kEarliest || t > kLatest) problems_.add("bad_value", spot, "expected a time");
    return std::clamp(t, kEarliest, kLatest);
  }
  Points amount(const Spot& spot) {
    const Points p{whole(spot)};
    if (p < -kMaxContribution || p > kMaxContribution) {
      problems_.add("bad_value", spot, "expected an amount of points");
    }
    return std::clamp(p, -kMaxContribution, kMaxContribution);
  }
  std::uint64_t hex_number(std::string_view text, std::string_view name) {
    std::uint64_t n = 0;
    for (const char c : text) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos || text.size() > 16) {
        problems_.add("bad_value", get(name).value_or(spot_), "expected hexadecimal digits");
        return 0;
      }
      n = n * 16 + digit;
    }
    return n;
  }

 private:
  Problems& problems_;
  Spot spot_;
};

LimitUse read_limit(Problems& problems, Fields& fields) {
  const auto spot = fields.get("limit");
  if (!spot) return {};
  const Array* pair = spot->value->as_array();
  if (pair == nullptr || pair->size() != 2) {
    problems.add("wrong_type", *spot, "expected a pair");
    return {};
  }
  return {fields.whole(spot->item(0)), std::max<std::int64_t>(0, fields.whole(spot->item(1)))};
}

Origin read_origin(Problems& problems, const std::optional<Spot>& spot) {
  Origin origin;
  if (!spot) return origin;
  Fields fields(problems, *spot);
  origin.channel = fields.text("channel");
  origin.referrer_host = fields.text("referrer_host");
  origin.landing = fields.text("landing");
  if (const auto campaign = fields.get("campaign")) {
    Fields members(problems, *campaign);
    origin.campaign = {members.text("source"), members.text("medium"), members.text("name"),
                       members.text("term"), members.text("content")};
  }
  return origin;
}

RuleState read_rule(Problems& problems, const Spot& spot) {
  Fields fields(problems, spot);
  RuleState rule;
  rule.hits = fields.count("hits");
  rule.matches = fields.get("matches") ? fields.count("matches") : rule.hits;
  rule.last_match = fields.instant("matched");
  const auto hit = fields.get("hit");
  if (!hit) rule.last_hit = rule.last_match;
  if (hit && !hit->value->is_null()) rule.last_hit = fields.time(*hit);
  rule.raw = {fields.integer("raw")};
  rule.worn = {fields.integer("worn")};
  for (const auto& [first, sum] : fields.pairs("live")) {
    rule.live.push_back({fields.time(first), fields.amount(sum)});
  }
  rule.limit = read_limit(problems, fields);
  for (const auto& [time, value] : fields.pairs("counted")) {
    rule.counted.push_back({fields.time(time), static_cast<std::uint64_t>(fields.whole(value))});
  }
  if (const auto holds = fields.get("holds")) {
    rule.holds = holds->value->as_bool() != nullptr && *holds->value->as_bool();
  }
  return rule;
}

/// Calls `use(index, spot)` for each member whose name is an id of `items`; others are dropped.
template <class Items, class Use>
void for_each_known(const std::optional<Spot>& spot, const Items& items, std::string_view kind,
                    std::vector<std::string>& dropped, Use use) {
  if (!spot || spot->value->as_object() == nullptr) return;
  for (const auto& [id, value] : *spot->value->as_object()) {
    const auto it = std::find_if(items.begin(), items.end(),
                                 [&id = id](const auto& item) { return item.id == id; });
    if (it == items.end()) {
      dropped.push_back(std::string(kind) + " " + id);
    } else {
      use(static_cast<std::size_t>(it - items.begin()), spot->member(id, value));
    }
  }
}

void read_visit(Problems& problems, Fields& top, State& state) {
  if (const auto visit = top.get("visit")) {
    Fields fields(problems, *visit);
    state.visit = {fields.count("number"), fields.count("pages"), {fields.count("ms")},
                   read_origin(problems, fields.get("origin"))};
  }
  state.first_origin = read_origin(problems, top.get("first_origin"));
  if (const auto total = top.get("total")) {
    Fields fields(problems, *total);
    state.total = {fields.count("pages"), fields.count("days"), fields.integer("last_day"),
                   {fields.count("ms")}};
  }
}

void read_segments(const Model& model, Problems& problems, Fields& top, Restored& out) {
  const auto spot = top.get("segments");
  if (!spot) return;
  for (const Spot& item : read_list(problems, *spot)) {
    const std::string id = read_text(problems, item).value_or("");
    const auto it = std::find_if(model.segments.begin(), model.segments.end(),
                                 [&id](const Segment& s) { return s.id == id; });
    if (it == model.segments.end()) {
      out.dropped.push_back("segment " + id);
    } else {
      out.state.segments[static_cast<std::size_t>(it - model.segments.begin())] = 1;
    }
  }
}

void read_recent(Problems& problems, Fields& top, State& state) {
  const std::string recent = top.text("recent");
  if (recent.size() % kIdDigits != 0 || recent.size() > kMostEntries * kIdDigits ||
      recent.find_first_not_of(kIdAlphabet) != std::string::npos) {
    problems.add("bad_value", *top.get("recent"), "expected at most 128 ids of 8 digits");
    return;
  }
  for (std::size_t from = 0; from < recent.size(); from += kIdDigits) {
    std::uint64_t id = 0;
    for (std::size_t i = 0; i < kIdDigits; ++i) {
      id = id << 6 | kIdAlphabet.find(recent[from + i]);
    }
    state.recent.push_back(id);
  }
}

void read_origin_of_state(const Model& model, Problems& problems, Fields& top) {
  const auto format = top.get("kelvin");
  const double* number = format ? format->value->as_number() : nullptr;
  if (number == nullptr) {
    problems.add("bad_value", top.spot(), "this is no saved state");
  } else if (*number > kStateFormat) {
    problems.add("newer_format", *format, "a newer version wrote this: leave it as it is");
  }
  const auto from = top.get("model");
  if (!from) return;
  const std::string id = Fields(problems, *from).text("id");
  if (id != model.id) problems.add("other_model", *from, id, "this belongs to another model");
}

}  // namespace

Result<Restored> restore(const Model& model, std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return document.errors();
  Problems problems;
  Fields top(problems, {&*document, ""});
  if (!problems.none()) return problems.take();
  read_origin_of_state(model, problems, top);
  if (!problems.none()) return problems.take();

  Restored out{new_state(model), {}};
  State& state = out.state;
  state.visitor = top.text("visitor");
  state.user_id = top.text("user_id");
  state.events = top.count("events");
  state.digest = top.hex("digest");
  state.first = top.instant("first");
  state.last = top.instant("last");
  state.last_activity = top.instant("last_activity");
  state.last_onsite = top.instant("last_onsite");
  read_visit(problems, top, state);
  if (const auto profile = top.get("profile")) {
    if (profile->value->as_object() == nullptr) {
      problems.add("wrong_type", *profile, "expected an object");
    } else {
      state.profile = *profile->value;
    }
  }
  for_each_known(top.get("rules"), model.rules, "rule", out.dropped,
                 [&](std::size_t i, const Spot& spot) { state.rules[i] = read_rule(problems, spot); });
  for_each_known(top.get("momentum"), model.scores, "momentum", out.dropped,
                 [&](std::size_t i, const Spot& spot) {
                   for (const auto& [day, moved] : top.pairs_of(spot)) {
                     state.momentum[i].push_back({top.whole(day), {top.whole(moved)}});
                   }
                 });
  for_each_known(top.get("triggers"), model.triggers, "trigger", out.dropped,
                 [&](std::size_t i, const Spot& spot) {
                   Fields fields(problems, spot);
                   state.triggers[i] = {fields.count("fired"), read_limit(problems, fields)};
                 });
  read_segments(model, problems, top, out);
  read_recent(problems, top, state);
  if (!problems.none()) return problems.take();
  return out;
}

}  // namespace kelvin
