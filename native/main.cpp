// kelvin: the command line. Reads arguments, hands over to a command, ends with its exit code.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "commands/commands.h"

namespace {

using kelvin::native::Exit;

int run(int argc, char** argv) {
  CLI::App app(
      "kelvin: how warm is a visitor? Scores event logs by a model, proves scores that "
      "were claimed, and says why.");
  app.name("kelvin");
  app.set_version_flag("--version", KELVIN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done; 1 the check failed (check, verify); 2 usage or unreadable input;\n"
      "3 done, but some lines were bad (each named on stderr, none stops the rest).\n"
      "`kelvin COMMAND --help` tells more of each.");
  Exit exit = Exit::kDone;
  kelvin::native::add_check(app, exit);
  kelvin::native::add_new(app, exit);
  kelvin::native::add_coverage(app, exit);
  kelvin::native::add_fit(app, exit);
  kelvin::native::add_score(app, exit);
  kelvin::native::add_replay(app, exit);
  kelvin::native::add_verify(app, exit);
  kelvin::native::add_explain(app, exit);
  kelvin::native::add_accounts(app, exit);
  kelvin::native::add_calibrate(app, exit);
  kelvin::native::add_drift(app, exit);
  kelvin::native::add_diff(app, exit);
  kelvin::native::add_forget(app, exit);
  kelvin::native::add_import(app, exit);
  kelvin::native::add_partition(app, exit);
  kelvin::native::add_merge(app, exit);
  kelvin::native::add_states(app, exit);
  kelvin::native::add_serve(app, exit);
  kelvin::native::add_trace(app, exit);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::kUnusable);
  }
  return static_cast<int>(exit);
}

}  // namespace

int main(int argc, char** argv) {
  int code = static_cast<int>(Exit::kUnusable);
  try {
    code = run(argc, argv);
  } catch (const std::exception& error) {  // kelvin::native::Unusable, or out of memory
    std::fprintf(stderr, "kelvin: %s\n", error.what());
  }
  std::fflush(nullptr);
  // Without taking everything apart: the states of millions of visitors go back at once.
  std::_Exit(code);
}
