// What one event does: the five steps, but for the fourth.
#include "property/replay.h"

#include <algorithm>

#include "kelvin/json.h"

namespace kelvin::property {
namespace {

std::string host_of(const std::string& url) {
  const std::size_t start = url.find("://");
  if (start == std::string::npos) return "";
  const std::size_t from = start + 3;
  return url.substr(from, url.find_first_of("/?", from) - from);
}

bool listed(const List<std::size_t>& list, std::size_t item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

std::vector<Change> RuleStory::hits() const {
  std::vector<Change> out;
  for (const Change& change : changes) {
    if (!change.wear) out.push_back(change);
  }
  return out;
}

Replay::Replay(const Model& model, std::vector<std::int64_t> fired)
    : model_(model),
      rules_(model.rules.size()),
      moves_(model.scores.size()),
      in_(model.segments.size()),
      firings_(model.triggers.size()),
      fired_before_(std::move(fired)),
      seen_(model.experiences.size()) {
  fired_before_.resize(model.triggers.size());
  person_.hits.resize(model.rules.size());
  person_.matches.resize(model.rules.size());
  person_.sums.resize(model.rules.size());
}

/// floor((t + offset) / 86,400 s)
std::int64_t Replay::day(Instant t) const {
  const std::int64_t local = t.ms + model_.day_offset.ms;
  return local >= 0 ? local / 86'400'000 : -((-local + 86'399'999) / 86'400'000);
}

Replay Replay::after(const Replay& former) {
  Replay next(former.model_, former.firings());
  next.last_ = former.last_;
  next.ids_ = former.ids_;
  return next;
}

bool Replay::of_another(const Event& event) const {
  const bool tick = event.type == EventType::kTrack && event.name == "Tick";
  const bool speaks = event.type != EventType::kIgnored && event.type != EventType::kAlias && !tick;
  if (!speaks || seen_before(event)) return false;
  return !user_.empty() && !event.user_id.empty() && user_ != event.user_id;
}

bool Replay::is_named_by(const Event& alias) const {
  if (forgotten(alias.time)) return false;
  return seen_before(alias) || user_ == alias.previous_id;
}

bool Replay::seen_before(const Event& event) const {
  const std::size_t from = ids_.size() > 128 ? ids_.size() - 128 : 0;
  return !event.message_id.empty() && std::find(ids_.begin() + static_cast<std::ptrdiff_t>(from),
                                                ids_.end(), event.message_id) != ids_.end();
}

bool Replay::forgotten(Instant t) const {
  const auto since = last_activity_ ? last_activity_ : person_.first;
  return model_.retention && since && not_before_last(t) - *since >= *model_.retention;
}

std::vector<std::int64_t> Replay::firings() const {
  std::vector<std::int64_t> out = fired_before_;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] += static_cast<std::int64_t>(firings_[i].size());
  }
  return out;
}

std::vector<std::string> Replay::experiences(Instant t) const {
  std::vector<std::string> out;
  const Snapshot now = snapshot(t);
  for (std::size_t i = 0; i < model_.experiences.size(); ++i) {
    const Experience& experience = model_.experiences[i];
    if (experience.until_clicked && clicked_.count(i) != 0) continue;
    if (!true_of(experience.condition, {model_, person_, t, nullptr, &now})) continue;
    const auto& limit = experience.limit;
    const bool spent = limit && used(*limit, seen_[i], t) >= limit->times;
    out.push_back(std::string(experience.id) + (spent ? " (spent)" : ""));
  }
  return out;
}

std::vector<std::string> Replay::exposures() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i].empty()) continue;
    out.push_back(std::string(model_.experiences[i].id) + " " + std::to_string(seen_[i].size()));
  }
  return out;
}

/// An event that tells of an experience, by its id.
void Replay::look(const Event& event, Instant t) {
  if (event.type != EventType::kTrack || model_.experiences.empty()) return;
  const Value told = *parse_json(to_json(model_, event));
  const Value* properties = told.find("properties");
  const Value* id = properties != nullptr ? properties->find("experience") : nullptr;
  for (std::size_t i = 0; i < model_.experiences.size(); ++i) {
    if (id == nullptr || *id != Value(model_.experiences[i].id)) continue;
    if (event.name == "Experience Seen") seen_[i].push_back({t, {}, {}, person_.visit.number, 0});
    if (event.name == "Experience Clicked" && model_.experiences[i].until_clicked) {
      clicked_.insert(i);
    }
  }
}

Question Replay::ask(Instant t, const Event* event) const {
  return {model_, person_, t, event};
}

Told Replay::take(const Event& event) {
  Told told;
  if (event.type == EventType::kIgnored) return told;
  if (seen_before(event)) return told;
  told.scored = true;
  const Instant t = not_before_last(event.time);
  const bool tick = event.type == EventType::kTrack && event.name == "Tick";
  bool passive = tick || event.type == EventType::kAlias;
  if (event.name_id != kNoName) {
    passive = model_.names[static_cast<std::size_t>(event.name_id)].passive;
  }
  if (event.type == EventType::kTrack && event.name == "Experience Seen") passive = true;

  if (!passive) {
    wear(t);
    last_activity_ = t;
  }
  told.before = snapshot(t);
  // Nothing of a visitor is true, and can turn, before the first event.
  change_segments(told.before, event, person_.first ? facts_turning(t) : List<RuleIndex>{}, told);
  if (tick) {
    last_ = t;
    told.after = told.before;
    return told;
  }

  ++event_;
  if (!event.message_id.empty()) ids_.push_back(event.message_id);
  if (!event.user_id.empty()) user_ = event.user_id;
  const bool opens = meet(event, t);
  join(event);
  look(event, t);
  last_ = t;
  told.hits = score(event, opens, t);

  List<RuleIndex> hits;
  for (const Hit& hit : told.hits) hits.push_back(hit.rule);
  for (const RuleIndex fact : facts_turning(t)) hits.push_back(fact);
  const Snapshot scored = unsettled(t);
  for (ScoreIndex i = 0; i < model_.scores.size(); ++i) {
    moves_[i].emplace_back(day(t), scored.scores[i] - told.before.scores[i]);
  }
  told.after = snapshot(t);
  change_segments(told.after, event, hits, told);
  return told;
}

/// The facts that are true and were not; remembers which are.
List<RuleIndex> Replay::facts_turning(Instant t) {
  List<RuleIndex> out;
  for (RuleIndex i = 0; i < rules_.size(); ++i) {
    if (model_.rules[i].kind != Rule::Kind::kFact) continue;
    const bool now = true_of(model_.rules[i].condition, ask(t));
    if (now && true_facts_.count(i) == 0) out.push_back(i);
    if (now) true_facts_.insert(i);
    if (!now) true_facts_.erase(i);
  }
  return out;
}

void Replay::change_segments(const Snapshot& next, const Event& event, const List<RuleIndex>& hits,
                             Told& told) {
  List<SegmentIndex> entered;
  List<SegmentIndex> left;
  for (SegmentIndex i = 0; i < in_.size(); ++i) {
    if (next.segments[i] != 0 && in_[i] == 0) entered.push_back(i);
    if (next.segments[i] == 0 && in_[i] != 0) left.push_back(i);
  }
  in_ = next.segments;
  told.entered.insert(told.entered.end(), entered.begin(), entered.end());
  told.left.insert(told.left.end(), left.begin(), left.end());
  for (std::size_t i = 0; i < model_.triggers.size(); ++i) {
    const Trigger& trigger = model_.triggers[i];
    const auto& what = trigger.on == Trigger::On::kEnter   ? entered
                       : trigger.on == Trigger::On::kLeave ? left
                                                           : hits;
    if (!listed(what, trigger.subject)) continue;
    const Question q{model_, person_, next.at, &event, &next};
    if (trigger.condition && !true_of(*trigger.condition, q)) continue;
    if (trigger.limit && used(*trigger.limit, firings_[i], next.at) >= trigger.limit->times)
      continue;
    firings_[i].push_back({next.at, {}, {}, person_.visit.number});
    told.fired.emplace_back(i, firings()[i]);
  }
}

/// Step 3, but for the profile. True when the event opens a visit.
bool Replay::meet(const Event& event, Instant t) {
  if (!person_.first) person_.first = t;
  bool passive = event.type == EventType::kAlias;
  bool offsite = false;
  if (event.name_id != kNoName) {
    passive = model_.names[static_cast<std::size_t>(event.name_id)].passive;
    offsite = model_.names[static_cast<std::size_t>(event.name_id)].offsite;
  }
  if (event.type == EventType::kTrack && event.name == "Experience Seen") passive = true;
  if (!passive && last_day_ != day(t)) {
    ++person_.days;
    last_day_ = day(t);
  }
  bool opens = false;
  if (!passive && !offsite) {
    opens = !last_onsite_ || t - *last_onsite_ >= model_.visit_timeout;
    last_onsite_ = t;
    if (opens) {
      Visit visit;
      visit.number = person_.visit.number + 1;
      const std::string referrer = host_of(event.page.referrer);
      visit.referrer_host = referrer == event.page.host ? "" : referrer;
      visit.channel = simple_channel(event.campaign, visit.referrer_host);
      visit.landing = event.page.path;
      visit.campaign = event.campaign;
      if (visit.number == 1) person_.first_visit = visit;
      person_.visit = visit;
    }
    if (event.type == EventType::kPage) {
      ++person_.visit.pages;
      ++person_.pages;
    }
  }
  if (event.type == EventType::kTrack && event.name == "Page Engaged") {
    const auto& slots = model_.fields.properties.members;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (slots[i].name != "seconds") continue;
      Field seconds;
      seconds.source = Field::Source::kProperty;
      seconds.index = i;
      const double s = number_in(seconds, ask(t, &event)).value_or(0);
      const std::int64_t ms = s > 0 ? round_half_away(std::min(s, 1e6) * 1000) : 0;
      person_.visit.milliseconds += ms;
      person_.milliseconds += ms;
    }
  }
  return opens;
}

void Replay::join(const Event& event) {
  if (event.type == EventType::kIdentify) {
    Object kept;
    for (const auto& [name, value] : event.traits) person_.profile.set(name, value);
    for (const auto& [name, value] : *person_.profile.as_object()) {
      if (!value.is_null()) kept.emplace_back(name, value);
    }
    person_.profile = kept;
  } else if (event.type == EventType::kGroup) {
    const Value* old = person_.profile.find("company");
    const Value* id = old ? old->find("id") : nullptr;
    Value company = id && *id == Value(event.group_id) ? *old : Value(Object{});
    if (!event.group_id.empty()) company.set("id", event.group_id);
    for (const auto& [name, value] : event.traits) {
      if (value.is_null()) {
        company.erase(name);
      } else {
        company.set(name, value);
      }
    }
    person_.profile.set("company", company);
  }
}

/// How often in the window that holds t.
std::int64_t Replay::used(const Limit& limit, const std::vector<Change>& uses, Instant t) const {
  std::int64_t n = 0;
  std::optional<Instant> opened;
  for (const Change& use : uses) {
    if (limit.per == Limit::Per::kVisit && use.visit != person_.visit.number) continue;
    if (limit.per == Limit::Per::kOneDay && day(use.time) != day(t)) continue;
    if (limit.per == Limit::Per::kDuration && (!opened || use.time - *opened >= limit.window)) {
      opened = use.time;
      n = 0;
    }
    ++n;
  }
  return opened && t - *opened >= limit.window ? 0 : n;
}

}  // namespace kelvin::property
