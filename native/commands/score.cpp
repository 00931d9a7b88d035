// kelvin score: what every visitor is at a time, a line each.
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "commands/score_rows.h"
#include "commands/state_options.h"
#include "kelvin/study/coverage.h"
#include "states/state_writer.h"

namespace kelvin::native {
namespace {

struct ScoreOptions {
  LogOptions logs;
  std::string out = "ndjson";
  bool hints = false;
  bool changed = false;
  StateOptions states;
};

/// Millions of small states: memory is taken from the system in large steps, not page by page.
void expect_much_memory() {
#ifdef M_TOP_PAD
  constexpr int kStep = 64 << 20;
  mallopt(M_TOP_PAD, kStep);
#endif
}

/// A model that fits its log badly is told of, once there is enough to judge by.
void hint(const Model& model, const Replayed& replayed) {
  constexpr std::uint64_t kEnough = 100;
  if (replayed.events < kEnough) return;
  study::RulesMatched rules(model);
  for (const Visitors& shard : replayed.shards) {
    shard.each([&rules](std::string_view, const State& state) { rules.look_at(state); });
  }
  const std::size_t never = rules.never();
  if (never * 2 <= rules.all()) return;
  std::fprintf(stderr, "%zu of %zu rules matched no event: kelvin coverage tells why\n", never,
               rules.all());
}

Exit score(const ScoreOptions& options) {
  expect_much_memory();
  const Model model = load_model(options.logs.model);
  ReplayOptions how = options.logs.read();
  how.quiet = options.logs.is_filter();
  how.closing_ticks = false;  // each is looked at as of one time anyway
  // Lasts, too.
  const FormerStates* former = options.states.open(model, options.logs, how).release();
  LogReader logs(options.logs.logs);
  BadLines bad;
  // Never taken apart: freeing the states of millions of visitors one by one takes long, and the
  // program ends here.
  Replayed& replayed = *new Replayed(replay(model, logs, how, bad));
  const auto states = std::move(replayed.states);

  const Instant at = how.until.value_or(replayed.newest.value_or(Instant{}));
  const auto table = make_score_table(options.out, model, at);
  Output out;
  out.write(table->head());
  const std::vector<ScoreRow> rows = score_rows(*table, replayed.shards);
  if (former != nullptr && !options.changed) {
    print_with_former(model, *table, *former, rows, how.threads, out);
  } else {
    for (const ScoreRow& row : rows) out.write(row.text);
  }
  out.finish();
  if (states) states->publish();
  if (former != nullptr) tell_dropped(*former);
  if (options.hints || isatty(STDERR_FILENO) == 1) hint(model, replayed);
  return exit_after(bad);
}

}  // namespace

void add_score(Command app, Exit& exit) {
  auto options = std::make_shared<ScoreOptions>();
  const Command command = app.add_subcommand("score", "Score every visitor in event logs");
  command.footer(
      "A line per visitor, sorted by visitor:\n"
      "  {\"visitor\",\"at\",\"scores\":{},\"momentum\":{},\"grade\",\"segments\":[],"
      "\"disqualified\":[],\"events\",\"first\",\"last\"}\n"
      "and \"top\":{} before \"grade\" where the model has one.\n"
      "Bad lines are named on stderr, left out, and end the command with 3.\n"
      "Example: kelvin score --model kelvin.model.json --at 2026-03-31T00:00:00Z march.ndjson.gz");
  add_log_options(command, options->logs);
  add_listing(command, options->logs, options->out);
  add_tick(command, options->logs);
  add_state_options(command, options->states);
  command.add_flag("--changed", options->changed,
                   "Of the states given, only visitors of whom the logs have something");
  command.add_flag("--hints", options->hints,
                   "Say on stderr, also where that is no terminal, if most rules match nothing");
  command.callback([options, &exit] { exit = score(*options); });
}

}  // namespace kelvin::native
