#include "report_lines.h"

#include <algorithm>
#include <utility>

#include "lines.h"

namespace kelvin::study {
namespace {

/// How alike those are for whom two candidates hold.
double likeness(const Candidate& a, const Candidate& b) {
  std::vector<std::uint32_t> both;
  std::set_intersection(a.holds.begin(), a.holds.end(), b.holds.begin(), b.holds.end(),
                        std::back_inserter(both));
  const double all = static_cast<double>(a.holds.size() + b.holds.size() - both.size());
  return all == 0 ? 0 : static_cast<double>(both.size()) / all;
}

/// Or how alike those are for whom the one holds and the other does not: of two values each is the
/// other's opposite.
double opposition(const Candidate& a, const Candidate& b, std::size_t visitors) {
  const double alike = likeness(a, b);
  const double sizes = static_cast<double>(a.holds.size() + b.holds.size());
  const double both = alike / (1 + alike) * sizes;
  const double only = static_cast<double>(a.holds.size()) - both;
  const double all = static_cast<double>(visitors) - static_cast<double>(b.holds.size()) + both;
  return all <= 0 ? 0 : only / all;
}

}  // namespace

/// A set or bound of another fold is the same line where it holds for nearly the same visitors, or
/// for nearly all the others.
std::size_t LineWriter::times_chosen(const Candidate& candidate) const {
  constexpr double kAlike = 0.7;
  std::size_t times = 0;
  for (const PartFit& part : from_.parts) {
    if (part.grids.empty()) continue;
    const Grid& grid = part.grids[std::min(from_.size, part.grids.size()) - 1];
    times += std::any_of(grid.columns.begin(), grid.columns.end(), [&](std::uint32_t column) {
      const Candidate& other = part.candidates[column];
      return likeness(other, candidate) >= kAlike ||
             opposition(other, candidate, from_.yes.size()) >= kAlike;
    });
  }
  return times;
}

/// Values of one field with equal points that no visitor has both of are one set.
void LineWriter::merge_equal(std::vector<std::pair<Candidate, int>>& lines) const {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      Candidate& a = lines[i].first;
      const Candidate& b = lines[j].first;
      const bool values = a.kind == Candidate::Kind::kValues && b.kind == a.kind &&
                          a.from == b.from && a.times == 1 && b.times == 1 &&
                          from_.data.columns[a.from].field.kind != FactField::Kind::kEvent;
      if (!values || lines[i].second != lines[j].second || likeness(a, b) > 0) continue;
      a.values.insert(a.values.end(), b.values.begin(), b.values.end());
      a.holds.insert(a.holds.end(), b.holds.begin(), b.holds.end());
      std::sort(a.values.begin(), a.values.end());
      std::sort(a.holds.begin(), a.holds.end());
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(j));
      --j;
    }
  }
}

void LineWriter::add_line(const Candidate& candidate, int points) {
  FitLine line;
  line.points = points;
  line.label = label_of(from_.data, candidate);
  line.rule = rule_of(from_.data, candidate, counter_id(candidate));
  line.holds = candidate.holds;
  std::uint64_t yes = 0;
  for (const std::uint32_t visitor : candidate.holds) {
    yes += from_.yes[visitor];
    report_.total[visitor] += points;
  }
  line.with = share_of(yes, candidate.holds.size());
  line.without = share_of(report_.converted - yes, report_.visitors - candidate.holds.size());
  line.chosen = times_chosen(candidate);
  (points > 0 ? report_.high : report_.low) += points;
  report_.lines.push_back(std::move(line));
}

void LineWriter::add(const std::vector<Candidate>& candidates, const Grid& grid) {
  std::vector<std::pair<Candidate, int>> lines;
  for (std::size_t i = 0; i < grid.columns.size(); ++i) {
    lines.emplace_back(candidates[grid.columns[i]], grid.points[i]);
  }
  merge_equal(lines);
  report_.total.assign(from_.yes.size(), 0);
  for (const auto& [candidate, points] : lines) add_line(candidate, points);
  std::stable_sort(report_.lines.begin(), report_.lines.end(),
                   [](const FitLine& a, const FitLine& b) { return a.points > b.points; });
  add_ids();
}

/// Like `plain`, and of no other rule.
std::string LineWriter::own_id(const std::string& plain) {
  std::string id = plain;
  for (int n = 2; !ids_.insert(id).second; ++n) id = plain + "-" + std::to_string(n);
  return id;
}

/// The rule whose sum the candidate asks for, made where it is not there yet.
std::string LineWriter::counter_id(const Candidate& candidate) {
  if (candidate.kind != Candidate::Kind::kAtLeast) return "";
  const FactField& field = from_.data.columns[candidate.from].field;
  if (field.kind != FactField::Kind::kSeconds) return "";
  const auto [at, fresh] = counters_.try_emplace(field.path);
  if (fresh) {
    at->second = own_id(id_of("seconds on " + field.path));
    report_.counters.push_back(counter_of(field, at->second));
  }
  return at->second;
}

void LineWriter::add_ids() {
  for (FitLine& line : report_.lines) {
    const std::string id = own_id(id_of(line.label));
    Value rule{Object{}};
    rule.set("id", id);
    rule.set("label", line.label);
    rule.set("note", note_of(line.points, line.with, line.without));
    for (const auto& [name, value] : *line.rule.as_object()) rule.set(name, value);
    rule.set("points", line.points);
    line.rule = std::move(rule);
  }
}

}  // namespace kelvin::study
