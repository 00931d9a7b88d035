// The report for programs.
#include "figures.h"
#include "kelvin/study/propose.h"

namespace kelvin::study {
namespace {

void write_found(JsonWriter& json, const Found& found) {
  json_count(json, "visitors", found.visitors);
  json_count(json, "converted", found.converted);
  json_figure(json, "precision", found.precision);
  json_figure(json, "precision_interval", found.precision_interval);
  json_figure(json, "recall", found.recall);
  json_figure(json, "lift", found.lift);
  json_figure(json, "per_week", found.per_week);
  json_count(json, "judged", found.judged);
  json_count(json, "accepted", found.accepted);
  if (found.lead) json.integer("lead_ms", found.lead->ms);
}

void write_chances(JsonWriter& json, const char* name, const char* x,
                   const std::vector<Chance>& chances, const char* y) {
  json.key(name).begin_array();
  for (const Chance& chance : chances) {
    json.begin_object();
    json_figure(json, x, chance.score);
    json_figure(json, y, chance.chance);
    json_figure(json, "low", chance.interval.low);
    json_figure(json, "high", chance.interval.high);
    json.end_object();
  }
  json.end_array();
}

/// How visitors and buyers lie over the score: at each height, and by tenths.
void write_distribution(JsonWriter& json, const ScoreCalibration& score) {
  json.key("cuts").begin_array();
  for (const Cut& cut : score.cuts) {
    json.begin_object();
    json_figure(json, "score", cut.score);
    json_figure(json, "yes", cut.yes);
    json_figure(json, "no", cut.no);
    json.end_object();
  }
  json.end_array().key("deciles").begin_array();
  for (const Slice& slice : score.deciles) {
    json.begin_object();
    json_figure(json, "from", slice.from);
    json_figure(json, "to", slice.to);
    json_figure(json, "weight", slice.weight);
    json_figure(json, "yes", slice.yes);
    json.end_object();
  }
  json.end_array();
}

void write_score(JsonWriter& json, const Model& model, const ScoreCalibration& score) {
  json.begin_object().text("id", model.scores[score.score].id);
  json.key("constant").boolean(score.constant).key("separated").boolean(score.separated);
  json_figure(json, "auc", score.area);
  json_figure(json, "auc_interval", score.area_interval);
  json_figure(json, "average_precision", score.average_precision);
  json.key("thresholds").begin_array();
  for (const ThresholdFound& threshold : score.thresholds) {
    json.begin_object().text("name", threshold.threshold.name.c_str());
    json.points("least", threshold.threshold.least);
    write_found(json, threshold.found);
    json.end_object();
  }
  json.end_array();
  write_distribution(json, score);
  json.text("chances_by",
            score.chances.empty() ? "nothing" : (score.stepwise ? "isotonic" : "logistic"));
  if (score.map) {
    json.key("logistic").begin_object();
    json_figure(json, "intercept", score.map->intercept);
    json_figure(json, "slope", score.map->slope);
    json.end_object();
  }
  write_chances(json, "chances", "score", score.chances, "chance");
  if (score.brier) {
    json.key("brier").begin_object();
    json_figure(json, "brier", score.brier->brier);
    json_figure(json, "miscalibration", score.brier->miscalibration);
    json_figure(json, "discrimination", score.brier->discrimination);
    json_figure(json, "uncertainty", score.brier->uncertainty);
    json.end_object();
  }
  write_chances(json, "reliability", "told", score.reliability, "came");
  json.end_object();
}

void write_counts(JsonWriter& json, const CalibrationReport& report) {
  json_count(json, "labels", report.labels);
  json_count(json, "repeated_labels", report.repeated_labels);
  json_count(json, "visitors", report.visitors);
  json_count(json, "converted", report.converted);
  json_count(json, "without_events", report.without_events);
  json_names(json, "some_without_events", report.some_without_events);
  json_count(json, "converted_first", report.converted_first);
  json_count(json, "without_label", report.without_label);
  json_names(json, "some_without_label", report.some_without_label);
  json_count(json, "events_after", report.events_after);
  json_count(json, "converted_later", report.converted_later);
  json_count(json, "looks", report.looks);
  json_count(json, "looks_too_late", report.looks_too_late);
  if (report.first) json.text("first", to_iso(*report.first)).text("last", to_iso(*report.last));
  json_figure(json, "weeks", report.weeks);
  json_count(json, "judged", report.judged);
  json_count(json, "accepted", report.accepted);
}

void write_sides(JsonWriter& json, const HoldoutSides& sides) {
  json_count(json, "shown", sides.shown);
  json_count(json, "shown_converted", sides.shown_converted);
  json_count(json, "held", sides.held);
  json_count(json, "held_converted", sides.held_converted);
  json_figure(json, "difference", sides.difference);
  json_figure(json, "difference_interval", sides.interval);
}

void write_holdout(JsonWriter& json, const Model& model, const Holdout& holdout) {
  json.begin_object().text("experience", model.experiences[holdout.experience].id);
  json_figure(json, "share", model.experiences[holdout.experience].holdout);
  write_sides(json, holdout.all);
  json_figure(json, "split_chance", holdout.split_chance);
  write_sides(json.key("exposed").begin_object(), holdout.exposed);
  json.end_object();
  json.end_object();
}

const char* goal_name(Goal::Kind kind) {
  switch (kind) {
    case Goal::Kind::kCapacity:
      return "capacity";
    case Goal::Kind::kPrecision:
      return "precision";
    case Goal::Kind::kRecall:
      return "recall";
    case Goal::Kind::kCost:
      return "cost";
  }
  return "";
}

void write_answer(JsonWriter& json, const Answer& answer) {
  json.begin_object().text("goal", goal_name(answer.goal.kind));
  json_figure(json, "amount", answer.goal.amount);
  if (answer.goal.kind == Goal::Kind::kCost) json_figure(json, "missed", answer.goal.missed);
  if (const auto& proposal = answer.proposal) {
    json_figure(json, "least", proposal->least);
    json_figure(json, "visitors", proposal->visitors);
    json_figure(json, "converted", proposal->converted);
    json_figure(json, "precision", proposal->precision);
    json_figure(json, "precision_interval", proposal->precision_interval);
    json_figure(json, "recall", proposal->recall);
    json_figure(json, "recall_interval", proposal->recall_interval);
    json_figure(json, "lift", proposal->lift);
    json_figure(json, "per_week", proposal->per_week);
    if (answer.goal.kind == Goal::Kind::kCost) json_figure(json, "cost", proposal->cost);
    json.key("everybody").boolean(proposal->everybody);
  }
  json.end_object();
}

const char* depth_name(Depth depth) {
  switch (depth) {
    case Depth::kNothing:
      return "nothing";
    case Depth::kLittle:
      return "little";
    case Depth::kSome:
      return "some";
    case Depth::kEnough:
      return "enough";
  }
  return "";
}

}  // namespace

std::string calibration_json(const Model& model, const CalibrationReport& report, ScoreIndex main,
                             const std::vector<Answer>& answers) {
  JsonWriter json;
  json.begin_object().text("model", model.id).text("version", model.version);
  write_counts(json, report);
  json.text("depth", depth_name(report.depth)).text("main", model.scores[main].id);
  json.key("proposals").begin_array();
  for (const Answer& answer : answers) write_answer(json, answer);
  json.end_array().key("scores").begin_array();
  for (const ScoreCalibration& score : report.scores) write_score(json, model, score);
  json.end_array().key("segments").begin_array();
  for (SegmentIndex i = 0; i < report.segments.size(); ++i) {
    json.begin_object().text("id", model.segments[i].id);
    write_found(json, report.segments[i]);
    json.end_object();
  }
  json.end_array().key("leaks").begin_array();
  for (const Leak& leak : report.leaks) {
    json.begin_object().text("rule", model.rules[leak.rule].id);
    json_count(json, "matched", leak.matched);
    json_count(json, "converted", leak.converted);
    json.end_object();
  }
  json.end_array().key("holdouts").begin_array();
  for (const Holdout& holdout : report.holdouts) write_holdout(json, model, holdout);
  json.end_array().end_object();
  return json.take();
}

}  // namespace kelvin::study
