// Coverage: from counts to the report.
#include <algorithm>

#include "causes.h"
#include "coverage_counts.h"
#include "diagnose/problems.h"
#include "lint/places.h"
#include "log_names.h"
#include "nearest.h"

namespace kelvin::study {
namespace {

constexpr std::int64_t kMillionthsPerHundredth = 10'000;

std::vector<Near> by_count(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<Near> out = candidates_of(counts);
  std::stable_sort(out.begin(), out.end(),
                   [](const Near& a, const Near& b) { return a.count > b.count; });
  return out;
}

}  // namespace

CoverageReport Coverage::Counts::report(const SurveyReport& survey) const {
  const LogNames names(model, survey);
  const Causes causes(*this, names);
  CoverageReport out;
  out.events = events;
  out.duplicates = duplicates;
  out.visitors = visitors;
  out.first = first;
  out.last = last;
  for (RuleIndex i = 0; i < rules.size(); ++i) {
    const RuleCount& count = rules[i];
    const bool fact = model.rules[i].kind == Rule::Kind::kFact;
    out.rules.push_back({i, place_of_rule(model, i), count.asked, count.matches, count.hits,
                         fact ? count.held_of.size() : count.visitors,
                         Points{count.hundredths * kMillionthsPerHundredth}, causes.of_rule(i)});
  }
  for (SegmentIndex i = 0; i < segments.size(); ++i) {
    out.segments.push_back({place("segments", i), segments[i].entered, segments[i].left,
                            segments[i].visitors.size(), causes.of_segment(i)});
  }
  for (std::size_t i = 0; i < triggers.size(); ++i) {
    out.triggers.push_back(
        {place("triggers", i), triggers[i].called, triggers[i].fired, causes.of_trigger(i)});
  }
  for (std::size_t i = 0; i < page_groups.size(); ++i) {
    out.page_groups.push_back(
        {"/pages" + step_of(model.pages[i].name), page_groups[i], causes.of_page_group(i)});
  }
  out.scores = scores;
  out.channels = by_count(channels);
  out.log = names.covered();
  for (const EventCoverage& event : out.log) out.ignored += event.ignored ? event.seen.messages : 0;
  out.pages = survey.pages;
  out.unnamed_events = survey.unnamed_events;
  out.unnamed_fields = survey.unnamed_fields;
  out.ungrouped_views = survey.ungrouped_views;
  return out;
}

std::size_t CoverageReport::never_matched() const {
  return static_cast<std::size_t>(std::count_if(
      rules.begin(), rules.end(), [](const RuleCoverage& rule) { return rule.matches == 0; }));
}

}  // namespace kelvin::study
