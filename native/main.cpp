// kelvin: the command line. Reads arguments, hands over to a command, ends with its exit code.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "commands/commands.h"
#include "support/command_line.h"
#include "support/output.h"

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
  const kelvin::native::Command program(app);
  kelvin::native::add_check(program, exit);
  kelvin::native::add_new(program, exit);
  kelvin::native::add_coverage(program, exit);
  kelvin::native::add_fit(program, exit);
  kelvin::native::add_score(program, exit);
  kelvin::native::add_replay(program, exit);
  kelvin::native::add_verify(program, exit);
  kelvin::native::add_explain(program, exit);
  kelvin::native::add_accounts(program, exit);
  kelvin::native::add_calibrate(program, exit);
  kelvin::native::add_drift(program, exit);
  kelvin::native::add_diff(program, exit);
  kelvin::native::add_forget(program, exit);
  kelvin::native::add_import(program, exit);
  kelvin::native::add_partition(program, exit);
  kelvin::native::add_merge(program, exit);
  kelvin::native::add_states(program, exit);
  kelvin::native::add_serve(program, exit);
  kelvin::native::add_completion(program, exit);
  kelvin::native::add_man(program, exit, KELVIN_VERSION);
  kelvin::native::add_trace(program, exit);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::kUnusable);
  }
  return static_cast<int>(exit);
}

}  // namespace

int main(int argc, char** argv) {
  // Who stops reading is told of by what writes.
  std::signal(SIGPIPE, SIG_IGN);
  int code = static_cast<int>(Exit::kUnusable);
  try {
    code = run(argc, argv);
  } catch (const kelvin::native::ReaderGone&) {
    code = static_cast<int>(Exit::kDone);  // `| head` has what it wanted
  } catch (const std::exception& error) {  // kelvin::native::Unusable, or out of memory
    std::fprintf(stderr, "kelvin: %s\n", error.what());
  }
  std::fflush(nullptr);
  // Without taking everything apart: the states of millions of visitors go back at once.
  std::_Exit(code);
}
