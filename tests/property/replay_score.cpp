// Step 4: which rules an event matches, which of these hit, and what they give.
#include <algorithm>
#include <cmath>

#include "property/replay.h"

namespace kelvin::property {

List<RuleIndex> Replay::matching(const Event& event, bool opens, Instant t) const {
  List<RuleIndex> out;
  for (RuleIndex i = 0; i < rules_.size(); ++i) {
    const Rule& rule = model_.rules[i];
    if (rule.kind != Rule::Kind::kEvent) continue;
    const bool on = std::any_of(rule.on.begin(), rule.on.end(), [&](NameId name) {
      const std::string& text = model_.names[static_cast<std::size_t>(name)].name;
      if (text == "visit") return opens;
      const bool reserved = text == "page" || text == "identify" || text == "group";
      return text == event.name && reserved == (event.type != EventType::kTrack);
    });
    if (on && true_of(rule.condition, ask(t, &event))) out.push_back(i);
  }
  return out;
}

/// The matches are counted and remembered; of them those that hit unless their limit forbids it.
List<RuleIndex> Replay::candidates(const Event& event, bool opens, Instant t) {
  const Question q = ask(t, &event);
  std::map<RuleIndex, Seen> seen;
  List<RuleIndex> out;
  for (const RuleIndex i : matching(event, opens, t)) {
    const Rule& rule = model_.rules[i];
    seen[i] = seen_now(i, event, t);
    if (!counted_enough(i, seen[i])) continue;
    if (rule.after) {
      const auto& earlier = rules_[rule.after->rule].matches;
      if (earlier.empty() || t - earlier.back().time > rule.after->within) continue;
    }
    if (worth(i, 1, q)) out.push_back(i);
  }
  // What is remembered now is told by the matches of earlier events alone.
  std::map<RuleIndex, Memory> memories;
  for (const auto& [rule, s] : seen) {
    const auto& count = model_.rules[rule].count;
    if (!count || !count->distinct) continue;
    memories[rule] = rules_[rule].memory;
    remember(*count, s, memories[rule]);
  }
  for (const auto& [rule, s] : seen) rules_[rule].matches.push_back(s);
  for (auto& [rule, memory] : memories) rules_[rule].memory = std::move(memory);
  return out;
}

/// Of the candidates those whose limit is not used up. A rule that a hit clears has its limit back,
/// and may then hit and clear in turn.
std::set<RuleIndex> Replay::hitting(const List<RuleIndex>& candidates, Instant t) {
  std::set<RuleIndex> hit;
  for (std::size_t before = hit.size() + 1; before != hit.size();) {
    before = hit.size();
    std::set<RuleIndex> more = hit;
    for (const RuleIndex i : candidates) {
      const auto& limit = model_.rules[i].limit;
      if (!limit || used(*limit, rules_[i].hits(), t) < limit->times) more.insert(i);
    }
    hit = more;
    for (const RuleIndex i : hit) {
      for (const RuleIndex cleared : model_.rules[i].clears) rules_[cleared].changes.clear();
    }
  }
  return hit;
}

/// What conditions see of rules from now on.
void Replay::recount() {
  for (RuleIndex i = 0; i < rules_.size(); ++i) {
    person_.hits[i] = static_cast<std::int64_t>(rules_[i].hits().size());
    person_.matches[i] = static_cast<std::int64_t>(rules_[i].matches.size());
    person_.sums[i] = 0;
    for (const Change& one : rules_[i].hits()) {
      constexpr std::int64_t kMost = 1'000'000'000'000'000;
      const auto millionths = std::llround(std::clamp(one.value, -1e9, 1e9) * 1e6);
      person_.sums[i] = std::clamp<std::int64_t>(person_.sums[i] + millionths, -kMost, kMost);
    }
  }
}

/// Step 4.
List<Hit> Replay::score(const Event& event, bool opens, Instant t) {
  const Question q = ask(t, &event);
  const std::set<RuleIndex> hit = hitting(candidates(event, opens, t), t);
  List<Hit> out;
  for (const RuleIndex i : hit) {
    const Rule& rule = model_.rules[i];
    const auto earlier = rules_[i].hits();
    const bool restarts = rule.limit && rule.limit->per != Limit::Per::kEver;
    const auto before =
        restarts ? used(*rule.limit, earlier, t) : static_cast<std::int64_t>(earlier.size());
    Points points = *worth(i, before + 1, q);
    if (rule.max) {
      const Points live = contribution(i, t);
      points = std::clamp(live + points, -*rule.max, *rule.max) - live;
    }
    out.push_back({i, points});
  }
  for (const Hit& one : out) {
    const double value = value_multiplied(one.rule, q).value_or(0);
    rules_[one.rule].changes.push_back({t, one.points, {}, person_.visit.number, value});
  }
  recount();
  return out;
}

}  // namespace kelvin::property
