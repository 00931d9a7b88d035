// Listening: what is remembered of each visitor.
#include "kelvin/study/calibrate.h"

#include <algorithm>
#include <utility>

namespace kelvin::study {
namespace {

/// Keeps the first few by name.
void keep_name(std::vector<std::string>& names, std::string name) {
  names.insert(std::upper_bound(names.begin(), names.end(), name), std::move(name));
  if (names.size() > CalibrationReport::kNamed) names.pop_back();
}

}  // namespace

Calibration::Calibration(const Model& model, const Labels& labels, CalibrationOptions options)
    : model_(&model), labels_(&labels), options_(options), thresholds_(thresholds(model)) {}

Calibration::Standing& Calibration::standing_of(std::string_view visitor, const Label& label) {
  const auto found = standings_.find(visitor);
  if (found != standings_.end()) return found->second;
  Standing& standing = standings_[std::string(visitor)];
  standing.label = &label;
  for (const Score& score : model_->scores) standing.highest.push_back(score.low);
  standing.crossed.resize(thresholds_.size());
  standing.entered.resize(model_->segments.size());
  standing.matched.resize(model_->rules.size());
  standing.exposed.resize(model_->experiences.size());
  return standing;
}

bool Calibration::takes(const Event& event) {
  if (event.type == EventType::kIgnored || event.type == EventType::kAlias) return true;
  const Label* label = labels_->find(event.visitor());
  if (label == nullptr) return true;
  const bool taken = !label->converted_at || event.time < *label->converted_at;
  if (!taken) ++standing_of(label->visitor, *label).after;
  return taken;
}

void Calibration::look(Standing& standing, const Snapshot& snapshot, Instant at) const {
  for (ScoreIndex i = 0; i < snapshot.scores.size(); ++i) {
    standing.highest[i] = std::max(standing.highest[i], snapshot.scores[i]);
  }
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    const Threshold& threshold = thresholds_[i];
    if (!standing.crossed[i] && snapshot.scores[threshold.score] >= threshold.least) {
      standing.crossed[i] = at;
    }
  }
  for (SegmentIndex i = 0; i < snapshot.segments.size(); ++i) {
    if (!standing.entered[i] && snapshot.segments[i] != 0) standing.entered[i] = at;
  }
}

void Calibration::applied(const State& state, const Outcome& outcome) {
  if (outcome.status != Outcome::Status::kScored) return;
  const Label* label = labels_->find(state.visitor);
  if (label == nullptr) return;
  Standing& standing = standing_of(label->visitor, *label);
  if (standing.events++ == 0) standing.first = outcome.time;
  standing.last = outcome.time;
  look(standing, outcome.before, outcome.time);
  look(standing, outcome.after, outcome.time);
  for (const Hit& hit : outcome.hits) standing.matched[hit.rule] = 1;
  for (std::size_t i = 0; i < state.exposures.size(); ++i) {
    if (state.exposures[i].seen > 0) standing.exposed[i] = 1;
  }
  if (!options_.horizon || state.last_onsite != outcome.time) return;
  if (standing.looks.empty() || standing.visit != state.visit.number || outcome.new_person) {
    standing.looks.emplace_back();
  }
  standing.visit = state.visit.number;
  standing.looks.back().at = outcome.time;
  standing.looks.back().shown.assign(outcome.after.scores.begin(), outcome.after.scores.end());
}

void Calibration::conclude(const State& state) {
  const Label* label = labels_->find(state.visitor);
  if (label == nullptr) {
    ++without_label_;
    return keep_name(some_without_label_, state.visitor);
  }
  const auto found = standings_.find(label->visitor);
  if (found == standings_.end()) return;
  for (const RuleIndex rule : model_->facts) {
    if (state.rules[rule].holds) found->second.matched[rule] = 1;
  }
}

void Calibration::merge(Calibration&& other) {
  standings_.merge(other.standings_);
  without_label_ += other.without_label_;
  for (std::string& name : other.some_without_label_) {
    keep_name(some_without_label_, std::move(name));
  }
}

}  // namespace kelvin::study
