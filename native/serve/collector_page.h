// collector.html, put into the executable when it is built.
#pragma once

#include <string_view>

namespace kelvin::native {

extern const std::string_view kCollectorPage;

}  // namespace kelvin::native
