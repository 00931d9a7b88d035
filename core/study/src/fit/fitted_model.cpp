// The grid as a model file.
#include <cmath>
#include <string>

#include "kelvin/study/fit.h"
#include "lines.h"
#include "one_member.h"

namespace kelvin::study {
namespace {

constexpr const char* kScore = "likely";

std::string capital(std::string word) {
  if (!word.empty()) word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string band_note(const FitBand& band) {
  return "Of " + std::to_string(band.bought.of) + " visitors that the points had not seen, " +
         percent_text(band.bought.share()) +
         " bought (95 %: " + percent_text(band.bought.interval.low) + " to " +
         percent_text(band.bought.interval.high) + ").";
}

Value segments_of(const FitReport& report) {
  Array segments;
  Array hotter;
  for (const FitBand& band : report.bands) {
    if (band.name == "cold") continue;
    Value when = one_member(std::string("scores.") + kScore, one_member("$gte", band.from));
    if (!hotter.empty()) when.set("segments", one_member("$nin", Value(hotter)));
    Value segment{Object{}};
    segment.set("id", band.name);
    segment.set("label", capital(band.name));
    segment.set("note", band_note(band));
    segment.set("when", std::move(when));
    hotter.push_back(band.name);
    segments.push_back(std::move(segment));
  }
  return Value(std::move(segments));
}

std::string digits(double number, int places) {
  const double scale = std::pow(10, places);
  Text out;
  append_json(out, std::round(number * scale) / scale);
  return out;
}

std::string score_note(const FitReport& report) {
  constexpr int kPlaces = 4;
  return "Chance of a total: 1 / (1 + exp(-(" + digits(report.intercept, kPlaces) + " + " +
         digits(report.slope, kPlaces) + " * total))). Learnt from " +
         std::to_string(report.visitors) + " visitors, " + std::to_string(report.converted) +
         " of whom bought; AUC on others " + digits(report.auc, 3) +
         " (95 %: " + digits(report.auc_interval.low, 3) + " to " +
         digits(report.auc_interval.high, 3) + ").";
}

}  // namespace

Value fitted_model(const FitReport& report, const std::string& id, const Value& like) {
  Array rules = report.counters;
  for (const FitLine& line : report.lines) rules.push_back(line.rule);
  Value score{Object{}};
  score.set("id", kScore);
  score.set("note", score_note(report));
  score.set("range", Value(Array{report.low, report.high}));
  score.set("rules", Value(std::move(rules)));
  Value model{Object{}};
  model.set("kelvin", 1);
  model.set("id", id);
  model.set("version", "fitted");
  for (const char* name : {"visit", "day", "passive", "offsite", "pages"}) {
    if (const Value* value = like.find(name)) model.set(name, *value);
  }
  model.set("scores", Value(Array{std::move(score)}));
  model.set("segments", segments_of(report));
  return model;
}

}  // namespace kelvin::study
