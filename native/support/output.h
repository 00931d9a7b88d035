// What a command prints: collected, written in large pieces, and never lost without a word.
#pragma once

#include <string>
#include <string_view>

#include "support/exit.h"

namespace kelvin::native {

/// Whoever read standard output has gone (`| head`).
class ReaderGone : public Unusable {
 public:
  using Unusable::Unusable;
};

class Output {
 public:
  /// Throws Unusable if standard output takes no more (a full disk), ReaderGone if nobody reads it.
  void write(std::string_view text);
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  /// To be called once at the end; throws as write does.
  void finish();

 private:
  std::string pending_;
};

}  // namespace kelvin::native
