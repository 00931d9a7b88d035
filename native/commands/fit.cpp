// kelvin fit: whole points learnt from who bought, as a model file.
#include "kelvin/study/fit.h"

#include <memory>

#include "commands/commands.h"
#include "commands/reading_options.h"
#include "fit/gather.h"
#include "fit/model_file.h"
#include "fit/pretty_json.h"
#include "fit/report.h"
#include "kelvin/json.h"
#include "labels/labels_file.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct FitCommand {
  LogOptions logs;
  std::string labels, candidates, points = "-20..20", write, html, hand, id = "fitted";
  study::FitOptions fit;
  std::size_t lines = 0;
  bool nonnegative = false, json = false;
};

/// `-20..20`
void read_points(const std::string& text, study::FitOptions& fit) {
  constexpr int kMostPoints = 1000;
  const std::size_t dots = text.find("..");
  try {
    if (dots != std::string::npos) {
      std::size_t low_end = 0, high_end = 0;
      const std::string low = text.substr(0, dots), high = text.substr(dots + 2);
      fit.low = std::stoi(low, &low_end);
      fit.high = std::stoi(high, &high_end);
      if (low_end == low.size() && high_end == high.size() && fit.low <= 0 && fit.high > 0 &&
          fit.low >= -kMostPoints && fit.high <= kMostPoints) {
        return;
      }
    }
  } catch (const std::exception&) {  // no number, or none that fits
  }
  throw Unusable("--points " + text + ": give two whole numbers around zero: -20..20, 0..10");
}

Value read_document(const std::string& path) {
  auto value = parse_json(read_file(path, kMaxModelBytes));
  if (!value) throw Unusable(path + ": " + one_line(value.errors()));
  return std::move(*value);
}

std::optional<study::GivenCandidates> given_of(const FitCommand& command, Value& like) {
  if (command.candidates.empty()) return std::nullopt;
  static_cast<void>(load_model(command.candidates));  // its errors, in its own words
  like = read_document(command.candidates);
  study::GivenCandidates given = study::candidates_of(like);
  for (const study::GivenRule& rule : given.rules) {
    if (!command.fit.outcome.empty() && study::asks_for(rule.rule, command.fit.outcome)) {
      throw Unusable(command.candidates + ": " + rule.label + " asks for " + command.fit.outcome +
                     ", which is the outcome itself: take it out of the candidates");
    }
  }
  if (given.rules.empty()) {
    throw Unusable(command.candidates + ": no rule whose points can be learnt");
  }
  return given;
}

Exit run(FitCommand& command) {
  read_points(command.points, command.fit);
  if (command.nonnegative) command.fit.low = 0;
  if (command.lines > 0) command.fit.lines = command.lines;
  const Sources sources{command.logs.logs, command.logs.read("--until")};
  Value like;
  const auto given = given_of(command, like);
  BadLines bad;
  const study::Labels labels = read_labels(command.labels, bad);
  const Gathered gathered = gather(sources, labels, given ? &*given : nullptr, bad);
  study::FitReport report = study::fit(gathered.data, command.fit);
  if (given) {
    report.dropped.insert(report.dropped.end(), given->dropped.begin(), given->dropped.end());
  }
  const bool found = report.found == study::FitReport::Found::kGrid;
  std::optional<HandMade> hand;
  if (found && !command.hand.empty()) {
    const Model model = load_model(command.hand);
    const std::vector<double> scores = scores_before(sources, model, labels, gathered.data);
    const auto comparison = study::compare(gathered.data, report, scores, command.fit.seed);
    if (comparison) hand = HandMade{command.hand, *comparison};
  }
  if (found && !command.write.empty()) {
    write_whole(command.write,
                pretty_json(model_with_tests(sources, labels, gathered, report, command.id, like)));
  }
  const Document document = fit_report(gathered, report, command.fit, hand);
  if (!command.html.empty()) write_page(command.html, document);
  Output out;
  if (command.json) {
    out.line(to_json(fit_json(gathered, report, hand)));
  } else {
    out.write(document.text());
  }
  out.finish();
  if (!found) return Exit::kCheckFailed;
  return exit_after(bad);
}

}  // namespace

void add_fit(Command app, Exit& exit) {
  auto options = std::make_shared<FitCommand>();
  const Command command =
      app.add_subcommand("fit", "Learn points from who bought, as a model file");
  command.footer(
      "Candidates are found in the logs (events, pages, channels, traits, numbers), or are the\n"
      "rules of --model. Of a buyer only what came before converted_at counts. The report tells\n"
      "what each line is worth, how good the grid is on visitors it was not learnt from, and what\n"
      "was left out. Exit 1: nothing was found, or the data carries no grid.\n"
      "Example: kelvin fit --labels customers.csv --write fitted.json march.ndjson.gz");
  command
      .add_option("--labels", options->labels,
                  "Who converted, and when: CSV or NDJSON with visitor, converted, converted_at")
      .required()
      .type_name("FILE");
  command.add_option("--model", options->candidates, "Learn the points of this model's rules")
      .type_name("FILE");
  command
      .add_option("--lines", options->lines,
                  "At most so many lines (default: chosen by cross-validation, up to 15)")
      .between(std::size_t{1}, study::kMostAsked)
      .type_name("N");
  command.add_option("--points", options->points, "What points may be").capture_default_str();
  command.add_flag("--nonnegative", options->nonnegative, "No points below zero");
  command.add_flag("--any-sign", options->fit.any_sign,
                   "A line's points may go against its own difference");
  command
      .add_option("--outcome", options->fit.outcome,
                  "The event that is the conversion itself: no candidate")
      .type_name("EVENT");
  command
      .add_option("--without", options->fit.without,
                  "A field, event or rule that is to be no candidate, by the name the report gives "
                  "it; any number")
      .one_at_a_time()
      .type_name("NAME");
  command
      .add_option("--until", options->logs.at, "Leave out events later than this (default: none)")
      .type_name("TIME");
  command.add_option("--seed", options->fit.seed, "Of folds and resamples").capture_default_str();
  command.add_option("--write", options->write, "Write the model to this file").type_name("FILE");
  command.add_option("--id", options->id, "The model's id").capture_default_str();
  command.add_option("--compare", options->hand, "Compare with a model made by hand")
      .type_name("FILE");
  command.add_option("--html", options->html, "Write the report as a page").type_name("FILE");
  command.add_flag("--json", options->json, "One JSON object, for programs");
  add_reading_options(command, options->logs);
  command
      .add_option("logs", options->logs.logs,
                  "Event logs: NDJSON in Segment's spec, plain or gzip; files, as they are read "
                  "three times")
      .required()
      .type_name("LOG");
  command.callback([options, &exit] { exit = run(*options); });
}

}  // namespace kelvin::native
