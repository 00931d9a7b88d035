#include "report/story.h"

#include <algorithm>

#include "kelvin/study/thresholds.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

std::string with_sign(Points points) {
  return (points.millionths > 0 ? "+" : "") + number_text(points.value(), 2);
}

/// `2026-03-01 10:00`
std::string minute(Instant at) {
  std::string out = to_iso(at).substr(0, 16);
  out[10] = ' ';
  return out;
}

std::string happened(const Event& event) {
  std::string out(event.name);
  if (!event.page.path.empty()) out += " " + event.page.path;
  return out;
}

std::string segment_moves(const Model& model, const Outcome& outcome) {
  std::string out;
  const auto add = [&](const char* word, const List<SegmentIndex>& segments) {
    for (const SegmentIndex segment : segments) {
      out += (out.empty() ? "" : ", ") + std::string(word) + " " + model.segments[segment].label;
    }
  };
  add("leaves", outcome.left);
  add("enters", outcome.entered);
  return out;
}

}  // namespace

void Story::add_points(const Snapshot& snapshot) {
  for (ScoreIndex i = 0; i < curves_.size(); ++i) {
    curves_[i].push_back({static_cast<double>(snapshot.at.ms), snapshot.scores[i].value()});
  }
}

void Story::pass_time(const State& state, Instant until) {
  constexpr std::int64_t kLooks = 8;
  if (!state.last || until <= *state.last) return;
  const Duration gap = until - *state.last;
  for (std::int64_t i = 1; i <= kLooks; ++i) {
    add_points(view(model_, state, *state.last + Duration{gap.ms / kLooks * i}));
  }
}

void Story::before(unsigned, const State& state, const Event& event) {
  pass_time(state, event.time);
}

void Story::applied(const Applied& applied) {
  const Outcome& outcome = applied.outcome;
  if (outcome.status != Outcome::Status::kScored) return;
  Chapter chapter;
  chapter.time = outcome.time;
  chapter.what = happened(applied.event);
  chapter.hits = outcome.hits;
  chapter.scores = outcome.after.scores;
  chapter.moves = segment_moves(model_, outcome);
  chapter.taken.resize(model_.scores.size());
  for (const Reason& reason : explain(model_, applied.state, outcome.time)) {
    Taken& taken = chapter.taken[model_.rules[reason.rule].score];
    taken.decay += reason.decay;
    taken.cap += reason.cap;
    taken.wear += reason.wear;
  }
  chapters_.push_back(std::move(chapter));
  add_points(outcome.after);
}

Table Story::chapters_of(ScoreIndex score) const {
  Table table{"Event by event",
              {{"when"},
               {"what"},
               {"gave"},
               {"decay", true},
               {"caps", true},
               {"inactivity", true},
               {"score", true},
               {"segments"}},
              {}};
  for (const Chapter& chapter : chapters_) {
    std::string gave;
    for (const Hit& hit : chapter.hits) {
      const Rule& rule = model_.rules[hit.rule];
      if (rule.score != score) continue;
      gave += (gave.empty() ? "" : ", ") + std::string(rule.label) + " " + with_sign(hit.points);
    }
    const Taken& taken = chapter.taken[score];
    table.rows.push_back({minute(chapter.time), chapter.what, gave, with_sign(taken.decay),
                          with_sign(taken.cap), with_sign(taken.wear),
                          number_text(chapter.scores[score].value(), 2), chapter.moves});
  }
  return table;
}

void Story::tell_score(Document& out, const State& state, Instant at, ScoreIndex index) const {
  const Score& score = model_.scores[index];
  out.heading(score.label);
  if (score.of.empty()) {
    Table table{"What is left of the points, rule by rule",
                {{"rule"},
                 {"hits", true},
                 {"gave", true},
                 {"decay", true},
                 {"caps", true},
                 {"inactivity", true},
                 {"left", true}},
                {}};
    for (const Reason& reason : explain(model_, state, at)) {
      if (model_.rules[reason.rule].score != index) continue;
      table.rows.push_back({model_.rules[reason.rule].label, std::to_string(reason.hits),
                            with_sign(reason.raw), with_sign(reason.decay), with_sign(reason.cap),
                            with_sign(reason.wear), with_sign(reason.points)});
    }
    if (!table.rows.empty()) out.add(std::move(table));
  }
  if (curves_[index].empty()) return;
  Plot plot;
  plot.title = std::string(score.label) + " over time";
  plot.says = "It rises with events and falls with time; the level lines are thresholds.";
  const auto& points = curves_[index];
  plot.x = {"day (UTC)", points.front().x, points.back().x, false, true};
  plot.y = {"score", score.low.value(), score.low.value()};
  for (const Point& point : points) plot.y.high = std::max(plot.y.high, point.y);
  for (const study::Threshold& threshold : study::thresholds(model_)) {
    if (threshold.score != index) continue;
    plot.marks.push_back({threshold.least.value(), threshold.name, true});
    plot.y.high = std::max(plot.y.high, threshold.least.value());
  }
  constexpr double kRoom = 1.15;
  plot.y.high = std::min(score.high.value(), plot.y.low + (plot.y.high - plot.y.low) * kRoom);
  plot.curves = {{score.label, points}};
  plot.table = chapters_of(index);
  plot.table_open = true;
  out.add(std::move(plot));
}

Document Story::document(const State& state, Instant at) {
  pass_time(state, at);
  const Snapshot snapshot = view(model_, state, at);
  Document out("The story of " + std::string(state.visitor));
  std::string text = "By " + std::string(model_.id) + " " + std::string(model_.version) + ", at " +
                     minute(snapshot.at) +
                     " UTC: " + grouped(static_cast<std::uint64_t>(state.events)) + " events in " +
                     std::to_string(state.visit.number) + " visits.";
  if (!model_.grade.empty()) text += " Grade " + std::string(snapshot.grade) + ".";
  out.say(text);
  std::string segments;
  for (SegmentIndex i = 0; i < model_.segments.size(); ++i) {
    if (snapshot.segments[i] == 0) continue;
    segments += (segments.empty() ? "" : ", ") + std::string(model_.segments[i].label);
  }
  out.say("Segments: " + (segments.empty() ? "none" : segments) + ".");
  for (const RuleIndex rule : snapshot.disqualified) {
    out.warn("Disqualified by " + std::string(model_.rules[rule].label) + ".");
  }
  for (ScoreIndex i = 0; i < model_.scores.size(); ++i) tell_score(out, state, at, i);
  return out;
}

}  // namespace kelvin::native
