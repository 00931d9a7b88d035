// kelvin replay: the messages that would have been posted.
#include "replay/replay.h"

#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "replay/fired_messages.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

Exit print_messages(const LogOptions& options) {
  const Model model = load_model(options.model);
  const ReplayOptions how = options.read();
  LogReader logs(options.logs);
  BadLines bad;
  MessageListener listener(model, how.threads);
  replay(model, logs, how, bad, &listener);

  Output out;
  for (const FiredMessage& fired : listener.take()) out.line(fired.message.body);
  out.finish();
  return exit_after(bad);
}

}  // namespace

void add_replay(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<LogOptions>();
  CLI::App* command =
      app.add_subcommand("replay", "Print the messages that event logs would have caused");
  command->footer(
      "A CloudEvents body per line, by time, exactly as a page would have posted it.\n"
      "Example: kelvin replay --model kelvin.model.json --tick 1d march.ndjson.gz");
  add_log_options(*command, *options);
  add_at(*command, *options, "Leave out events later than this (default: none)");
  add_tick(*command, *options);
  command->callback([options, &exit] { exit = print_messages(*options); });
}

}  // namespace kelvin::native
