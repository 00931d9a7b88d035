// kelvin drift: has a score's distribution moved between two logs?
#include <memory>
#include <vector>

#include "commands/commands.h"
#include "commands/study_options.h"
#include "kelvin/study/drift.h"
#include "report/drift_document.h"

namespace kelvin::native {
namespace {

struct DriftOptions {
  LogOptions logs;  ///< without logs
  std::vector<std::string> then, now;
  std::string score;
  TellOptions tell;
};

class DriftWatch final : public Listener {
 public:
  DriftWatch(const Model& model, unsigned threads) : workers_(threads, study::Highest(model)) {}
  void applied(const Applied& applied) override {
    workers_[applied.worker].applied(applied.state, applied.outcome);
  }
  study::Highest merged() {
    for (std::size_t i = 1; i < workers_.size(); ++i) workers_[0].merge(std::move(workers_[i]));
    return std::move(workers_[0]);
  }

 private:
  std::vector<study::Highest> workers_;
};

study::Highest read(const Model& model, const std::vector<std::string>& paths,
                    const ReplayOptions& how, BadLines& bad) {
  LogReader logs(paths);
  DriftWatch watch(model, how.threads);
  static_cast<void>(*new Replayed(replay(model, logs, how, bad, &watch)));
  return watch.merged();
}

Exit compare(const DriftOptions& options) {
  const Model model = load_model(options.logs.model);
  const ScoreIndex score = score_named(model, options.score);
  const ReplayOptions how = options.logs.read();
  BadLines bad_then, bad_now;
  const study::Highest then = read(model, options.then, how, bad_then);
  const study::Highest now = read(model, options.now, how, bad_now);
  const study::DriftReport report = study::drift(model, then, now);
  tell(options.tell, drift_document(model, report, score), study::drift_json(model, report, score));
  return bad_then.count() > 0 ? Exit::kBadLines : exit_after(bad_now);
}

}  // namespace

void add_drift(Command app, Exit& exit) {
  auto options = std::make_shared<DriftOptions>();
  const Command command =
      app.add_subcommand("drift", "Tell whether scores have moved between two logs");
  command.footer(
      "Of each visitor counts the highest that the score showed. Take logs of the same length.\n"
      "Example: kelvin drift --model m.json --then january.ndjson.gz --now march.ndjson.gz");
  add_replay_options(command, options->logs);
  command.add_option("--then", options->then, "The earlier logs").required().type_name("LOG");
  command.add_option("--now", options->now, "The later logs").required().type_name("LOG");
  command
      .add_option("--score", options->score,
                  "The score to tell in full (default: that of the first segment)")
      .type_name("ID");
  add_tell_options(command, options->tell);
  command.callback([options, &exit] { exit = compare(*options); });
}

}  // namespace kelvin::native
