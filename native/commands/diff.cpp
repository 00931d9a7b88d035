// kelvin diff: what would another model have made of the same log?
#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "commands/commands.h"
#include "commands/study_options.h"
#include "kelvin/study/calibrate.h"
#include "kelvin/study/diff.h"
#include "labels/labels_file.h"
#include "log/byte_source.h"
#include "replay/calibrating.h"
#include "report/drift_document.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kReasons = 3;

struct DiffOptions {
  LogOptions logs;
  std::string against, labels, score;
  TellOptions tell;
};

class DiffWatch final : public Listener {
 public:
  DiffWatch(const Model& model, unsigned threads) : workers_(threads, study::DiffSide(model)) {}
  void applied(const Applied& applied) override {
    workers_[applied.worker].applied(applied.state, applied.outcome);
  }
  study::DiffSide conclude(const std::vector<Visitors>& shards, Instant at) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < workers_.size(); ++i) {
        threads.emplace_back([&worker = workers_[i], &shard = shards[i], at] {
          shard.each([&](std::string_view, const State& state) { worker.conclude(state, at); });
        });
      }
    }
    for (std::size_t i = 1; i < workers_.size(); ++i) workers_[0].merge(std::move(workers_[i]));
    return std::move(workers_[0]);
  }

 private:
  std::vector<study::DiffSide> workers_;
};

/// One model's replay of the log.
struct Side {
  const Model& model;
  Replayed& replayed;
  study::DiffSide visitors;
};

Side replay_side(const Model& model, const DiffOptions& options, const ReplayOptions& how,
                 BadLines& bad) {
  LogReader logs(options.logs.logs);
  DiffWatch watch(model, how.threads);
  // Never taken apart, as in score: the program ends soon.
  Replayed& replayed = *new Replayed(replay(model, logs, how, bad, &watch));
  const Instant at = how.until.value_or(replayed.newest.value_or(Instant{}));
  return {model, replayed, watch.conclude(replayed.shards, at)};
}

List<Reason> reasons_of(const Side& side, const std::string& visitor, Instant at) {
  const VisitorId id{visitor, hash_of(visitor)};
  for (Visitors& shard : side.replayed.shards) {
    if (const State* state = shard.find(id)) return explain(side.model, *state, at);
  }
  return {};
}

void add_reasons(study::DiffReport& report, const Side& one, const Side& other,
                 const ReplayOptions& how) {
  const Instant at = how.until.value_or(one.replayed.newest.value_or(Instant{}));
  for (study::LargeMove& move : report.largest) {
    move.reasons = study::reason_shifts(one.model, reasons_of(one, move.visitor, at), other.model,
                                        reasons_of(other, move.visitor, at), report.main, kReasons);
  }
}

ScoreIndex place_of(const Model& model, const std::string& id) {
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    if (model.scores[i].id == id) return i;
  }
  throw Unusable("score " + id + " is not in both models: name one that is with --score");
}

/// Which of the two finds more of those who convert, on events until they did.
Exit judge(study::DiffReport& report, const Side& one, const Side& other,
           const DiffOptions& options, const ReplayOptions& how) {
  BadLines bad_labels;
  const study::Labels labels = read_labels(options.labels, bad_labels);
  bad_labels.finish();
  ReplayOptions again = how;
  again.quiet = true;
  const auto rows = [&](const Model& model) {
    BadLines quiet = BadLines::counting();
    LogReader logs(options.logs.logs);
    const auto judged = calibrate_log(model, logs, again, labels, {how.until, {}}, quiet);
    report.judged = judged.visitors;
    report.converted = judged.converted;
    return judged.scores[place_of(model, report.main)].rows;
  };
  const auto before = rows(one.model), after = rows(other.model);
  report.areas = study::area_difference(after, before, study::resampling_of(after.size()));
  return bad_labels.count() > 0 ? Exit::kBadLines : Exit::kDone;
}

Exit compare(const DiffOptions& options) {
  const Model old_model = load_model(options.logs.model);
  const Model new_model = load_model(options.against);
  const std::string main = new_model.scores[score_named(new_model, options.score)].id;
  static_cast<void>(place_of(old_model, main));
  const auto& paths = options.logs.logs;
  if (!std::all_of(paths.begin(), paths.end(), can_be_read_again)) {
    throw Unusable("diff reads its logs twice: give files, not standard input or a pipe");
  }
  const ReplayOptions how = options.logs.read();
  BadLines bad, quiet = BadLines::counting();
  const Side one = replay_side(old_model, options, how, bad);
  ReplayOptions again = how;
  again.quiet = true;
  const Side other = replay_side(new_model, options, again, quiet);
  study::DiffReport report = study::diff(one.visitors, other.visitors, main);
  add_reasons(report, one, other, how);
  const Exit labels =
      options.labels.empty() ? Exit::kDone : judge(report, one, other, options, how);
  tell(options.tell, diff_document(old_model, new_model, report),
       study::diff_json(old_model, new_model, report));
  return labels != Exit::kDone ? labels : exit_after(bad);
}

}  // namespace

void add_diff(Command app, Exit& exit) {
  auto options = std::make_shared<DiffOptions>();
  const Command command =
      app.add_subcommand("diff", "Tell what another model would have made of logs");
  command.footer(
      "Who moves between segments and grades, how scores shift, the largest moves and why, whom\n"
      "triggers would newly call; with labels, which of the two finds more of those who convert.\n"
      "Example: kelvin diff --model old.json --against new.json march.ndjson.gz");
  add_log_options(command, options->logs);
  add_at(command, options->logs,
         "The moment to look at; later events are left out (default: the newest in the logs)");
  command.add_option("--against", options->against, "The other model: a JSON file")
      .required()
      .type_name("FILE");
  command.add_option("--labels", options->labels, "Who converted: an NDJSON or CSV file")
      .type_name("FILE");
  command
      .add_option("--score", options->score,
                  "Whose moves to tell (default: that of the new model's first segment)")
      .type_name("ID");
  add_tell_options(command, options->tell);
  command.callback([options, &exit] { exit = compare(*options); });
}

}  // namespace kelvin::native
