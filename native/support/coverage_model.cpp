// Coverage, the model's side: what it asks for and the log has not; what its parts came to.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "support/coverage_text.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::Cause;
using Kind = Cause::Kind;

/// What does not come about for one reason, in one line.
struct Finding {
  std::string text;
  std::vector<std::string> names;  ///< of rules, segments, triggers
};

/// Events, or groups of pages, that are not there and like nothing that is: in one line together.
struct Strangers {
  Cause cause;                     ///< with what is there instead
  std::vector<std::string> whats;  ///< what is not there
  std::vector<std::string> names;
};

/// Waits for something else that the report tells of.
bool is_consequence(const Cause& cause) {
  return cause.kind == Kind::kRuleNever || cause.kind == Kind::kSegmentNever ||
         cause.kind == Kind::kSegmentStays;
}

void add_new(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

bool is_strange(const Cause& cause) {
  return (cause.kind == Kind::kNoEvent || cause.kind == Kind::kNoPage) && !cause.similar &&
         !cause.nearest.empty();
}

/// What is to be told, and what only follows from it.
class Findings {
 public:
  void add(const std::string& name, const std::vector<Cause>& causes) {
    const bool waits = !causes.empty() && std::all_of(causes.begin(), causes.end(), is_consequence);
    if (waits) return wait(name);
    for (const Cause& cause : causes) {
      if (is_strange(cause)) {
        add_stranger(name, cause);
      } else {
        add_line(name, cause_words(cause));
      }
    }
  }
  void wait(const std::string& name) { waiting_.push_back(name); }

  /// Strangers last: the others are nearer to being mended.
  [[nodiscard]] std::vector<Finding> lines() const {
    std::vector<Finding> out = findings_;
    for (const Strangers& some : strangers_) {
      Cause cause = some.cause;
      cause.what = joined(some.whats);
      cause.detail = "";
      out.push_back({cause_words(cause), some.names});
    }
    return out;
  }
  [[nodiscard]] const std::vector<std::string>& waiting() const { return waiting_; }

  static std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
  }

 private:
  void add_line(const std::string& name, const std::string& text) {
    for (Finding& finding : findings_) {
      if (finding.text == text) return add_new(finding.names, name);
    }
    findings_.push_back({text, {name}});
  }
  void add_stranger(const std::string& name, const Cause& cause) {
    const std::string what =
        cause.detail.empty() ? cause.what : cause.what + " (" + cause.detail + ")";
    for (Strangers& some : strangers_) {
      if (some.cause.kind != cause.kind || some.cause.nearest != cause.nearest) continue;
      add_new(some.whats, what);
      return add_new(some.names, name);
    }
    strangers_.push_back({cause, {what}, {name}});
  }

  std::vector<Finding> findings_;
  std::vector<Strangers> strangers_;
  std::vector<std::string> waiting_;
};

std::string finding_text(const Finding& finding, std::size_t width) {
  const std::string names = Findings::joined(finding.names);
  if (columns_of(names) <= width) return beside("  " + cell(names, width) + "  ", finding.text);
  return beside("  ", names) + beside("  " + std::string(width, ' ') + "  ", finding.text);
}

std::string count_cell(std::uint64_t count, std::size_t width) {
  return right_cell(count == 0 ? "-" : grouped(count), width);
}

/// Whole points: `-1,200`.
std::string points_text(Points points) {
  constexpr std::int64_t kPoint = 1'000'000;
  const std::int64_t whole = points.millionths / kPoint;
  return (whole < 0 ? "-" : "") + grouped(static_cast<std::uint64_t>(std::abs(whole)));
}

std::string points_cell(bool fact, const study::RuleCoverage& covered) {
  if (fact) return "";
  return covered.hits == 0 ? "-" : points_text(covered.points);
}

std::string line_of(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

constexpr std::size_t kIdWidth = 36;
constexpr std::size_t kCountWidth = 9;

std::string rule_line(const Rule& rule, const study::RuleCoverage& covered) {
  const bool fact = rule.kind == Rule::Kind::kFact;
  const bool marks = !covered.causes.empty();
  return line_of(cell((marks ? "! " : "  ") + rule.id, kIdWidth) +
                 count_cell(covered.matches, kCountWidth) + count_cell(covered.hits, kCountWidth) +
                 count_cell(covered.visitors, kCountWidth) +
                 right_cell(points_cell(fact, covered), kCountWidth + 2));
}

std::string score_line(const Score& score, const std::pair<Points, Points>& shown) {
  return cell(score.id, kIdWidth) +
         right_cell("shown: " + points_text(shown.first) + " to " + points_text(shown.second),
                    kColumns - kIdWidth - 6) +
         "\n";
}

}  // namespace

std::string not_there_text(const Model& model, const study::CoverageReport& report) {
  Findings findings;
  for (std::size_t i = 0; i < report.page_groups.size(); ++i) {
    findings.add("pages", report.page_groups[i].causes);
  }
  for (const study::RuleCoverage& rule : report.rules) {
    const std::string& id = model.rules[rule.rule].id;
    std::vector<Cause> causes = rule.causes;
    // Its group of pages has said so.
    std::erase_if(causes, [](const Cause& cause) { return cause.kind == Kind::kNoPage; });
    if (causes.empty() && !rule.causes.empty()) findings.wait(id);
    findings.add(id, causes);
  }
  for (SegmentIndex i = 0; i < report.segments.size(); ++i) {
    findings.add(model.segments[i].id, report.segments[i].causes);
  }
  for (std::size_t i = 0; i < report.triggers.size(); ++i) {
    findings.add(model.triggers[i].id, report.triggers[i].causes);
  }
  const std::vector<Finding> lines = findings.lines();
  if (lines.empty() && findings.waiting().empty()) return "Everything in the model came about.\n";
  constexpr std::size_t kWidest = 18;
  constexpr std::size_t kLeast = 9;
  std::size_t width = kLeast;
  for (const Finding& line : lines) {
    const std::size_t columns = columns_of(Findings::joined(line.names));
    if (columns <= kWidest) width = std::max(width, columns);
  }
  std::string out = "ASKED FOR AND NOT THERE\n";
  for (const Finding& line : lines) out += finding_text(line, width);
  if (!findings.waiting().empty()) {
    out += beside("  and so not: ", Findings::joined(findings.waiting()));
  }
  return out;
}

std::string model_text(const Model& model, const study::CoverageReport& report) {
  std::string out = cell("RULES (! see above)", kIdWidth) + right_cell("matches", kCountWidth) +
                    right_cell("hits", kCountWidth) + right_cell("visitors", kCountWidth) +
                    right_cell("points", kCountWidth + 2) + "\n";
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    out += score_line(model.scores[i], report.scores[i]);
    for (const RuleIndex rule : model.scores[i].rules) {
      out += rule_line(model.rules[rule], report.rules[rule]);
    }
  }
  if (!model.segments.empty()) {
    out += "\n" + cell("SEGMENTS", kIdWidth) + right_cell("entered", kCountWidth) +
           right_cell("left", kCountWidth) + right_cell("visitors", kCountWidth) + "\n";
  }
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    const study::SegmentCoverage& segment = report.segments[i];
    out += cell((segment.entered == 0 ? "! " : "  ") + model.segments[i].id, kIdWidth) +
           count_cell(segment.entered, kCountWidth) + count_cell(segment.left, kCountWidth) +
           count_cell(segment.visitors, kCountWidth) + "\n";
  }
  if (!model.triggers.empty()) {
    out += "\n" + cell("TRIGGERS", kIdWidth) + right_cell("called", kCountWidth) +
           right_cell("fired", kCountWidth) + "\n";
  }
  for (std::size_t i = 0; i < model.triggers.size(); ++i) {
    const study::TriggerCoverage& trigger = report.triggers[i];
    out += cell((trigger.fired == 0 ? "! " : "  ") + model.triggers[i].id, kIdWidth) +
           count_cell(trigger.called, kCountWidth) + count_cell(trigger.fired, kCountWidth) + "\n";
  }
  return out;
}

}  // namespace kelvin::native
