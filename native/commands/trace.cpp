// kelvin trace: every score after every event, to the last bit, for comparing builds of the core.
// A line per scored event: line number, visitor, then each score in the model's order as the
// 16 hexadecimal digits of its millionths (two's complement), separated by tabs.
#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

class TraceListener final : public Listener {
 public:
  explicit TraceListener(Output& out) : out_(out) {}

  void applied(const Applied& applied) override {
    if (applied.outcome.status != Outcome::Status::kScored) return;
    std::string line = std::to_string(applied.sequence + 1) + '\t' + applied.state.visitor;
    for (const Points points : applied.outcome.after.scores) {
      char hex[18];
      std::snprintf(hex, sizeof hex, "\t%016llx",
                    static_cast<unsigned long long>(points.millionths));
      line += hex;
    }
    out_.line(line);
  }

 private:
  Output& out_;
};

Exit trace(const LogOptions& options) {
  const Model model = load_model(options.model);
  ReplayOptions how = options.read();
  how.threads = 1;  // so that lines come in the log's order
  LogReader logs(options.logs);
  BadLines bad;
  Output out;
  TraceListener listener(out);
  replay(model, logs, how, bad, &listener);
  out.finish();
  return exit_after(bad);
}

}  // namespace

void add_trace(Command app, Exit& exit) {
  auto options = std::make_shared<LogOptions>();
  const Command command =
      app.add_subcommand("trace", "Print every score after every event, in hex");
  command.hide();
  add_log_options(command, *options);
  command.callback([options, &exit] { exit = trace(*options); });
}

}  // namespace kelvin::native
