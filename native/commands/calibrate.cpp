// kelvin calibrate: which threshold finds those who convert?
#include <algorithm>
#include <memory>
#include <vector>

#include "commands/commands.h"
#include "commands/study_options.h"
#include "kelvin/study/calibrate.h"
#include "labels/labels_file.h"
#include "replay/calibrating.h"
#include "report/calibration_document.h"
#include "support/model_edit.h"

namespace kelvin::native {
namespace {

using study::CalibrationReport;
using study::Goal;

struct CalibrateOptions {
  LogOptions logs;
  TellOptions tell;
  std::string labels, horizon, score, outcome, segment, write;
  std::string capacity, precision, recall, cost;
  bool holdout = false;
};

double above_zero(const char* option, const std::string& text, double most) {
  const double number = number_option(option, text);
  if (number > 0 && number <= most) return number;
  throw Unusable(std::string(option) + " " + text + ": give a number above 0" +
                 (most == 1 ? ", 1 at most" : ""));
}

constexpr double kMost = 1e12;

/// `50/week`, `10/day`, `200/month`: as a number a week.
double read_capacity(const std::string& text) {
  constexpr double kDaysOfWeek = 7, kDaysOfMonth = 30.4375;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string per = slash < text.size() ? text.substr(slash + 1) : "week";
  const double number = above_zero("--capacity", text.substr(0, slash), kMost);
  if (per == "week") return number;
  if (per == "day") return number * kDaysOfWeek;
  if (per == "month") return number * kDaysOfWeek / kDaysOfMonth;
  throw Unusable("--capacity " + text + ": give 50/week, 10/day or 200/month");
}

std::vector<Goal> goals_of(const CalibrateOptions& options) {
  std::vector<Goal> goals;
  if (!options.capacity.empty()) {
    goals.push_back({Goal::Kind::kCapacity, read_capacity(options.capacity), 0});
  }
  if (!options.precision.empty()) {
    goals.push_back({Goal::Kind::kPrecision, above_zero("--precision", options.precision, 1), 0});
  }
  if (!options.recall.empty()) {
    goals.push_back({Goal::Kind::kRecall, above_zero("--recall", options.recall, 1), 0});
  }
  if (!options.cost.empty()) {
    const std::size_t colon = options.cost.find(':');
    if (colon == std::string::npos) {
      throw Unusable("--cost " + options.cost + ": give FALSE_ALARM:MISSED, such as 1:20");
    }
    goals.push_back({Goal::Kind::kCost, above_zero("--cost", options.cost.substr(0, colon), kMost),
                     above_zero("--cost", options.cost.substr(colon + 1), kMost)});
  }
  return goals;
}

/// The outcome itself cannot be what foretells it.
void refuse_outcome(const Model& model, const std::string& outcome) {
  if (outcome.empty()) return;
  const auto rules = study::rules_on(model, outcome);
  if (rules.empty()) return;
  std::string ids;
  for (const RuleIndex rule : rules) ids += " " + std::string(model.rules[rule].id);
  throw Unusable("--outcome " + outcome + ": rules on it score the outcome by itself:" + ids);
}

SegmentIndex segment_to_write(const Model& model, ScoreIndex score, const std::string& id) {
  for (const study::Threshold& threshold : study::thresholds(model)) {
    if (!threshold.segment || threshold.score != score) continue;
    if (id.empty() || model.segments[*threshold.segment].id == id) return *threshold.segment;
  }
  const std::string bound =
      "a bound of scores." + std::string(model.scores[score].id) + " in `when`";
  throw Unusable(id.empty() ? "--write: no segment asks for " + bound
                            : "--write: segment " + id + " does not ask for " + bound);
}

void write_model(const CalibrateOptions& options, const Model& model, ScoreIndex score,
                 const CalibrationReport& report, const std::vector<study::Answer>& asked) {
  if (options.write.empty()) return;
  const SegmentIndex segment = segment_to_write(model, score, options.segment);
  if (report.depth == study::Depth::kNothing) {
    throw Unusable("--write: too few conversions to choose a threshold by");
  }
  if (!asked[0].proposal) throw Unusable("--write: no threshold meets the goal");
  const std::string json = read_file(options.logs.model, kMaxModelBytes);
  write_whole(options.write, with_threshold(json, model, segment, score, asked[0].proposal->least));
}

Exit calibrate(const CalibrateOptions& options) {
  const Model model = load_model(options.logs.model);
  const ScoreIndex score = score_named(model, options.score);
  refuse_outcome(model, options.outcome);
  const std::vector<Goal> goals = goals_of(options);
  if (!options.write.empty() && goals.size() != 1) {
    throw Unusable("--write: give one goal: --capacity, --precision, --recall or --cost");
  }
  const auto held = [](const Experience& experience) { return experience.holdout > 0; };
  if (options.holdout && std::none_of(model.experiences.begin(), model.experiences.end(), held)) {
    throw Unusable("--holdout: no experience of the model has a holdout");
  }
  const ReplayOptions how = options.logs.read("--until");
  study::CalibrationOptions judging{how.until, {}};
  if (!options.horizon.empty()) judging.horizon = duration_option("--horizon", options.horizon);
  BadLines bad_labels, bad;
  const study::Labels labels = read_labels(options.labels, bad_labels);
  bad_labels.finish();
  LogReader logs(options.logs.logs);
  const CalibrationReport report = calibrate_log(model, logs, how, labels, judging, bad);
  std::vector<study::Answer> asked;
  asked.reserve(goals.size());
  for (const Goal& goal : goals) {
    asked.push_back({goal, study::propose(report.scores[score], report.weeks, goal)});
  }
  write_model(options, model, score, report, asked);
  tell(options.tell, calibration_document(model, report, score, asked),
       study::calibration_json(model, report, score, asked));
  return bad_labels.count() > 0 ? Exit::kBadLines : exit_after(bad);
}

void add_goals(Command command, CalibrateOptions& options) {
  command
      .add_option("--capacity", options.capacity,
                  "No more leads than this: 50/week, 10/day, 200/month")
      .type_name("N/PERIOD");
  command
      .add_option("--precision", options.precision,
                  "Of those found at least this share converts: 0.4")
      .type_name("SHARE");
  command
      .add_option("--recall", options.recall, "At least this share of the converted is found: 0.8")
      .type_name("SHARE");
  command.add_option("--cost", options.cost, "What a false alarm and one who is missed cost: 1:20")
      .type_name("FALSE:MISSED");
  command
      .add_option("--write", options.write, "Write a copy of the model with the proposed threshold")
      .type_name("FILE");
  command
      .add_option("--segment", options.segment,
                  "Whose threshold --write changes (default: the lowest of the score)")
      .type_name("ID");
}

}  // namespace

void add_calibrate(Command app, Exit& exit) {
  auto options = std::make_shared<CalibrateOptions>();
  const Command command = app.add_subcommand(
      "calibrate", "Tell which threshold finds those who convert, from logs and labels");
  command.footer(
      "Labels are a line for each visitor, NDJSON or CSV: visitor, converted (1 or 0), "
      "converted_at\n"
      "of those who did; accepted (1 or 0) where sales judged. Events count until the conversion.\n"
      "Example: kelvin calibrate --model m.json --labels customers.csv --capacity 50/week "
      "march.ndjson.gz");
  add_log_options(command, options->logs);
  command.add_option("--labels", options->labels, "Who converted: an NDJSON or CSV file")
      .required()
      .type_name("FILE");
  command
      .add_option("--until", options->logs.at, "Leave out events later than this (default: none)")
      .type_name("TIME");
  command
      .add_option("--horizon", options->horizon,
                  "Ask at the end of each visit whether a conversion follows within this: 30d")
      .type_name("DURATION");
  command
      .add_option("--score", options->score,
                  "The score to tell in full (default: that of the first segment)")
      .type_name("ID");
  command
      .add_option("--outcome", options->outcome,
                  "The event that is the outcome: no rule may be on it")
      .type_name("EVENT");
  command.add_flag("--holdout", options->holdout,
                   "Compare those held out of experiences with the others");
  add_goals(command, *options);
  add_tell_options(command, options->tell);
  command.callback([options, &exit] { exit = calibrate(*options); });
}

}  // namespace kelvin::native
