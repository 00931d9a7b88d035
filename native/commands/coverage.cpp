// kelvin coverage: what a model asks for and a log has not, and the other way round.
#include <memory>
#include <thread>
#include <vector>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/study/coverage.h"
#include "replay/block_slice.h"
#include "support/coverage_text.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct CoverageOptions {
  LogOptions logs;
  bool json = false;
  bool all = false;
};

/// One thread's part: the messages that it reads, and the visitors that are its own.
class Worker final : public RawListener {
 public:
  explicit Worker(const Model& model) : coverage(model), reader_(survey), pages_(model) {
    survey.keep(study::names_asked(model));
  }

  JsonListener& message() override { return reader_; }
  void gave(const Event& event) override {
    reader_.finish(event.visitor(), pages_.asks_for(event));
  }

  study::Survey survey;
  study::Coverage coverage;

 private:
  study::SurveyReader reader_;
  study::PagesAsked pages_;
};

class CoverageWatch final : public Listener {
 public:
  CoverageWatch(const Model& model, unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(model));
  }

  RawListener* raw(unsigned worker) override { return workers_[worker].get(); }
  void before(unsigned worker, const State& state, const Event& event) override {
    workers_[worker]->coverage.before(state, event);
  }
  void applied(const Applied& applied) override {
    workers_[applied.worker]->coverage.after(applied.state, applied.event, applied.outcome);
  }

  study::CoverageReport report(const std::vector<Visitors>& shards) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < workers_.size(); ++i) {
        threads.emplace_back([&coverage = workers_[i]->coverage, &shard = shards[i]] {
          shard.each([&](std::string_view, const State& state) { coverage.conclude(state); });
        });
      }
    }
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      workers_[0]->survey.merge(workers_[i]->survey);
      workers_[0]->coverage.merge(workers_[i]->coverage);
    }
    return workers_[0]->coverage.report(workers_[0]->survey.report());
  }

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
};

Exit cover(const CoverageOptions& options) {
  const Model model = load_model(options.logs.model);
  const ReplayOptions how = options.logs.read();
  LogReader logs(options.logs.logs);
  BadLines bad;
  CoverageWatch watch(model, how.threads);
  // Never taken apart, as in score: the program ends here.
  const Replayed& replayed = *new Replayed(replay(model, logs, how, bad, &watch));
  const study::CoverageReport report = watch.report(replayed.shards);
  Output out;
  if (options.json) {
    out.line(study::coverage_json(model, report));
  } else {
    out.write(coverage_text(model, report, options.all));
  }
  out.finish();
  return exit_after(bad);
}

}  // namespace

void add_coverage(Command app, Exit& exit) {
  auto options = std::make_shared<CoverageOptions>();
  const Command command = app.add_subcommand(
      "coverage", "Tell what a model asks for and the logs have not, and the other way round");
  command.footer(
      "First what is asked for and not there, and why: no event of that name, a field that never\n"
      "occurs, a condition that none met; each with the nearest that is there. Then what each "
      "rule,\n"
      "segment and trigger came to; then the logs' events, fields and pages, and which the model\n"
      "uses. Values are told of fields with at most 50 different ones, each seen of at least 5\n"
      "visitors.\n"
      "Example: kelvin coverage --model kelvin.model.json march.ndjson.gz");
  add_log_options(command, options->logs);
  add_at(command, options->logs, "Leave out events later than this (default: none)");
  command.add_flag("--json", options->json, "One JSON object, for programs");
  command.add_flag("--all", options->all,
                   "Every event, field and group of pages, not the most frequent alone");
  command.callback([options, &exit] { exit = cover(*options); });
}

}  // namespace kelvin::native
