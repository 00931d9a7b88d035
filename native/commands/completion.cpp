// kelvin completion: what shells need to complete our command line. kelvin man, hidden: the man
// page.
#include "manual/completion.h"

#include <memory>

#include "commands/commands.h"
#include "manual/man_page.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

void print(const std::string& text) {
  Output out;
  out.write(text);
  out.finish();
}

std::string completion(const std::string& shell, const CommandEntry& program) {
  if (shell == "zsh") return zsh_completion(program);
  return shell == "fish" ? fish_completion(program) : bash_completion(program);
}

}  // namespace

void add_completion(Command app, Exit& exit) {
  auto shell = std::make_shared<std::string>();
  const Command command =
      app.add_subcommand("completion", "Print what a shell needs to complete this command line");
  command.footer(
      "Example: kelvin completion bash > ~/.local/share/bash-completion/completions/kelvin\n"
      "         kelvin completion zsh > \"${fpath[1]}/_kelvin\"\n"
      "         kelvin completion fish > ~/.config/fish/completions/kelvin.fish");
  command.add_option("shell", *shell, "Which shell: bash, zsh or fish")
      .required()
      .one_of({"bash", "zsh", "fish"});
  command.callback([app, shell, &exit] {
    print(completion(*shell, app.entry()));
    exit = Exit::kDone;
  });
}

void add_man(Command app, Exit& exit, const std::string& version) {
  const Command command = app.add_subcommand("man", "Print the man page");
  command.hide();
  command.callback([app, version, &exit] {
    print(man_page(app.entry(), version));
    exit = Exit::kDone;
  });
}

}  // namespace kelvin::native
