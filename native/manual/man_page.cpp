#include "manual/man_page.h"

#include <string_view>

namespace kelvin::native {
namespace {

/// Text that roff takes as it is: a backslash is none of its escapes, a hyphen is one that can be
/// copied, and a line that begins like a request is none.
std::string plain(std::string_view text) {
  std::string result;
  bool begins = true;
  for (const char letter : text) {
    if (begins && (letter == '.' || letter == '\'')) result += "\\&";
    begins = letter == '\n';
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else {
      result += letter;
    }
  }
  return result;
}

std::string bold(std::string_view text) {
  return "\\fB" + plain(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + plain(text) + "\\fR";
}

std::string value_of(const OptionEntry& option) {
  if (option.choices.empty()) return italic(option.value);
  std::string text;
  for (const std::string& choice : option.choices) text += (text.empty() ? "" : "|") + bold(choice);
  return text;
}

/// `kelvin score [OPTIONS] --model FILE [LOG ...]`
std::string usage(const CommandEntry& program, const CommandEntry& command) {
  std::string line = bold(program.name + " " + command.name) + " [" + italic("options") + "]";
  for (const bool positions : {false, true}) {
    for (const OptionEntry& option : command.options) {
      if (option.names.empty() != positions || (!positions && !option.required)) continue;
      std::string word =
          positions ? value_of(option) : bold(option.names.back()) + " " + value_of(option);
      if (option.repeated) word += " ...";
      line += option.required ? " " : " [";
      line += word;
      if (!option.required) line += "]";
    }
  }
  return line + "\n";
}

std::string option_lines(const OptionEntry& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.value.empty()) names += (names.empty() ? "" : " ") + value_of(option);
  std::string text = ".TP\n" + names + "\n" + plain(option.description) + "\n";
  if (!option.standard.empty()) text += "(default: " + plain(option.standard) + ")\n";
  return text;
}

/// As it stands, line by line.
std::string verbatim(std::string_view text) {
  while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  return text.empty() ? "" : ".nf\n" + plain(text) + "\n.fi\n";
}

std::string section(const CommandEntry& program, const CommandEntry& command) {
  std::string text = ".SS " + plain(command.name) + "\n" + plain(command.description) + ".\n.PP\n" +
                     usage(program, command);
  for (const OptionEntry& option : command.options) text += option_lines(option);
  return text + ".PP\n" + verbatim(command.footer);
}

}  // namespace

std::string man_page(const CommandEntry& program, const std::string& version) {
  std::string text =
      ".\\\" Made by `kelvin man` of what help is made of.\n.TH KELVIN 1 \"\" \"kelvin " +
      plain(version) + "\" \"User Commands\"\n.SH NAME\nkelvin \\- lead scoring\n.SH SYNOPSIS\n" +
      bold(program.name) + " " + italic("command") + " [" + italic("options") +
      "]\n.SH DESCRIPTION\n" + plain(program.description) + "\n.SH OPTIONS\n";
  for (const OptionEntry& option : program.options) text += option_lines(option);
  text += ".SH COMMANDS\n";
  for (const CommandEntry& command : program.commands) text += section(program, command);
  return text + ".SH EXIT STATUS\n" + verbatim(program.footer);
}

}  // namespace kelvin::native
