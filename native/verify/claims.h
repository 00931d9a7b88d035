// Claims: messages that somebody received, to be held against what the log gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/value.h"
#include "log/bad_lines.h"

namespace kelvin::native {

/// A body as it was received, in any format.
struct Claim {
  /// The message ids it may have: its `id`, its `messageId`, and whatever else in it looks like
  /// one (32 hexadecimal digits), since a template puts the id where it likes. At least one.
  std::vector<std::string> ids;
  Value message;
  /// The laws by which it was made (kelvin::kLaws); where it tells nothing of its model, today's.
  std::int64_t laws = 0;
  bool tells_laws = false;
};

/// Of a message that names its model and not its laws.
inline constexpr std::int64_t kLawsUntold = 1;

/// Finds the laws of claims that tell none, by the digest that the model of that document had under
/// older ones: of a template with `{{model.digest}}` and no more.
void tell_laws_by_digest(const Value& document, std::vector<Claim>& claims);

/// Reads claims from a file's text: bodies, one a line, or as a list; what `replay --requests`
/// prints; or what the collector lists, {"messages":[{"message":{...}}]}. What has no message id in
/// it goes to `bad`: no log can tell which message it was.
std::vector<Claim> read_claims(const std::string& file, std::string_view text, BadLines& bad);

}  // namespace kelvin::native
