// kelvin replay: the messages that would have been posted.
#include "replay/replay.h"

#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "commands/state_options.h"
#include "replay/fired_messages.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct PrintOptions {
  LogOptions logs;
  StateOptions states;
  bool requests = false;
};

/// When, of whom, and the whole request.
std::string request_line(const Model& model, const FiredMessage& fired) {
  return R"({"time":")" + to_iso(fired.message.time) + R"(","visitor":)" +
         to_json(Value(fired.visitor)) + R"(,"message":)" + message_json(model, fired.message) +
         "}";
}

Exit print_messages(const PrintOptions& print) {
  const LogOptions& options = print.logs;
  const Model model = load_model(options.model);
  ReplayOptions how = options.read();
  const auto former = print.states.open(model, options, how);
  LogReader logs(options.logs);
  BadLines bad;
  MessageListener listener(model, how.threads);
  replay(model, logs, how, bad, &listener);

  if (former) tell_dropped(*former);

  Output out;
  for (const FiredMessage& fired : listener.take()) {
    out.line(print.requests ? request_line(model, fired) : std::string(fired.message.body));
  }
  out.finish();
  return exit_after(bad);
}

}  // namespace

void add_replay(Command app, Exit& exit) {
  auto options = std::make_shared<PrintOptions>();
  const Command command =
      app.add_subcommand("replay", "Print the messages that event logs would have caused");
  command.footer(
      "A body per line, exactly as a page would have posted it: in the format of its destination,\n"
      "once for each. In the order of time, visitor and firing. --requests adds where and how it\n"
      "would have gone.\n"
      "Example: kelvin replay --model kelvin.model.json --tick 1d march.ndjson.gz");
  add_log_options(command, options->logs);
  add_at(command, options->logs, "Leave out events later than this (default: none)");
  add_tick(command, options->logs);
  add_state_options(command, options->states);
  command.add_flag("--requests", options->requests,
                   "Time, visitor and the request: address, method, headers, body");
  command.callback([options, &exit] { exit = print_messages(*options); });
}

}  // namespace kelvin::native
