// Coverage: counts of several threads to one.
#include <algorithm>

#include "coverage_counts.h"

namespace kelvin::study {
namespace {

void add(RuleCount& mine, const RuleCount& theirs) {
  mine.asked += theirs.asked;
  mine.matches += theirs.matches;
  mine.hits += theirs.hits;
  mine.visitors += theirs.visitors;
  mine.hundredths += theirs.hundredths;
  mine.not_after += theirs.not_after;
  mine.not_multiplied += theirs.not_multiplied;
  mine.held_of.merge(theirs.held_of);
  mine.condition.merge(theirs.condition);
  for (std::size_t i = 0; i < mine.inputs.size(); ++i) {
    mine.inputs[i].matches += theirs.inputs[i].matches;
    mine.inputs[i].missing += theirs.inputs[i].missing;
    mine.inputs[i].unusable += theirs.inputs[i].unusable;
  }
}

void add(SegmentCount& mine, const SegmentCount& theirs) {
  mine.entered += theirs.entered;
  mine.left += theirs.left;
  mine.visitors.merge(theirs.visitors);
  mine.when.merge(theirs.when);
}

void add(TriggerCount& mine, const TriggerCount& theirs) {
  mine.called += theirs.called;
  mine.fired += theirs.fired;
  mine.condition.merge(theirs.condition);
}

template <class Count>
void add_all(std::vector<Count>& mine, const std::vector<Count>& theirs) {
  for (std::size_t i = 0; i < mine.size(); ++i) add(mine[i], theirs[i]);
}

}  // namespace

void Coverage::Counts::merge(const Counts& other) {
  events += other.events;
  duplicates += other.duplicates;
  visitors += other.visitors;
  if (other.first) first = std::min(first.value_or(*other.first), *other.first);
  if (other.last) last = std::max(last.value_or(*other.last), *other.last);
  add_all(rules, other.rules);
  add_all(segments, other.segments);
  add_all(triggers, other.triggers);
  for (std::size_t i = 0; i < page_groups.size(); ++i) page_groups[i] += other.page_groups[i];
  for (ScoreIndex i = 0; i < scores.size() && other.any_standing; ++i) {
    const auto& [low, high] = other.scores[i];
    scores[i].first = any_standing ? std::min(scores[i].first, low) : low;
    scores[i].second = any_standing ? std::max(scores[i].second, high) : high;
  }
  any_standing = any_standing || other.any_standing;
  for (const auto& [channel, count] : other.channels) channels[channel] += count;
}

}  // namespace kelvin::study
