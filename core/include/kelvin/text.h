// Text and List: what the core is made of where others would write std::string and std::vector.
#pragma once

#include <string>
#include <vector>

namespace kelvin {

using Text = std::string;

template <class T>
using List = std::vector<T>;

}  // namespace kelvin
