// What the command line takes, as plain data: the man page and the completions of shells are made
// of what help is made of, so that they never say something else.
#pragma once

#include <string>
#include <vector>

namespace kelvin::native {

/// An option, a flag or a position.
struct OptionEntry {
  /// "-n", "--parts"; of a position none.
  std::vector<std::string> names;
  /// What a position is called in the usage: "logs".
  std::string position;
  /// What help calls its value: "FILE", "N"; "" of a flag.
  std::string value;
  /// Where only some values are taken, these.
  std::vector<std::string> choices;
  /// The value without the option, where help tells it.
  std::string standard;
  std::string description;
  bool required = false;
  /// It may be there more than once, or takes several values.
  bool repeated = false;

  [[nodiscard]] bool is_flag() const { return !names.empty() && value.empty(); }
};

/// The program, or one command of it. What is hidden from help is not in it.
struct CommandEntry {
  std::string name;
  std::string description;
  std::string footer;
  std::vector<OptionEntry> options;
  std::vector<CommandEntry> commands;
};

}  // namespace kelvin::native
