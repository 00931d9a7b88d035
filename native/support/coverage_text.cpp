#include "support/coverage_text.h"

#include "log/bad_lines.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

/// `2026-03-01 10:00`
std::string minute_of(Instant t) {
  constexpr std::size_t kMinuteBytes = sizeof "2026-03-01T10:00" - 1;
  std::string out = to_iso(t).substr(0, kMinuteBytes);
  out[out.find('T')] = ' ';
  return out;
}

std::string counted(std::uint64_t count, const char* noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string head_text(const Model& model, const study::CoverageReport& report) {
  std::string out = model.id + " " + model.version + " on " + counted(report.events, "event") +
                    " of " + counted(report.visitors, "visitor");
  if (report.first) {
    out += ", " + minute_of(*report.first) + " to " + minute_of(*report.last) + " UTC";
  }
  out += ": " + grouped(report.never_matched()) + " of " + counted(report.rules.size(), "rule") +
         " matched nothing";
  if (report.duplicates > 0) out += "; " + counted(report.duplicates, "duplicate") + " left out";
  if (report.ignored > 0) out += "; " + grouped(report.ignored) + " of types that do not score";
  return beside("", out + ".");
}

}  // namespace

std::string coverage_text(const Model& model, const study::CoverageReport& report, bool all) {
  return head_text(model, report) + "\n" + not_there_text(model, report) + "\n" +
         model_text(model, report) + "\n" + log_text(report, all);
}

}  // namespace kelvin::native
