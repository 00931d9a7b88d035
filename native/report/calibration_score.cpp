// One score in full: its thresholds, what goals ask of it, a chance for each height.
#include "report/calibration_document.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::CalibrationReport;
using study::Depth;
using study::Found;
using study::ScoreCalibration;
using Kind = study::Goal::Kind;

std::string lead_text(const Found& found) {
  if (!found.lead) return "-";
  const double hours = static_cast<double>(found.lead->ms) / static_cast<double>(kHour.ms);
  constexpr double kHoursOfDay = 24;
  if (hours < 2) return number_text(hours * 60, 0) + " min";
  return hours < 2 * kHoursOfDay ? number_text(hours, 1) + " h"
                                 : number_text(hours / kHoursOfDay, 1) + " d";
}

std::vector<std::string> found_cells(const Found& found, bool judged) {
  const auto& interval = found.precision_interval;
  std::vector<std::string> cells = {
      grouped(found.visitors),
      share_text(found.precision),
      interval ? share_range_text(interval->low, interval->high) : "-",
      share_text(found.recall),
      number_text(found.lift, 1),
      number_text(found.per_week, 1),
      lead_text(found)};
  if (judged) {
    cells.push_back(found.judged == 0 ? "-"
                                      : share_text(static_cast<double>(found.accepted) /
                                                   static_cast<double>(found.judged)));
  }
  return cells;
}

std::vector<ColumnHead> found_columns(std::vector<ColumnHead> columns, bool judged) {
  for (const char* name : {"found", "precision", "95 %", "recall", "lift", "a week", "ahead"}) {
    columns.push_back({name, true});
  }
  if (judged) columns.push_back({"accepted", true});
  return columns;
}

void tell_thresholds(Document& out, const Model& model, const CalibrationReport& report,
                     const ScoreCalibration& score) {
  const bool judged = report.judged > 0;
  Table bounds{
      "Thresholds of this score", found_columns({{"at", true}, {"what waits"}}, judged), {}};
  for (const study::ThresholdFound& threshold : score.thresholds) {
    std::vector<std::string> row = {shown_text(threshold.threshold.least.value()),
                                    threshold.threshold.name};
    for (std::string& cell : found_cells(threshold.found, judged)) row.push_back(std::move(cell));
    bounds.rows.push_back(std::move(row));
  }
  if (!bounds.rows.empty()) out.add(std::move(bounds));
  Table segments{"Who entered each segment, all its conditions together",
                 found_columns({{"segment"}}, judged),
                 {}};
  for (SegmentIndex i = 0; i < report.segments.size(); ++i) {
    std::vector<std::string> row = {model.segments[i].id};
    for (std::string& cell : found_cells(report.segments[i], judged))
      row.push_back(std::move(cell));
    segments.rows.push_back(std::move(row));
  }
  if (!segments.rows.empty()) out.add(std::move(segments));
  out.say(
      "Precision is the share of those found who converted, recall the share of the converted "
      "who were found, lift the precision over that of all. A week counts first crossings; "
      "ahead is the median time from the crossing to the conversion.");
}

std::string goal_text(const study::Goal& goal) {
  switch (goal.kind) {
    case Kind::kCapacity:
      return "at most " + number_text(goal.amount, 2) + " a week";
    case Kind::kPrecision:
      return "precision " + share_text(goal.amount);
    case Kind::kRecall:
      return "recall " + share_text(goal.amount);
    case Kind::kCost:
      return "false alarm " + number_text(goal.amount, 2) + ", missed " +
             number_text(goal.missed, 2);
  }
  return "";
}

void tell_proposals(Document& out, const CalibrationReport& report,
                    const std::vector<study::Answer>& asked) {
  if (asked.empty()) return;
  constexpr double kFewFound = 10;
  out.heading("Proposals");
  Table table{"The threshold that would have met the goal",
              {{"goal"},
               {"at", true},
               {"found", true},
               {"precision", true},
               {"95 %", true},
               {"recall", true},
               {"a week", true}},
              {}};
  for (const study::Answer& one : asked) {
    const auto& proposal = one.proposal;
    if (!proposal) {
      out.warn(goal_text(one.goal) + ": no threshold meets it.");
      continue;
    }
    const auto& interval = proposal->precision_interval;
    table.rows.push_back({goal_text(one.goal), shown_text(proposal->least),
                          number_text(proposal->visitors, 0), share_text(proposal->precision),
                          interval ? share_range_text(interval->low, interval->high) : "-",
                          share_text(proposal->recall), number_text(proposal->per_week, 1)});
    if (proposal->everybody) {
      out.warn(goal_text(one.goal) + ": everybody meets it; no threshold is needed.");
    } else if (proposal->converted < kFewFound) {
      out.warn(goal_text(one.goal) + ": only " + number_text(proposal->converted, 0) +
               " of those found converted; read the interval.");
    }
  }
  if (!table.rows.empty()) out.add(std::move(table));
  if (report.depth != Depth::kEnough) {
    out.say("Chosen on few conversions a threshold looks better than it will be.");
  }
}

void tell_deciles(Document& out, const CalibrationReport& report, const ScoreCalibration& score) {
  if (score.deciles.empty() || report.converted == 0) return;
  Table table{
      "Lift by tenth of the visitors, the highest scores first",
      {{"tenth", true}, {"scores", true}, {"converted", true}, {"share", true}, {"lift", true}},
      {}};
  const double base = score.cuts.back().yes / (score.cuts.back().yes + score.cuts.back().no);
  for (std::size_t i = 0; i < score.deciles.size(); ++i) {
    const study::Slice& slice = score.deciles[i];
    const double share = slice.yes / slice.weight;
    table.rows.push_back(
        {std::to_string(i + 1),
         slice.from == slice.to ? shown_text(slice.from) : range_text(slice.from, slice.to, 2),
         number_text(slice.yes, 1), share_text(share), number_text(share / base, 1)});
  }
  out.add_to_text(std::move(table));
}

void tell_chances(Document& out, const ScoreCalibration& score) {
  if (score.chances.empty()) {
    if (score.separated) {
      out.warn(
          "The score separates all who converted from all others. No chance is told: it would be "
          "a certainty, and that is rarely true.");
    }
    return;
  }
  Table table{std::string("A chance for each score, by ") +
                  (score.stepwise ? "monotone steps" : "a logistic curve of two parameters"),
              {{"score", true}, {"chance", true}, {"95 %", true}},
              {}};
  for (const study::Chance& chance : score.chances) {
    table.rows.push_back({shown_text(chance.score), share_text(chance.chance),
                          share_range_text(chance.interval.low, chance.interval.high)});
  }
  out.add_to_text(std::move(table));
  if (!score.brier) return;
  out.say("Brier score " + number_text(score.brier->brier, 4) + " = miscalibration " +
          number_text(score.brier->miscalibration, 4) + " - discrimination " +
          number_text(score.brier->discrimination, 4) + " + uncertainty " +
          number_text(score.brier->uncertainty, 4) +
          ": chances that each fifth of the visitors got from the others.");
}

}  // namespace

void tell_score(Document& out, const Model& model, const CalibrationReport& report,
                const ScoreCalibration& score, const std::vector<study::Answer>& asked) {
  out.heading("Score " + model.scores[score.score].id);
  if (score.constant) return out.warn("Everybody has the same score: kelvin coverage tells why.");
  tell_thresholds(out, model, report, score);
  tell_proposals(out, report, asked);
  out.heading("What a score is worth");
  tell_deciles(out, report, score);
  tell_chances(out, score);
}

}  // namespace kelvin::native
