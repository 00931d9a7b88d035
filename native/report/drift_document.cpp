#include "report/drift_document.h"

#include <algorithm>

#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::DriftReport;
using study::ScoreDrift;

/// What the index says, in words.
std::string verdict(const ScoreDrift& score) {
  const std::string code = study::drift_verdict(score);
  if (code == "nothing") return "one of the logs has no visitors";
  if (code == "stable") return "has hardly moved";
  if (code == "few") return "so few visitors may differ so far by chance";
  return code == "look" ? "has moved: look why" : "has moved far: thresholds need to be set anew";
}

std::string bin_text(const study::DriftBin& bin) {
  return bin.from == bin.to ? number_text(bin.from, 2) : range_text(bin.from, bin.to, 2);
}

Table bins_table(const ScoreDrift& score, const DriftReport& report) {
  Table table{"Visitors by the highest that they showed",
              {{"score", true}, {"then", true}, {"now", true}},
              {}};
  for (const study::DriftBin& bin : score.bins) {
    if (bin.then + bin.now == 0) continue;
    table.rows.push_back({bin_text(bin), share_text(bin.then / static_cast<double>(report.then)),
                          share_text(bin.now / static_cast<double>(report.now))});
  }
  return table;
}

Plot bins_plot(const Model& model, const ScoreDrift& score, const DriftReport& report) {
  constexpr double kHalf = 0.5, kMiddle = 0.5;
  Plot plot;
  plot.title = "Score " + std::string(model.scores[score.score].id) + ", then and now";
  plot.says = "Shares of the visitors; parts of then of about the same size, or one score each.";
  plot.x = {"part, the lowest scores first", kHalf, static_cast<double>(score.bins.size()) + kHalf};
  plot.bar_names = {"then", "now"};
  double highest = 0;
  for (std::size_t i = 0; i < score.bins.size(); ++i) {
    const double place = static_cast<double>(i) + kHalf;
    const double then = score.bins[i].then / static_cast<double>(report.then);
    const double now = score.bins[i].now / static_cast<double>(report.now);
    plot.bars.push_back({place, place + kMiddle, then, 0});
    plot.bars.push_back({place + kMiddle, place + 1, now, 1});
    highest = std::max({highest, then, now});
  }
  plot.y = {"visitors", 0, std::max(highest, 1e-6), true};
  plot.table = bins_table(score, report);
  return plot;
}

}  // namespace

Document drift_document(const Model& model, const DriftReport& report, ScoreIndex main) {
  Document out("Drift of " + model.id + " " + model.version);
  out.say(grouped(report.then) + " visitors then, " + grouped(report.now) + " now.");
  if (report.then == 0 || report.now == 0) {
    out.warn("One of the logs has no visitors: nothing to compare.");
    return out;
  }
  Table table{"How far each score has moved (PSI: above 0.1 look, above 0.25 act)",
              {{"score"},
               {"PSI", true},
               {"by chance", true},
               {"mean then", true},
               {"now", true},
               {"verdict"}},
              {}};
  for (const ScoreDrift& score : report.scores) {
    table.rows.push_back({model.scores[score.score].id,
                          score.index ? number_text(*score.index, 3) : "-",
                          number_text(score.index_by_chance, 3), number_text(score.mean_then, 1),
                          number_text(score.mean_now, 1), verdict(score)});
  }
  out.add(std::move(table));
  const ScoreDrift& score = report.scores[main];
  if (!score.thresholds.empty()) {
    Table reached{
        "Who reaches the thresholds of " + std::string(model.scores[main].id),
        {{"at", true}, {"what waits"}, {"then", true}, {"now", true}, {"difference, 95 %", true}},
        {}};
    for (const study::ThresholdDrift& threshold : score.thresholds) {
      const auto& interval = threshold.difference;
      reached.rows.push_back(
          {number_text(threshold.threshold.least.value(), 2), threshold.threshold.name,
           share_text(threshold.then), share_text(threshold.now),
           interval
               ? number_text(interval->low * 100, 1) + " to " + number_text(interval->high * 100, 1)
               : "-"});
    }
    out.add(std::move(reached));
  }
  out.add_to_text(bins_table(score, report));
  out.add(bins_plot(model, score, report));
  return out;
}

}  // namespace kelvin::native
