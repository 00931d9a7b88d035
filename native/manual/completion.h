// What a shell needs to complete a command line of ours.
#pragma once

#include <string>

#include "support/command_tree.h"

namespace kelvin::native {

std::string bash_completion(const CommandEntry& program);
std::string zsh_completion(const CommandEntry& program);
std::string fish_completion(const CommandEntry& program);

}  // namespace kelvin::native
