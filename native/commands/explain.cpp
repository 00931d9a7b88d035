// kelvin explain: why is this visitor's score what it is?
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/report.h"
#include "kelvin/value.h"
#include "report/story.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kBarWidth = 24;

struct ExplainOptions {
  LogOptions logs;
  std::string visitor;
  bool json = false;
  std::string html;
};

/// `18`, `-1.5`: at most two decimals.
std::string short_number(Points points) {
  std::string out;
  append_json(out, to_shown(points).value());
  return out;
}
std::string with_sign(Points points) {
  return (points.millionths > 0 ? "+" : "") + short_number(points);
}

/// # for what a rule gives, - for what it takes; the strongest fills the width.
std::string bar(Points points, Points strongest) {
  const double share = std::abs(points.value()) / std::max(strongest.value(), 1e-6);
  const auto length = static_cast<std::size_t>(std::lround(share * kBarWidth));
  return std::string(points.millionths == 0 ? 0 : std::max<std::size_t>(length, 1),
                     points.millionths < 0 ? '-' : '#');
}

std::string cell(std::string_view text, std::size_t width) {
  std::string out = printable(text);
  // Continuation bytes of UTF-8 take no column.
  const auto columns = static_cast<std::size_t>(std::count_if(out.begin(), out.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
  return out + std::string(width > columns ? width - columns : 0, ' ');
}

/// `raw 20, decay -1.5`: what came between the hits and the points, where something did.
std::string why(const Reason& reason) {
  if (reason.raw == reason.points) return "";
  std::string out = "  (raw " + short_number(reason.raw);
  if (reason.decay != Points{}) out += ", decay " + with_sign(reason.decay);
  if (reason.cap != Points{}) out += ", cap " + with_sign(reason.cap);
  if (reason.wear != Points{}) out += ", inactivity " + with_sign(reason.wear);
  return out + ")";
}

std::string reason_line(const Rule& rule, const Reason& reason, std::size_t width,
                        Points strongest) {
  char points[32];
  std::snprintf(points, sizeof points, "%10s", with_sign(reason.points).c_str());
  const std::string hits =
      rule.kind == Rule::Kind::kFact
          ? "holds"
          : std::to_string(reason.hits) + (reason.hits == 1 ? " hit" : " hits");
  return "  " + cell(rule.label, width) + points + "  " +
         cell(bar(reason.points, strongest), kBarWidth) + "  " + hits + why(reason) + "\n";
}

std::string composition(const Model& model, const Score& score, const Snapshot& snapshot) {
  std::string out = "  ";
  for (const auto& [part, weight] : score.of) {
    std::string factor;
    append_json(factor, weight);
    if (out.size() > 2) out += " + ";
    out += factor + " x " + model.scores[part].id + " " + short_number(snapshot.scores[part]);
  }
  return out + "\n";
}

std::string score_text(const Model& model, ScoreIndex index, const Snapshot& snapshot,
                       List<Reason> reasons) {
  const Score& score = model.scores[index];
  std::string out = "\n" + printable(score.label) + ": " + short_number(snapshot.scores[index]) +
                    " of " + short_number(score.low) + ".." + short_number(score.high) +
                    ", momentum " + with_sign(snapshot.momentum[index]) + "\n";
  if (!score.of.empty()) return out + composition(model, score, snapshot);
  erase_if(reasons, [&](const Reason& r) { return model.rules[r.rule].score != index; });
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.points > b.points; });
  std::size_t width = 0;
  Points strongest, sum;
  for (const Reason& reason : reasons) {
    width = std::max(width, model.rules[reason.rule].label.size());
    strongest = std::max(strongest, std::max(reason.points, -reason.points));
    sum += reason.points;
  }
  for (const Reason& reason : reasons) {
    out += reason_line(model.rules[reason.rule], reason, width, strongest);
  }
  if (reasons.empty()) out += "  nothing yet\n";
  if (to_shown(sum) != snapshot.scores[index]) {
    out += "  sum " + short_number(sum) + ", shown within the range\n";
  }
  return out;
}

std::string names(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out.empty() ? "none" : out;
}

/// What is near, and what is lost if nothing happens.
std::string forecast(const Model& model, const State& state, Instant at) {
  std::string out;
  if (const auto next = next_segment(model, state, at)) {
    out += "next: " + printable(model.segments[next->segment].label) + " at " +
           printable(model.scores[next->score].label) + " " + with_sign(next->points);
    std::vector<std::string> missing;
    for (const Field* field : next->missing) missing.push_back(field_name(*field));
    if (!missing.empty()) out += ", and " + printable(names(missing));
    out += "\n";
  }
  if (const auto drop = next_drop(model, state, at)) {
    out += "next drop: " + to_iso(drop->at) + ", " + printable(model.scores[drop->score].label) +
           " " + short_number(drop->from) + " -> " + short_number(drop->to);
    std::vector<std::string> left;
    for (const SegmentIndex i : drop->left) left.push_back(model.segments[i].label);
    if (!left.empty()) out += ", no longer " + printable(names(left));
    out += "\n";
  }
  return out;
}

std::string explanation(const Model& model, const State& state, Instant at) {
  const Snapshot snapshot = view(model, state, at);
  std::vector<std::string> segments, vetoes;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (snapshot.segments[i] != 0) segments.push_back(model.segments[i].id);
  }
  for (const RuleIndex rule : snapshot.disqualified) vetoes.push_back(model.rules[rule].id);
  std::string out = printable(state.visitor) + " at " + to_iso(snapshot.at) + "\n";
  out += "segments: " + names(segments) + "\n";
  for (std::size_t i = 0; i < model.top.size(); ++i) {
    const std::string_view id = top_id(model, snapshot, i);
    out += "top " + model.top[i].id + ": " + std::string(id.empty() ? "none" : id) + "\n";
  }
  if (!model.grade.empty()) out += "grade: " + snapshot.grade + "\n";
  if (!vetoes.empty()) out += "disqualified by: " + names(vetoes) + "\n";
  out += std::to_string(state.events) + " events, " + std::to_string(state.visit.number) +
         (state.visit.number == 1 ? " visit" : " visits");
  if (state.first && state.last) {
    out += ", from " + to_iso(*state.first) + " to " + to_iso(*state.last);
  }
  out += "\n";
  const List<Reason> reasons = explain(model, state, at);
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    out += score_text(model, i, snapshot, reasons);
  }
  const std::string ahead = forecast(model, state, at);
  return ahead.empty() ? out : out + "\n" + ahead;
}

Exit explain_visitor(const ExplainOptions& options) {
  const Model model = load_model(options.logs.model);
  ReplayOptions how = options.logs.read();
  how.only = options.visitor;
  LogReader logs(options.logs.logs);
  BadLines bad;
  Story story(model);
  const Replayed replayed = replay(model, logs, how, bad, options.html.empty() ? nullptr : &story);
  std::optional<State> state;
  for (const Visitors& shard : replayed.shards) {
    shard.each([&](std::string_view, const State& found) { state = found; });
  }
  if (!state) throw Unusable(options.visitor + ": no event of this visitor in the logs");
  const Instant at = how.until ? *how.until : replayed.newest.value_or(Instant{});
  if (is_forgotten(model, *state, at)) state = forgotten(model, *state);
  if (!options.html.empty()) write_page(options.html, story.document(*state, at));
  Output out;
  if (options.json) {
    out.line(view_json(model, *state, at, {.reasons = true}));
  } else {
    out.write(explanation(model, *state, at));
  }
  out.finish();
  return exit_after(bad);
}

}  // namespace

void add_explain(Command app, Exit& exit) {
  auto options = std::make_shared<ExplainOptions>();
  const Command command =
      app.add_subcommand("explain", "Tell why a visitor's scores are what they are");
  command.footer(
      "Per rule: what is left of its points, and what age, caps and inactivity took. They sum to "
      "the score\nbefore it is cut to its range. Then the nearest segment, and the next drop if "
      "nothing "
      "happens.\n"
      "Example: kelvin explain --model kelvin.model.json --visitor v-1 march.ndjson.gz");
  add_log_options(command, options->logs);
  command.add_option("--visitor", options->visitor, "Whose score: anonymousId, else userId")
      .required()
      .type_name("ID");
  add_at(command, options->logs,
         "The moment to look at; later events are left out (default: the newest in the logs)");
  command.add_flag("--json", options->json, "One JSON object, the view with its reasons");
  command
      .add_option("--html", options->html,
                  "Write a page with the visitor's whole story to this file, too")
      .type_name("FILE");
  command.callback([options, &exit] { exit = explain_visitor(*options); });
}

}  // namespace kelvin::native
