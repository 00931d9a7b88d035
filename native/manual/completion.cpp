#include "manual/completion.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kelvin::native {
namespace {

constexpr std::array<std::string_view, 5> kPaths{"FILE", "DIR", "FOLDER", "MODEL", "LOG"};

/// Its value is the path of a file or folder.
bool takes_path(const OptionEntry& option) {
  return std::find(kPaths.begin(), kPaths.end(), option.value) != kPaths.end();
}

bool has_path_position(const CommandEntry& command) {
  return std::any_of(command.options.begin(), command.options.end(), [](const OptionEntry& option) {
    return option.names.empty() && takes_path(option);
  });
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::vector<std::string> names_of(const std::vector<CommandEntry>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const CommandEntry& command : commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> option_names(const CommandEntry& command) {
  std::vector<std::string> names;
  for (const OptionEntry& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

/// The values of a position that takes only some.
std::vector<std::string> position_choices(const CommandEntry& command) {
  for (const OptionEntry& option : command.options) {
    if (option.names.empty() && !option.choices.empty()) return option.choices;
  }
  return {};
}

/// `text` with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char letter : text) {
    if (special.find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

/// In single quotes, for bash and zsh.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      result += "'\\''";
    } else {
      result += letter;
    }
  }
  return result + "'";
}

/// `score --out|score -o)`: what bash does after such an option.
std::string bash_values(const CommandEntry& command) {
  std::string cases;
  for (const OptionEntry& option : command.options) {
    if (option.names.empty() || option.is_flag()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) {
      patterns.push_back("'" + command.name + " " + name + "'");
    }
    const std::string answer = !option.choices.empty()
                                   ? "_kelvin_words " + quoted(joined(option.choices, " "))
                               : takes_path(option) ? "_kelvin_files"
                                                    : ":";
    cases += "    " + joined(patterns, " | ") + ") " + answer + "; return ;;\n";
  }
  return cases;
}

/// What bash offers where a word of a command begins: options, and what its positions take.
std::string bash_words(const CommandEntry& command) {
  std::vector<std::string> words = option_names(command);
  const std::vector<std::string> choices = position_choices(command);
  words.insert(words.end(), choices.begin(), choices.end());
  const bool files = choices.empty() && has_path_position(command);
  return (files ? "_kelvin_words_or_files " : "_kelvin_words ") + quoted(joined(words, " "));
}

constexpr std::string_view kBashHead =
    "# bash completion for kelvin: `kelvin completion bash`\n"
    "_kelvin_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$current\"); }\n"
    "_kelvin_files() {\n"
    "  compopt -o filenames\n"
    "  mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "}\n"
    "_kelvin_words_or_files() {\n"
    "  if [[ $current == -* ]]; then _kelvin_words \"$1\"; else _kelvin_files; fi\n"
    "}\n"
    "_kelvin() {\n"
    "  local current=${COMP_WORDS[COMP_CWORD]} former=${COMP_WORDS[COMP_CWORD - 1]} command=\n"
    "  if ((COMP_CWORD > 1)); then command=${COMP_WORDS[1]}; fi\n"
    "  # Of --out=csv bash makes three words.\n"
    "  if [[ $current == = ]]; then current=\n"
    "  elif [[ $former == = ]]; then former=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
    "  COMPREPLY=()\n";

/// A specification for zsh's _arguments.
std::string zsh_option(const OptionEntry& option) {
  const std::string value =
      option.is_flag() ? ""
                       : ":" + option.value + ":" +
                             (!option.choices.empty() ? "(" + joined(option.choices, " ") + ")"
                              : takes_path(option)    ? "_files"
                                                      : " ");
  if (option.names.empty()) return " \\\n        " + quoted((option.repeated ? "*" : "") + value);
  const std::string excluded = option.repeated ? "*" : "(" + joined(option.names, " ") + ")";
  const std::string rest = "[" + escaped(option.description, "[]:\\") + "]" + value;
  std::string lines;
  for (const std::string& name : option.names) {
    lines += " \\\n        ";
    lines += quoted(joined({excluded, name, rest}, ""));
  }
  return lines;
}

/// In single quotes for fish, in which a backslash stays an escape.
std::string fish_quoted(std::string_view text) {
  return "'" + escaped(text, "\\'") + "'";
}

/// `when`: the condition under which fish offers it.
std::string fish_option(const std::string& when, const OptionEntry& option) {
  std::string line = "complete -c kelvin -n " + when;
  for (const std::string& name : option.names) {
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) {
    line += (option.names.empty() ? " -a " : " -x -a ") + fish_quoted(joined(option.choices, " "));
  } else if (takes_path(option)) {
    line += option.names.empty() ? " -F" : " -r -F";
  } else if (option.names.empty()) {
    return "";
  } else if (!option.is_flag()) {
    line += " -x";
  }
  return line + " -d " + fish_quoted(option.description) + "\n";
}

}  // namespace

std::string bash_completion(const CommandEntry& program) {
  std::string values;
  std::string options;
  for (const CommandEntry& command : program.commands) {
    values += bash_values(command);
    options += "    " + command.name + ") " + bash_words(command) + " ;;\n";
  }
  std::vector<std::string> first = names_of(program.commands);
  for (const std::string& name : option_names(program)) first.push_back(name);
  return std::string(kBashHead) + "  case \"$command $former\" in\n" + values +
         "  esac\n"
         "  case $command in\n"
         "    '') _kelvin_words " +
         quoted(joined(first, " ")) + " ;;\n" + options +
         "  esac\n"
         "}\n"
         "complete -F _kelvin kelvin\n";
}

std::string zsh_completion(const CommandEntry& program) {
  std::string commands;
  std::string cases;
  for (const CommandEntry& command : program.commands) {
    commands += "    " + quoted(escaped(command.name, ":") + ":" + command.description) + "\n";
    cases += "    " + command.name + ")\n      _arguments -s -S";
    for (const OptionEntry& option : command.options) cases += zsh_option(option);
    cases += " ;;\n";
  }
  std::string own;
  for (const OptionEntry& option : program.options) own += zsh_option(option);
  return "#compdef kelvin\n"
         "# zsh completion for kelvin: `kelvin completion zsh`\n"
         "_kelvin() {\n"
         "  local -a commands\n"
         "  commands=(\n" +
         commands +
         "  )\n"
         "  if ((CURRENT == 2)); then\n"
         "    _describe -t commands command commands\n"
         "    _arguments -s" +
         own +
         "\n"
         "    return\n"
         "  fi\n"
         "  shift words\n"
         "  ((CURRENT -= 1))\n"
         "  case $words[1] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] = _kelvin ]]; then _kelvin \"$@\"; else compdef _kelvin kelvin; fi\n";
}

std::string fish_completion(const CommandEntry& program) {
  std::string text =
      "# fish completion for kelvin: `kelvin completion fish`\n"
      "complete -c kelvin -f\n";
  for (const OptionEntry& option : program.options) {
    text += fish_option("__fish_use_subcommand", option);
  }
  for (const CommandEntry& command : program.commands) {
    text += "complete -c kelvin -n __fish_use_subcommand -a " + command.name + " -d " +
            fish_quoted(command.description) + "\n";
    const std::string when = "'__fish_seen_subcommand_from " + command.name + "'";
    for (const OptionEntry& option : command.options) text += fish_option(when, option);
  }
  return text;
}

}  // namespace kelvin::native
