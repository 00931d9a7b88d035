#include "fit/report.h"

#include <algorithm>

#include "support/layout.h"

namespace kelvin::native {
namespace {

constexpr int kAucDecimals = 3;

std::string auc_text(double auc) {
  return number_text(auc, kAucDecimals);
}
std::string signed_text(int points) {
  return (points > 0 ? "+" : "") + std::to_string(points);
}
std::string share_cell(const study::Share& share) {
  return share_text(share.share()) + " (" +
         share_range_text(share.interval.low, share.interval.high) + ")";
}

void add_counts(Document& out, const Gathered& gathered, const study::FitReport& report) {
  out.say(grouped(report.converted) + " of " + grouped(report.visitors) +
          " visitors bought. Of a buyer only what came before the purchase counts.");
  std::string left;
  const auto leave = [&](std::uint64_t count, const char* what) {
    if (count > 0) left += (left.empty() ? "" : "; ") + grouped(count) + " " + what;
  };
  leave(gathered.unlabelled, "visitors have events and no label");
  leave(gathered.silent, "labels are of visitors without events");
  leave(gathered.late, "buyers have no event before they bought");
  if (!left.empty()) out.say("Left out: " + left + ".");
  if (gathered.future > 0) {
    out.warn(
        grouped(gathered.future) +
        " labels are of purchases more than a year after the last event that counts: are these "
        "times in the future?");
  }
}

/// With few buyers only a little can be said, and how little.
void add_thinness(Document& out, const study::FitReport& report) {
  constexpr std::uint64_t kFew = 60, kSome = 150;
  const std::string buyers = grouped(report.converted) + " buyers";
  if (report.converted < kFew) {
    out.warn(buyers + " carry one or two rules at most: take the points as a guess to be tried.");
  } else if (report.converted < kSome) {
    out.warn(
        buyers +
        " carry a few rules: those that were chosen in fewer than 4 of 5 resamples are a guess.");
  }
}

void add_lines(Document& out, const study::FitReport& report) {
  out.heading("The grid");
  Table table{
      "Points of each line: how many had it, how many of those bought and how many of the "
      "others, in how many of 5 resamples it was chosen",
      {{"points", true},
       {"line", false, true},
       {"had it", true},
       {"bought", true},
       {"the others", true},
       {"chosen", true}},
      {}};
  for (const study::FitLine& line : report.lines) {
    table.rows.push_back({signed_text(line.points), line.label, grouped(line.with.of),
                          share_cell(line.with), share_cell(line.without),
                          std::to_string(line.chosen) + "/" + std::to_string(study::kFolds)});
  }
  out.add(std::move(table));
  out.say("AUC " + auc_text(report.auc) + " (" + auc_text(report.auc_interval.low) + "-" +
          auc_text(report.auc_interval.high) + "), with all " + grouped(report.singles) +
          " candidates " + auc_text(report.reference) +
          ". On visitors that the points had not seen; the difference is " +
          auc_text(report.reference - report.auc) + " (" + auc_text(report.behind.low) + " to " +
          auc_text(report.behind.high) + ").");
}

void add_bands(Document& out, const study::FitReport& report) {
  Table table{"Bands, and how many of each bought (of visitors that the points had not seen)",
              {{"band"}, {"from", true}, {"visitors", true}, {"bought", true}},
              {}};
  for (const study::FitBand& band : report.bands) {
    table.rows.push_back(
        {band.name, std::to_string(band.from), grouped(band.bought.of), share_cell(band.bought)});
  }
  out.heading("Bands");
  out.add(std::move(table));
  out.say("Totals go from " + std::to_string(report.low) + " to " + std::to_string(report.high) +
          ".");
}

void add_sizes(Document& out, const study::FitReport& report, const study::FitOptions& options) {
  if (report.sizes.empty()) return;
  Plot plot;
  plot.title = "How many lines";
  plot.says = "AUC against the number of lines, on visitors that the points had not seen.";
  Curve curve{"AUC", {}, Curve::Kind::kLine};
  Table table{"AUC by number of lines", {{"lines", true}, {"AUC", true}}, {}};
  double low = report.reference, high = report.reference;
  for (const study::FitSize& size : report.sizes) {
    curve.points.push_back({static_cast<double>(size.lines), size.auc});
    table.rows.push_back({std::to_string(size.lines), auc_text(size.auc)});
    low = std::min(low, size.auc);
    high = std::max(high, size.auc);
  }
  constexpr double kRoom = 0.01;
  plot.x = {"lines", 1, static_cast<double>(report.sizes.size())};
  plot.y = {"AUC", std::max(0.0, low - kRoom), std::min(1.0, high + kRoom)};
  plot.curves = {curve};
  plot.marks = {{report.reference, "all candidates", true}};
  plot.table = table;
  out.heading("How many lines");
  std::string says;
  for (const std::size_t lines : {1U, 2U, 3U, 5U, 7U, 10U, 15U, 20U, 25U}) {
    if (lines > report.sizes.size()) break;
    says += (says.empty() ? "" : ", ") + std::to_string(lines) + ": " +
            auc_text(report.sizes[lines - 1].auc);
  }
  out.say("AUC by number of lines: " + says + ". --lines takes another number.");
  if (options.lines && *options.lines > report.best_lines) {
    out.warn("On visitors that the points had not seen " + std::to_string(report.best_lines) +
             " lines do as well or better.");
  }
  out.add(std::move(plot));
}

void add_dropped(Document& out, const study::FitReport& report) {
  for (const study::FitDropped& one : report.suspects) {
    out.warn(one.what + ": " + one.why + ". It was kept; --without " + one.what +
             " leaves it out.");
  }
  if (report.dropped.empty()) return;
  out.heading("Left out of the candidates");
  Table table{"What was left out, and why", {{"what"}, {"why"}}, {}};
  for (const study::FitDropped& one : report.dropped) table.rows.push_back({one.what, one.why});
  out.add(std::move(table));
}

}  // namespace

Document fit_report(const Gathered& gathered, const study::FitReport& report,
                    const study::FitOptions& options, const std::optional<HandMade>& hand) {
  Document out("Points learnt from who bought");
  add_counts(out, gathered, report);
  if (report.found != study::FitReport::Found::kGrid) {
    out.warn(report.why + ".");
    for (const study::FitLine& line : report.lines) {
      out.say("It rests on: " + line.label + ".");
    }
    add_dropped(out, report);
    return out;
  }
  add_thinness(out, report);
  add_lines(out, report);
  if (options.any_sign) out.say("--any-sign: a line's points may go against its own difference.");
  if (hand) {
    out.say(hand->name + " has an AUC of " + auc_text(hand->comparison.given) +
            " on the same visitors; the fitted grid is ahead by " +
            auc_text(hand->comparison.fitted - hand->comparison.given) + " (" +
            auc_text(hand->comparison.difference.low) + " to " +
            auc_text(hand->comparison.difference.high) + ").");
  }
  add_bands(out, report);
  add_sizes(out, report, options);
  add_dropped(out, report);
  return out;
}

Value fit_json(const Gathered& gathered, const study::FitReport& report,
               const std::optional<HandMade>& hand) {
  Value out = study::fit_value(report);
  const auto count = [&](const char* name, std::uint64_t n) {
    out.set(name, static_cast<double>(n));
  };
  count("unlabelled", gathered.unlabelled);
  count("labels_without_events", gathered.silent);
  count("buyers_without_events_before", gathered.late);
  count("bought_a_year_later", gathered.future);
  if (hand) {
    Value compared{Object{}};
    compared.set("model", hand->name);
    compared.set("auc", hand->comparison.given);
    compared.set("ahead", hand->comparison.fitted - hand->comparison.given);
    compared.set("ahead_interval",
                 Value(Array{hand->comparison.difference.low, hand->comparison.difference.high}));
    out.set("compared", std::move(compared));
  }
  return out;
}

}  // namespace kelvin::native
