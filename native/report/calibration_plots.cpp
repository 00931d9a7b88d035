// The plots of one score; each with its table.
#include <algorithm>
#include <cmath>

#include "report/calibration_document.h"

namespace kelvin::native {
namespace {

using study::CalibrationReport;
using study::Cut;
using study::ScoreCalibration;

constexpr std::size_t kMostPoints = 200, kTableRows = 12;

/// Some of them, evenly, the last always.
std::vector<Cut> some_of(const std::vector<Cut>& cuts, std::size_t most) {
  if (cuts.size() <= most) return cuts;
  std::vector<Cut> out;
  for (std::size_t i = 0; i < most; ++i) out.push_back(cuts[(i + 1) * cuts.size() / most - 1]);
  return out;
}

Axis share_axis(std::string label, double high = 1) {
  return {std::move(label), 0, high, true};
}

/// The end of an axis: a little more than the highest.
double ceiling(double highest) {
  const std::vector<double> places = ticks(0, std::max(highest, 1e-6) * 1.25, 4);
  return places.empty() ? 1 : std::min(1.0, std::max(places.back(), highest));
}

Plot roc(const ScoreCalibration& score) {
  Plot plot;
  plot.title = "Who is found, and at which price";
  plot.says = "The further above the diagonal, the better the score tells (ROC). AUC " +
              number_text(score.area.value_or(0.5), 3) + ".";
  plot.x = share_axis("of the others");
  plot.y = share_axis("of those who convert");
  const Cut& all = score.cuts.back();
  Curve curve{"score", {{0, 0}}};
  plot.table = {"Share found at or above each score",
                {{"score", true}, {"of those who convert", true}, {"of the others", true}},
                {}};
  for (const Cut& cut : some_of(score.cuts, kMostPoints)) {
    curve.points.push_back({cut.no / all.no, cut.yes / all.yes});
  }
  for (const Cut& cut : some_of(score.cuts, kTableRows)) {
    plot.table.rows.push_back(
        {shown_text(cut.score), share_text(cut.yes / all.yes), share_text(cut.no / all.no)});
  }
  plot.curves = {std::move(curve), {"chance", {{0, 0}, {1, 1}}, Curve::Kind::kDashed}};
  return plot;
}

Plot precision_recall(const ScoreCalibration& score) {
  Plot plot;
  const Cut& all = score.cuts.back();
  const double base = all.yes / (all.yes + all.no);
  plot.title = "Precision by recall";
  plot.says = "Of those found, how many convert, as more of them are found.";
  plot.x = share_axis("recall");
  double highest = base;
  Curve curve{"score", {}};
  plot.table = {"Precision and recall at or above each score",
                {{"score", true}, {"recall", true}, {"precision", true}},
                {}};
  for (const Cut& cut : some_of(score.cuts, kMostPoints)) {
    const double precision = cut.yes / (cut.yes + cut.no);
    highest = std::max(highest, precision);
    curve.points.push_back({cut.yes / all.yes, precision});
  }
  for (const Cut& cut : some_of(score.cuts, kTableRows)) {
    plot.table.rows.push_back({shown_text(cut.score), share_text(cut.yes / all.yes),
                               share_text(cut.yes / (cut.yes + cut.no))});
  }
  plot.y = share_axis("precision", ceiling(highest));
  plot.curves = {std::move(curve), {"everybody", {{0, base}, {1, base}}, Curve::Kind::kDashed}};
  return plot;
}

Plot tenths(const ScoreCalibration& score) {
  Plot plot;
  const Cut& all = score.cuts.back();
  const double base = all.yes / (all.yes + all.no);
  plot.title = "Conversion by tenth of the visitors";
  plot.says = "The highest scores first; the line is the share of all.";
  plot.x = {"tenth", 0.5, static_cast<double>(score.deciles.size()) + 0.5};
  double highest = base;
  plot.bar_names = {"converted"};
  plot.table = {
      "Conversion by tenth", {{"tenth", true}, {"scores", true}, {"converted", true}}, {}};
  for (std::size_t i = 0; i < score.deciles.size(); ++i) {
    const study::Slice& slice = score.deciles[i];
    const double place = static_cast<double>(i) + 1, share = slice.yes / slice.weight;
    highest = std::max(highest, share);
    plot.bars.push_back({place - 0.5, place + 0.5, share});
    plot.table.rows.push_back(
        {std::to_string(i + 1), range_text(slice.from, slice.to, 2), share_text(share)});
  }
  plot.y = share_axis("converted", ceiling(highest));
  plot.marks = {{base, "all", true}};
  return plot;
}

Plot chances(const ScoreCalibration& score) {
  Plot plot;
  plot.title = "A chance for each score";
  plot.says = "With the band that 95 % of resamples lie in; the upright lines are thresholds.";
  plot.x = {"score", score.chances.front().score, score.chances.back().score};
  Curve curve{"chance", {}, score.stepwise ? Curve::Kind::kSteps : Curve::Kind::kLine};
  Band band{"95 %", {}};
  double highest = 0;
  plot.table = {"A chance for each score", {{"score", true}, {"chance", true}, {"95 %", true}}, {}};
  for (const study::Chance& chance : score.chances) {
    curve.points.push_back({chance.score, chance.chance});
    band.slices.push_back({chance.score, chance.interval.low, chance.interval.high});
    highest = std::max(highest, chance.interval.high);
    plot.table.rows.push_back({shown_text(chance.score), share_text(chance.chance),
                               share_range_text(chance.interval.low, chance.interval.high)});
  }
  plot.y = share_axis("chance", ceiling(highest));
  plot.curves = {std::move(curve)};
  plot.bands = {std::move(band)};
  for (const study::ThresholdFound& threshold : score.thresholds) {
    const double at = threshold.threshold.least.value();
    if (at >= plot.x.low && at <= plot.x.high) plot.marks.push_back({at, threshold.threshold.name});
  }
  return plot;
}

Plot reliability(const ScoreCalibration& score) {
  Plot plot;
  plot.title = "Do the chances hold?";
  plot.says =
      "What was told against what came, by isotonic regression (CORP); on the diagonal they are "
      "the same.";
  Curve curve{"came", {}};
  Band band{"95 %", {}};
  double highest = 0;
  plot.table = {
      "Chance told and share that came", {{"told", true}, {"came", true}, {"95 %", true}}, {}};
  for (const study::Chance& chance : score.reliability) {
    curve.points.push_back({chance.score, chance.chance});
    band.slices.push_back({chance.score, chance.interval.low, chance.interval.high});
    highest = std::max({highest, chance.score, chance.interval.high});
    plot.table.rows.push_back({share_text(chance.score), share_text(chance.chance),
                               share_range_text(chance.interval.low, chance.interval.high)});
  }
  const double top = ceiling(highest);
  plot.x = share_axis("chance told", top);
  plot.y = share_axis("share that came", top);
  plot.curves = {std::move(curve), {"as told", {{0, 0}, {top, top}}, Curve::Kind::kDashed}};
  plot.bands = {std::move(band)};
  return plot;
}

Plot leads(const CalibrationReport& report, const ScoreCalibration& score) {
  Plot plot;
  plot.title = "Leads a week by threshold";
  plot.says = "How many visitors reach each score for the first time in a week.";
  plot.x = {"threshold", score.visitors.back().score, score.visitors.front().score};
  Curve curve{"a week", {}, Curve::Kind::kSteps};
  plot.table = {"Leads a week by threshold", {{"score", true}, {"a week", true}}, {}};
  for (const Cut& cut : some_of(score.visitors, kMostPoints)) {
    curve.points.push_back({cut.score, (cut.yes + cut.no) / report.weeks});
  }
  for (const Cut& cut : some_of(score.visitors, kTableRows)) {
    plot.table.rows.push_back(
        {shown_text(cut.score), number_text((cut.yes + cut.no) / report.weeks, 1)});
  }
  std::reverse(curve.points.begin(), curve.points.end());
  plot.y = {"leads a week", 0, curve.points.front().y};
  plot.curves = {std::move(curve)};
  for (const study::ThresholdFound& threshold : score.thresholds) {
    plot.marks.push_back({threshold.threshold.least.value(), threshold.threshold.name});
  }
  return plot;
}

}  // namespace

void plot_score(Document& out, const Model&, const CalibrationReport& report,
                const ScoreCalibration& score) {
  if (!score.area) return;
  out.add(roc(score));
  out.add(precision_recall(score));
  if (!score.deciles.empty()) out.add(tenths(score));
  if (!score.chances.empty()) out.add(chances(score));
  if (!score.reliability.empty()) out.add(reliability(score));
  if (report.weeks > 0) out.add(leads(report, score));
}

}  // namespace kelvin::native
