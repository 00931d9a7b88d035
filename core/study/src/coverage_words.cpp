// Causes as sentences.
#include <iterator>

#include "describe/words.h"
#include "kelvin/study/coverage.h"

namespace kelvin::study {
namespace {

using CauseKind = Cause::Kind;

std::string number(std::uint64_t count) {
  return number_words(static_cast<double>(count));
}
std::string counted(std::uint64_t count, const char* unit) {
  const std::string_view noun = unit;
  return number(count) + " " + unit + (count == 1 ? "" : noun == "match" ? "es" : "s");
}

/// `name (1,200), other (3)`
std::string listed(const std::vector<Near>& nearest) {
  std::string out;
  for (const Near& near : nearest) {
    if (!out.empty()) out += ", ";
    out += (near.name.empty() ? "\"\"" : near.name) + " (" + number(near.count) + ")";
  }
  return out;
}

std::string instead(const Cause& cause, const char* otherwise) {
  if (cause.nearest.empty()) return "";
  return (cause.similar ? "; nearest: " : std::string("; ") + otherwise + " ") +
         listed(cause.nearest);
}

std::string no_event(const Cause& cause) {
  if (cause.nearest.empty() && cause.what == "identify") {
    return "no identify in the log: nothing is known of who visitors are";
  }
  if (cause.nearest.empty() && cause.what == "group") {
    return "no group in the log: nothing is known of visitors' companies";
  }
  return "no event " + cause.what + instead(cause, "the log has");
}

std::string not_met(const Cause& cause) {
  if (cause.failed == cause.of) {
    return "never in " + counted(cause.of, cause.unit) + ": " + cause.what +
           instead(cause, "there is");
  }
  return "not in " + number(cause.failed) + " of " + counted(cause.of, cause.unit) + ": " +
         cause.what;
}

std::string of_matches(const Cause& cause) {
  return cause.failed == cause.of ? "all " + counted(cause.of, cause.unit)
                                  : number(cause.failed) + " of " + counted(cause.of, cause.unit);
}

}  // namespace

std::string cause_words(const Cause& cause) {
  switch (cause.kind) {
    case CauseKind::kNoEvent:
      return no_event(cause);
    case CauseKind::kNoField:
      return "no " + cause.what + " in " + counted(cause.of, cause.unit) +
             instead(cause, "there is");
    case CauseKind::kOtherKind:
      return cause.what + " is a " + cause.detail + " in " + counted(cause.failed, cause.unit) +
             ", which equals nothing that is asked for" + instead(cause, "there is");
    case CauseKind::kNotMet:
      return not_met(cause);
    case CauseKind::kNotTogether:
      return "each part holds somewhere, never all at once in " + counted(cause.of, cause.unit);
    case CauseKind::kNoPoints:
      return of_matches(cause) + " lack " + cause.what + ", which the points need" +
             instead(cause, "there is");
    case CauseKind::kNoNumber:
      return cause.what + " is no number in " + of_matches(cause) + ", but the points need one";
    case CauseKind::kNotCounted:
      return counted(cause.of, cause.unit) + ", never " + cause.what;
    case CauseKind::kNotAfter:
      return counted(cause.failed, cause.unit) + ", none within " + cause.detail + " after " +
             cause.what;
    case CauseKind::kOutOfReach:
      return "nobody reached it: " + cause.what + "; " + cause.detail;
    case CauseKind::kRuleNever:
      return "waits for the rule " + cause.what + ", which never came about";
    case CauseKind::kSegmentNever:
      return "waits for the segment " + cause.what + ", which nobody entered";
    case CauseKind::kSegmentStays:
      return "waits for the segment " + cause.what + ", which nobody left";
    case CauseKind::kNoPage:
      return "no page in " + cause.what + (cause.detail.empty() ? "" : " (" + cause.detail + ")") +
             instead(cause, "there is");
  }
  return "";
}

const char* cause_code(CauseKind kind) {
  constexpr const char* kCodes[] = {"no_event",      "no_field",     "other_kind", "not_met",
                                    "not_together",  "no_points",    "no_number",  "not_counted",
                                    "not_after",     "out_of_reach", "rule_never", "segment_never",
                                    "segment_stays", "no_page"};
  static_assert(std::size(kCodes) == static_cast<std::size_t>(CauseKind::kNoPage) + 1);
  return kCodes[static_cast<std::size_t>(kind)];
}

}  // namespace kelvin::study
