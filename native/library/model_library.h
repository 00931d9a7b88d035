// The models of core/models, put into the executable when it is built, so that the installed
// program has them.
#pragma once

#include <span>
#include <string_view>

namespace kelvin::native {

struct LibraryModel {
  std::string_view name;  ///< of its file: "b2b-shop"
  std::string_view text;
};

/// By name.
extern const std::span<const LibraryModel> kModelLibrary;

}  // namespace kelvin::native
