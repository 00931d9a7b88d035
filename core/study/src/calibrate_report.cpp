// From what was remembered of the visitors to the report: counts, thresholds, segments, leaks.
#include <algorithm>

#include "calibrate_score.h"
#include "kelvin/study/calibrate.h"

namespace kelvin::study {
namespace {

constexpr double kFewOutcomes = 10, kLittleOutcomes = 50, kSomeOutcomes = 120;
/// A rule that matched so many, all of whom converted, tells too well.
constexpr std::uint64_t kLeakVisitors = 20, kLeakOfEach = 10;

using Standing = Calibration::Standing;
using Standings = std::vector<const Standing*>;

/// Counts who was found, one by one.
class Finder {
 public:
  void add(const Standing& standing, Instant at) {
    const Label& label = *standing.label;
    ++found_.visitors;
    if (label.accepted) ++found_.judged;
    if (label.accepted.value_or(false)) ++found_.accepted;
    if (!label.converted) return;
    ++found_.converted;
    leads_.push_back(*label.converted_at - at);
  }

  Found result(const CalibrationReport& report) {
    const auto visitors = static_cast<double>(found_.visitors);
    const auto converted = static_cast<double>(found_.converted);
    found_.precision_interval = wilson(converted, visitors);
    if (found_.visitors > 0) found_.precision = converted / visitors;
    if (report.converted > 0) {
      const auto all = static_cast<double>(report.converted);
      found_.recall = converted / all;
      found_.lift = found_.precision * static_cast<double>(report.visitors) / all;
    }
    if (report.weeks > 0) found_.per_week = visitors / report.weeks;
    if (!leads_.empty()) {
      const auto middle = leads_.begin() + static_cast<std::ptrdiff_t>(leads_.size() / 2);
      std::nth_element(leads_.begin(), middle, leads_.end());
      found_.lead = *middle;
    }
    return found_;
  }

 private:
  Found found_;
  std::vector<Duration> leads_;
};

Found find(const Standings& standings, std::vector<std::optional<Instant>> Standing::*times,
           std::size_t index, const CalibrationReport& report) {
  Finder finder;
  for (const Standing* standing : standings) {
    const auto& at = (standing->*times)[index];
    if (at) finder.add(*standing, *at);
  }
  return finder.result(report);
}

void count_visitor(const Standing& standing, CalibrationReport& report) {
  report.events_after += standing.after;
  if (standing.events == 0) {
    ++report.converted_first;
    return;
  }
  const Label& label = *standing.label;
  ++report.visitors;
  report.converted += label.converted ? 1 : 0;
  report.judged += label.accepted ? 1 : 0;
  report.accepted += label.accepted.value_or(false) ? 1 : 0;
  report.first = std::min(report.first.value_or(standing.first), standing.first);
  report.last = std::max(report.last.value_or(standing.last), standing.last);
}

void find_leaks(const Model& model, const Standings& standings, CalibrationReport& report) {
  const std::uint64_t others = report.visitors - report.converted;
  if (report.converted < kLeakOfEach || others < kLeakOfEach) return;
  for (RuleIndex rule = 0; rule < model.rules.size(); ++rule) {
    Leak leak{rule};
    for (const Standing* standing : standings) {
      if (standing->matched[rule] == 0) continue;
      ++leak.matched;
      leak.converted += standing->label->converted ? 1 : 0;
    }
    const bool only_converted = leak.converted == leak.matched;
    const bool only_others = leak.converted == 0 && leak.matched == others;
    if (only_others ||
        (only_converted && (leak.matched >= kLeakVisitors || leak.matched == report.converted))) {
      report.leaks.push_back(leak);
    }
  }
}

}  // namespace

Depth depth_of(double yes, double no) {
  const double rarer = std::min(yes, no);
  if (rarer < kFewOutcomes) return Depth::kNothing;
  if (rarer < kLittleOutcomes) return Depth::kLittle;
  return rarer < kSomeOutcomes ? Depth::kSome : Depth::kEnough;
}

CalibrationReport Calibration::report() const {
  CalibrationReport report;
  report.labels = labels_->size();
  report.repeated_labels = labels_->repeated();
  report.without_label = without_label_;
  report.some_without_label = some_without_label_;
  Standings used;
  for (const auto& [visitor, standing] : standings_) {
    count_visitor(standing, report);
    if (standing.events > 0) used.push_back(&standing);
  }
  if (report.first) {
    const Instant end = options_.until.value_or(*report.last);
    report.weeks = static_cast<double>((end - *report.first).ms) / (7.0 * kDay.ms);
  }
  labels_->each([&](const Label& label) {
    if (label.converted && report.last &&
        *label.converted_at > options_.until.value_or(*report.last))
      ++report.converted_later;
    if (standings_.contains(label.visitor)) return;
    ++report.without_events;
    report.some_without_events.push_back(label.visitor);
  });
  std::sort(report.some_without_events.begin(), report.some_without_events.end());
  report.some_without_events.resize(
      std::min(CalibrationReport::kNamed, report.some_without_events.size()));
  report.depth = depth_of(static_cast<double>(report.converted),
                          static_cast<double>(report.visitors - report.converted));
  const Instant end = options_.until.value_or(report.last.value_or(Instant{}));
  for (ScoreIndex score = 0; score < model_->scores.size(); ++score) {
    report.scores.push_back(
        calibrate_score(used, score, {options_.horizon, end, report.depth}, report));
  }
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    report.scores[thresholds_[i].score].thresholds.push_back(
        {thresholds_[i], find(used, &Standing::crossed, i, report)});
  }
  for (SegmentIndex i = 0; i < model_->segments.size(); ++i) {
    report.segments.push_back(find(used, &Standing::entered, i, report));
  }
  find_leaks(*model_, used, report);
  std::vector<HeldVisitor> held;
  for (const auto& [visitor, standing] : standings_) {
    held.push_back({visitor, standing.label->converted, standing.exposed});
  }
  report.holdouts = holdouts(*model_, held);
  return report;
}

}  // namespace kelvin::study
