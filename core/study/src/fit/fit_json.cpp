// The report for programs.
#include "kelvin/study/fit.h"

namespace kelvin::study {
namespace {

Value interval_of(const Interval& interval) {
  return Value(Array{interval.low, interval.high});
}

Value count_of(std::uint64_t count) {
  return Value(static_cast<double>(count));
}

Value share_value(const Share& share) {
  Value out{Object{}};
  out.set("bought", count_of(share.yes));
  out.set("of", count_of(share.of));
  out.set("share", share.share());
  out.set("interval", interval_of(share.interval));
  return out;
}

Value lines_of(const FitReport& report) {
  Array lines;
  for (const FitLine& line : report.lines) {
    Value out{Object{}};
    out.set("points", line.points);
    out.set("label", line.label);
    out.set("rule", line.rule);
    out.set("with", share_value(line.with));
    out.set("without", share_value(line.without));
    out.set("chosen", count_of(line.chosen));
    lines.push_back(std::move(out));
  }
  return Value(std::move(lines));
}

Value sizes_of(const FitReport& report) {
  Array sizes;
  for (const FitSize& size : report.sizes) {
    Value out{Object{}};
    out.set("lines", count_of(size.lines));
    out.set("auc", size.auc);
    out.set("loss", size.loss);
    sizes.push_back(std::move(out));
  }
  return Value(std::move(sizes));
}

Value bands_of(const FitReport& report) {
  Array bands;
  for (const FitBand& band : report.bands) {
    Value out = share_value(band.bought);
    out.set("band", band.name);
    out.set("from", band.from);
    bands.push_back(std::move(out));
  }
  return Value(std::move(bands));
}

Value dropped_of(const std::vector<FitDropped>& all) {
  Array dropped;
  for (const FitDropped& one : all) {
    Value out{Object{}};
    out.set("what", one.what);
    out.set("why", one.why);
    out.set("leak", one.leak);
    dropped.push_back(std::move(out));
  }
  return Value(std::move(dropped));
}

const char* found_text(FitReport::Found found) {
  switch (found) {
    case FitReport::Found::kGrid:
      return "grid";
    case FitReport::Found::kNothing:
      return "nothing";
    case FitReport::Found::kRefused:
      break;
  }
  return "refused";
}

}  // namespace

Value fit_value(const FitReport& report) {
  Value out{Object{}};
  out.set("found", found_text(report.found));
  if (!report.why.empty()) out.set("why", report.why);
  out.set("visitors", count_of(report.visitors));
  out.set("converted", count_of(report.converted));
  out.set("candidates", count_of(report.candidates));
  out.set("single_candidates", count_of(report.singles));
  out.set("dropped", dropped_of(report.dropped));
  if (!report.suspects.empty()) out.set("suspects", dropped_of(report.suspects));
  if (report.found == FitReport::Found::kGrid) {
    out.set("lines", lines_of(report));
    if (!report.counters.empty()) out.set("counters", Value(report.counters));
    out.set("range", Value(Array{report.low, report.high}));
    out.set("intercept", report.intercept);
    out.set("slope", report.slope);
    out.set("auc", report.auc);
    out.set("auc_interval", interval_of(report.auc_interval));
    out.set("reference_auc", report.reference);
    out.set("behind_reference", report.reference - report.auc);
    out.set("behind_interval", interval_of(report.behind));
    out.set("cost_of_whole_points", report.real_weights);
    out.set("bands", bands_of(report));
  }
  if (!report.sizes.empty()) out.set("sizes", sizes_of(report));
  return out;
}

}  // namespace kelvin::study
