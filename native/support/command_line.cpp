#include "support/command_line.h"

#include <CLI/CLI.hpp>
#include <optional>

namespace kelvin::native {
namespace {

/// What stands between the braces of "TEXT:{ndjson,csv,table}".
std::vector<std::string> choices_of(const std::string& type) {
  std::vector<std::string> choices;
  const std::size_t from = type.find('{');
  const std::size_t to = type.find('}');
  if (from == std::string::npos || to == std::string::npos) return choices;
  std::string list = type.substr(from + 1, to - from - 1) + ",";
  for (std::size_t at = 0; (at = list.find(',')) != std::string::npos; list.erase(0, at + 1)) {
    choices.push_back(list.substr(0, at));
  }
  return choices;
}

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry entry;
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  if (entry.names.empty()) entry.position = option.get_name(true);
  const std::string type = option.get_type_name();
  if (option.get_type_size_max() > 0) entry.value = type.substr(0, type.find(':'));
  entry.choices = choices_of(type);
  entry.standard = option.get_default_str();
  entry.description = option.get_description();
  entry.required = option.get_required();
  entry.repeated = option.get_items_expected_max() > 1;
  return entry;
}

CommandEntry entry_of(const CLI::App& app) {
  CommandEntry entry{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
  for (const CLI::Option* option : app.get_options({})) {
    if (!option->get_group().empty()) entry.options.push_back(entry_of(*option));
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) entry.commands.push_back(entry_of(*command));
  }
  return entry;
}

}  // namespace

Option Option::required() const {
  return Option(*option_->required());
}

Option Option::type_name(const std::string& name) const {
  return Option(*option_->type_name(name));
}

Option Option::capture_default_str() const {
  return Option(*option_->capture_default_str());
}

Option Option::excludes(Option other) const {
  return Option(*option_->excludes(other.option_));
}

Option Option::between(std::uint64_t least, std::uint64_t most) const {
  return Option(*option_->check(CLI::Range(least, most)));
}

Option Option::one_of(const std::vector<std::string>& values) const {
  return Option(*option_->check(CLI::IsMember(values)));
}

Option Option::one_at_a_time() const {
  return Option(*option_->allow_extra_args(false));
}

Option Option::hidden() const {
  return Option(*option_->group(""));
}

Command Command::add_subcommand(const std::string& name, const std::string& description) const {
  return Command(*app_->add_subcommand(name, description));
}

template <class T>
Option Command::add_option(const std::string& name, T& into, const std::string& description) const {
  return Option(*app_->add_option(name, into, description));
}

Option Command::add_flag(const std::string& name, bool& into,
                         const std::string& description) const {
  return Option(*app_->add_flag(name, into, description));
}

void Command::no_longer_required(const std::string& name) const {
  app_->get_option(name)->required(false);
}

void Command::footer(const std::string& text) const {
  app_->footer(text);
}

void Command::callback(const std::function<void()>& run) const {
  app_->callback(run);
}

void Command::hide() const {
  app_->group("");
}

CommandEntry Command::entry() const {
  return entry_of(*app_);
}

using Words = const std::string&;
template Option Command::add_option(Words, std::string&, Words) const;
template Option Command::add_option(Words, std::optional<std::string>&, Words) const;
template Option Command::add_option(Words, std::vector<std::string>&, Words) const;
template Option Command::add_option(Words, int&, Words) const;
template Option Command::add_option(Words, unsigned&, Words) const;
template Option Command::add_option(Words, std::size_t&, Words) const;
template Option Command::add_option(Words, double&, Words) const;

}  // namespace kelvin::native
