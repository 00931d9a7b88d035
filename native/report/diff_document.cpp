// Who moves, how scores shift, whom triggers call: two models on one log.
#include <algorithm>

#include "report/drift_document.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::DiffReport;
using study::Membership;

constexpr std::size_t kMostWays = 16;

std::string shown(Points points) {
  return number_text(points.value(), 2);
}

std::string with_sign(double number) {
  return (number > 0 ? "+" : "") + number_text(number, 2);
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

void tell_scores(Document& out, const DiffReport& report) {
  Table table{"How each score shifts, new less old",
              {{"score"},
               {"mean old", true},
               {"new", true},
               {"up", true},
               {"down", true},
               {"same", true},
               {"middle", true},
               {"9 of 10", true},
               {"all", true}},
              {}};
  for (const study::ScoreShift& shift : report.scores) {
    const auto range = [](double low, double high) {
      return with_sign(low) + " to " + with_sign(high);
    };
    table.rows.push_back({shift.id, number_text(shift.mean_old, 1), number_text(shift.mean_new, 1),
                          grouped(shift.up), grouped(shift.down), grouped(shift.same),
                          with_sign(shift.middle), range(shift.low, shift.high),
                          range(shift.least, shift.most)});
  }
  out.heading("Scores");
  if (!table.rows.empty()) out.add(std::move(table));
  if (!report.scores_gone.empty())
    out.say("Only the old model has " + joined(report.scores_gone) + ".");
  if (!report.scores_new.empty())
    out.say("Only the new model has " + joined(report.scores_new) + ".");
}

std::string name_of(const Membership& member) {
  if (!member.in_old) return member.id + " (new)";
  return member.in_new ? member.id : member.id + " (gone)";
}

/// The ways of most visitors first; who stays is told, too.
void tell_ways(Document& out, const study::Moves& moves, const char* caption) {
  if (moves.size() == 1 && moves.begin()->first.first == moves.begin()->first.second) return;
  std::vector<std::pair<std::uint64_t, std::pair<std::string, std::string>>> ways;
  for (const auto& [way, count] : moves) ways.push_back({count, way});
  std::stable_sort(ways.begin(), ways.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  Table table{caption, {{"old"}, {"new"}, {"visitors", true}}, {}};
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const auto& [count, way] = ways[i];
    if (i >= kMostWays) {
      rest += count;
    } else {
      const bool stays = way.first == way.second;
      table.rows.push_back({way.first, stays ? "the same" : way.second, grouped(count)});
    }
  }
  if (rest > 0) table.rows.push_back({"all others", "", grouped(rest)});
  out.add(std::move(table));
}

void tell_segments(Document& out, const DiffReport& report) {
  if (report.segments.empty()) return;
  Table table{"Who is in each segment at the end of the log",
              {{"segment"}, {"stay", true}, {"drop out", true}, {"come in", true}},
              {}};
  for (const Membership& member : report.segments) {
    table.rows.push_back({name_of(member), grouped(member.both), grouped(member.only_old),
                          grouped(member.only_new)});
  }
  out.heading("Segments");
  out.add(std::move(table));
  tell_ways(out, report.between_segments, "From which segments to which");
}

void tell_triggers(Document& out, const DiffReport& report) {
  if (report.triggers.empty()) return;
  Table table{"What fires",
              {{"trigger"},
               {"old", true},
               {"new", true},
               {"a week old", true},
               {"new", true},
               {"newly called", true},
               {"fall silent", true}},
              {}};
  for (const Membership& member : report.triggers) {
    const auto weekly = [&report](std::uint64_t times) {
      return report.weeks > 0 ? number_text(static_cast<double>(times) / report.weeks, 1) : "-";
    };
    table.rows.push_back({name_of(member), grouped(member.times_old), grouped(member.times_new),
                          weekly(member.times_old), weekly(member.times_new),
                          grouped(member.only_new), grouped(member.only_old)});
  }
  out.heading("Triggers");
  out.add(std::move(table));
}

void tell_largest(Document& out, const DiffReport& report) {
  if (report.largest.empty()) return;
  Table table{"The largest moves of " + report.main,
              {{"visitor"}, {"old", true}, {"new", true}, {"by rule"}},
              {}};
  for (const study::LargeMove& move : report.largest) {
    std::string reasons;
    for (const study::ReasonShift& shift : move.reasons) {
      reasons += (reasons.empty() ? "" : ", ") + shift.rule + " " +
                 with_sign((shift.after - shift.before).value());
    }
    table.rows.push_back({move.visitor, shown(move.before), shown(move.after), reasons});
  }
  out.heading("Largest moves");
  out.add(std::move(table));
}

void tell_areas(Document& out, const DiffReport& report) {
  if (!report.areas) return;
  const study::AreaDifference& areas = *report.areas;
  out.heading("Which finds more of those who convert");
  std::string text = "AUC of " + report.main + ": old " + number_text(areas.b, 3) + ", new " +
                     number_text(areas.a, 3) + ", on " + grouped(report.judged) +
                     " visitors of whom " + grouped(report.converted) + " converted";
  if (areas.interval) {
    text += "; the difference is " + number_text(areas.a - areas.b, 3) +
            " (95 %: " + number_text(areas.interval->low, 3) + " to " +
            number_text(areas.interval->high, 3) + ")";
  }
  out.say(text + ".");
  if (!areas.interval) return;
  if (areas.interval->low > 0) {
    out.say("The new model tells better.");
  } else if (areas.interval->high < 0) {
    out.warn("The new model tells worse.");
  } else {
    out.say("The data does not tell which is better.");
  }
}

Plot reach_plot(const DiffReport& report) {
  Plot plot;
  plot.title = "Who reaches which " + report.main;
  plot.says = "The share of visitors who have at least that score at the end of the log.";
  plot.x = {report.main, report.reached.front().score, report.reached.back().score};
  Curve before{"old", {}, Curve::Kind::kDashed}, after{"new", {}};
  plot.table = {"Share of visitors with at least that score",
                {{"score", true}, {"old", true}, {"new", true}},
                {}};
  double highest = 0;
  for (const study::Reach& reach : report.reached) {
    before.points.push_back({reach.score, reach.before});
    after.points.push_back({reach.score, reach.after});
    // Everybody reaches the lowest, and would leave no room for the rest.
    if (reach.score > plot.x.low) highest = std::max({highest, reach.before, reach.after});
    plot.table.rows.push_back(
        {number_text(reach.score, 2), share_text(reach.before), share_text(reach.after)});
  }
  plot.y = {"visitors", 0, highest > 0 ? highest : 1, true};
  plot.curves = {std::move(before), std::move(after)};
  return plot;
}

}  // namespace

Document diff_document(const Model& old_model, const Model& new_model, const DiffReport& report) {
  Document out("From " + old_model.id + " " + old_model.version + " to " + new_model.id + " " +
               new_model.version);
  out.say(grouped(report.visitors) + " visitors, " + weeks_text(report.weeks) + ". " +
          grouped(report.unchanged) + " are the same under both.");
  tell_scores(out, report);
  if (!report.reached.empty()) out.add(reach_plot(report));
  tell_segments(out, report);
  if (report.between_grades.size() > 1) {
    out.heading("Grades");
    tell_ways(out, report.between_grades, "From which grade to which");
  }
  tell_triggers(out, report);
  tell_largest(out, report);
  tell_areas(out, report);
  return out;
}

}  // namespace kelvin::native
