// What a command takes and says of itself, on CLI11. CLI11's header stays in one source: a command
// that reads it spends most of its compilation there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/command_tree.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace kelvin::native {

/// An option or flag; each call returns it again, so that they chain.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option required() const;
  /// What help calls its value: FILE.
  Option type_name(const std::string& name) const;
  /// Help tells the value that stands before arguments are read.
  Option capture_default_str() const;
  Option excludes(Option other) const;
  Option between(std::uint64_t least, std::uint64_t most) const;
  Option one_of(const std::vector<std::string>& values) const;
  /// Of a list: each value has the option's name before it, so that a position may follow.
  Option one_at_a_time() const;
  /// Help does not tell of it.
  Option hidden() const;

 private:
  CLI::Option* option_;
};

/// The program, or one command of it.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  Command add_subcommand(const std::string& name, const std::string& description) const;
  /// T: std::string, an optional one, a list of them, int, unsigned, std::size_t, double, or one of
  /// these as optional. `into` must outlive the program's reading of its arguments; a name without
  /// dashes is a position.
  template <class T>
  Option add_option(const std::string& name, T& into, const std::string& description = "") const;
  Option add_flag(const std::string& name, bool& into, const std::string& description) const;
  /// What was added as required may be left out after all.
  void no_longer_required(const std::string& name) const;
  /// Told below its options.
  void footer(const std::string& text) const;
  /// What is done once all arguments have been read.
  void callback(const std::function<void()>& run) const;
  /// Help of the program does not tell of it.
  void hide() const;
  /// All that was added so far.
  [[nodiscard]] CommandEntry entry() const;

 private:
  CLI::App* app_;
};

}  // namespace kelvin::native
