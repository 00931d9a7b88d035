// kelvin replay: the messages that would have been posted.
#include "replay/replay.h"

#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "commands/state_options.h"
#include "replay/fired_messages.h"
#include "replay/followed_messages.h"
#include "states/state_writer.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct PrintOptions {
  LogOptions logs;
  StateOptions states;
  bool requests = false;
  bool follow = false;
};

/// When, of whom, and the whole request.
std::string request_line(const Model& model, const FiredMessage& fired) {
  return R"({"time":")" + to_iso(fired.message.time) + R"(","visitor":)" +
         to_json(Value(fired.visitor)) + R"(,"message":)" + message_json(model, fired.message) +
         "}";
}

/// Each as it fires.
Replayed follow(const Model& model, LogReader& logs, ReplayOptions& how, BadLines& bad,
                const FollowListener::Line& line) {
  how.threads = 1;
  logs.follow();
  FollowListener listener(model, line);
  Replayed replayed = replay(model, logs, how, bad, &listener);
  listener.require_printed();
  return replayed;
}

/// All at the end, in the order of their time.
Replayed collect(const Model& model, LogReader& logs, const ReplayOptions& how, BadLines& bad,
                 const FollowListener::Line& line) {
  MessageListener listener(model, how.threads);
  Replayed replayed = replay(model, logs, how, bad, &listener);
  Output out;
  for (const FiredMessage& fired : listener.take()) out.line(line(fired));
  out.finish();
  return replayed;
}

Exit print_messages(const PrintOptions& print) {
  const LogOptions& options = print.logs;
  if (print.follow && options.sort) {
    throw Unusable("--sort waits for the logs' end, --follow does not: give one of them");
  }
  const Model model = load_model(options.model);
  ReplayOptions how = options.read();
  how.quiet = options.is_filter();
  const auto former = print.states.open(model, options, how);
  LogReader logs(options.logs);
  BadLines bad;
  const auto line = [&](const FiredMessage& fired) {
    return print.requests ? request_line(model, fired) : std::string(fired.message.body);
  };
  const Replayed replayed =
      print.follow ? follow(model, logs, how, bad, line) : collect(model, logs, how, bad, line);
  if (replayed.states) replayed.states->publish();
  if (former) tell_dropped(*former);
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
      "would have gone. --follow prints each as soon as the event that fires it has come, in the\n"
      "order of events: between a queue and whoever delivers.\n"
      "Example: kelvin replay --model kelvin.model.json --tick 1d march.ndjson.gz");
  add_log_options(command, options->logs);
  add_at(command, options->logs, "Leave out events later than this (default: none)");
  add_tick(command, options->logs);
  add_state_options(command, options->states);
  command.add_flag("--requests", options->requests,
                   "Time, visitor and the request: address, method, headers, body");
  command.add_flag("--follow", options->follow,
                   "Print each message as it fires, on one thread, for as long as lines come");
  command.callback([options, &exit] { exit = print_messages(*options); });
}

}  // namespace kelvin::native
