#include "support/command_line.h"

#include <CLI/CLI.hpp>
#include <optional>

namespace kelvin::native {

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

using Words = const std::string&;
template Option Command::add_option(Words, std::string&, Words) const;
template Option Command::add_option(Words, std::optional<std::string>&, Words) const;
template Option Command::add_option(Words, std::vector<std::string>&, Words) const;
template Option Command::add_option(Words, int&, Words) const;
template Option Command::add_option(Words, unsigned&, Words) const;
template Option Command::add_option(Words, std::size_t&, Words) const;
template Option Command::add_option(Words, double&, Words) const;

}  // namespace kelvin::native
