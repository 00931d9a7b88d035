#include "kelvin/study/drift.h"

#include <algorithm>
#include <cmath>

#include "figures.h"

namespace kelvin::study {
namespace {

constexpr std::size_t kBins = 10;

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// The upper ends of tenths of the values, each once; the last bin has no end.
std::vector<double> ends_of(const std::vector<double>& values) {
  std::vector<double> ends;
  for (std::size_t i = 1; i < kBins && !values.empty(); ++i) {
    const double end = values[i * values.size() / kBins];
    if (end >= values.back()) break;
    if (ends.empty() || ends.back() < end) ends.push_back(end);
  }
  return ends;
}

void count(const std::vector<double>& values, const std::vector<double>& ends,
           double DriftBin::*side, std::vector<DriftBin>& bins) {
  for (const double value : values) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), value) - ends.begin();
    DriftBin& bin = bins[static_cast<std::size_t>(at)];
    const bool first = bin.then + bin.now == 0;
    bin.from = first ? value : std::min(bin.from, value);
    bin.to = first ? value : std::max(bin.to, value);
    bin.*side += 1;
  }
}

/// The index of two samples of one distribution is about (1/n + 1/m) times a chi-squared of so many
/// degrees of freedom; its 95th percentile by Wilson and Hilferty.
double chance_index(std::size_t bins, double then, double now) {
  constexpr double kNormal = 1.6448536269514722, kNinth = 2.0 / 9;
  if (bins < 2 || then <= 0 || now <= 0) return 0;
  const double freedom = static_cast<double>(bins - 1), part = kNinth / freedom;
  const double root = 1 - part + kNormal * std::sqrt(part);
  return (1 / then + 1 / now) * freedom * root * root * root;
}

double share_at_least(const std::vector<double>& values, double least) {
  const auto at = std::lower_bound(values.begin(), values.end(), least);
  return static_cast<double>(values.end() - at);
}

ScoreDrift score_drift(ScoreIndex score, const std::vector<double>& then,
                       const std::vector<double>& now) {
  ScoreDrift out;
  out.score = score;
  out.mean_then = mean(then);
  out.mean_now = mean(now);
  const std::vector<double> ends = ends_of(then);
  out.bins.resize(ends.size() + 1);
  count(then, ends, &DriftBin::then, out.bins);
  count(now, ends, &DriftBin::now, out.bins);
  std::vector<double> counts_then, counts_now;
  for (const DriftBin& bin : out.bins) {
    counts_then.push_back(bin.then);
    counts_now.push_back(bin.now);
  }
  out.index = stability_index(counts_then, counts_now);
  out.index_by_chance = chance_index(out.bins.size(), static_cast<double>(then.size()),
                                     static_cast<double>(now.size()));
  return out;
}

}  // namespace

void Highest::applied(const State& state, const Outcome& outcome) {
  if (outcome.status != Outcome::Status::kScored) return;
  auto found = highest_.find(std::string_view(state.visitor));
  if (found == highest_.end()) {
    found = highest_.emplace(std::string(state.visitor), std::vector<Points>()).first;
    for (const Score& score : model_->scores) found->second.push_back(score.low);
  }
  for (ScoreIndex i = 0; i < model_->scores.size(); ++i) {
    found->second[i] =
        std::max({found->second[i], outcome.before.scores[i], outcome.after.scores[i]});
  }
}

void Highest::merge(Highest&& other) {
  highest_.merge(other.highest_);
}

std::vector<double> Highest::values(ScoreIndex score) const {
  std::vector<double> out;
  for (const auto& [visitor, highest] : highest_) out.push_back(highest[score].value());
  std::sort(out.begin(), out.end());
  return out;
}

DriftReport drift(const Model& model, const Highest& then, const Highest& now) {
  DriftReport out;
  out.then = then.visitors();
  out.now = now.visitors();
  const auto all_then = static_cast<double>(out.then), all_now = static_cast<double>(out.now);
  const std::vector<Threshold> bounds = thresholds(model);
  for (ScoreIndex score = 0; score < model.scores.size(); ++score) {
    const std::vector<double> before = then.values(score), after = now.values(score);
    out.scores.push_back(score_drift(score, before, after));
    for (const Threshold& threshold : bounds) {
      if (threshold.score != score || all_then == 0 || all_now == 0) continue;
      const double a = share_at_least(after, threshold.least.value());
      const double b = share_at_least(before, threshold.least.value());
      out.scores.back().thresholds.push_back(
          {threshold, b / all_then, a / all_now, difference_interval(a, all_now, b, all_then)});
    }
  }
  return out;
}

const char* drift_verdict(const ScoreDrift& drift) {
  constexpr double kLook = 0.1, kAct = 0.25;
  if (!drift.index) return "nothing";
  if (*drift.index < kLook) return "stable";
  if (*drift.index <= drift.index_by_chance) return "few";
  return *drift.index < kAct ? "look" : "act";
}

std::string drift_json(const Model& model, const DriftReport& report, ScoreIndex main) {
  JsonWriter json;
  json.begin_object().text("model", model.id).text("version", model.version);
  json.text("main", model.scores[main].id);
  json_count(json, "then", report.then);
  json_count(json, "now", report.now);
  json.key("scores").begin_array();
  for (const ScoreDrift& score : report.scores) {
    json.begin_object().text("id", model.scores[score.score].id);
    json_figure(json, "index", score.index);
    json_figure(json, "index_by_chance", score.index_by_chance);
    json.text("verdict", drift_verdict(score));
    json_figure(json, "mean_then", score.mean_then);
    json_figure(json, "mean_now", score.mean_now);
    json.key("bins").begin_array();
    for (const DriftBin& bin : score.bins) {
      json.begin_object();
      json_figure(json, "from", bin.from);
      json_figure(json, "to", bin.to);
      json_figure(json, "then", bin.then);
      json_figure(json, "now", bin.now);
      json.end_object();
    }
    json.end_array().key("thresholds").begin_array();
    for (const ThresholdDrift& threshold : score.thresholds) {
      json.begin_object().text("name", threshold.threshold.name.c_str());
      json.points("least", threshold.threshold.least);
      json_figure(json, "then", threshold.then);
      json_figure(json, "now", threshold.now);
      json_figure(json, "difference", threshold.difference);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace kelvin::study
