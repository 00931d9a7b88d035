// How a command ends.
#pragma once

#include <stdexcept>
#include <string>

namespace kelvin::native {

/// Exit codes, the same for every command.
enum class Exit : int {
  kDone = 0,
  kCheckFailed = 1,  ///< check, verify: something is wrong with what was asked about
  kUnusable = 2,     ///< wrong usage, or input that cannot be read at all
  kBadLines = 3,     ///< done, but some lines were bad and left out
};

/// Ends a command with exit 2: the text says what cannot be used and what to do.
class Unusable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kelvin::native
