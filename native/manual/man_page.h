// The man page, as roff with the man macros.
#pragma once

#include <string>

#include "support/command_tree.h"

namespace kelvin::native {

std::string man_page(const CommandEntry& program, const std::string& version);

}  // namespace kelvin::native
