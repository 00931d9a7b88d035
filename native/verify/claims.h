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
};

/// Reads claims from a file's text: bodies, one a line, or as a list; what `replay --requests`
/// prints; or what the collector lists, {"messages":[{"message":{...}}]}. What has no message id in
/// it goes to `bad`: no log can tell which message it was.
std::vector<Claim> read_claims(const std::string& file, std::string_view text, BadLines& bad);

/// A field in which two messages differ; a member that is missing reads as "(missing)".
struct Difference {
  std::string at;  ///< a JSON pointer
  std::string claimed, recomputed;
};

enum class Verdict { kOk, kLogDiffers, kScoreDiffers, kNotReproduced };

struct Judgement {
  Verdict verdict = Verdict::kNotReproduced;
  std::vector<Difference> differences;
};

/// Holds a claim against the messages recomputed under its id (one per destination, each in its
/// format) and judges by the nearest. The log differs if the number or digest of the visitor's
/// events does (in a template: where they stand under their own names, `events` or `message`); else
/// any other field that differs is a false claim.
///
/// Not compared: members of the message (not of its data) or of a Segment call's context that were
/// added on the way, and `consent` and `mode` where the log, not exported from a page, does not
/// tell them.
Judgement judge(const Claim& claim, const std::vector<Value>& recomputed);

}  // namespace kelvin::native
