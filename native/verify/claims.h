// Claims: messages that somebody received, to be held against what the log gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/value.h"
#include "log/bad_lines.h"

namespace kelvin::native {

struct Claim {
  std::string id;
  Value message;
};

/// Reads claims from a file's text: CloudEvents bodies, one a line, or as a list; or what the
/// collector lists, {"messages":[{"message":{...}}]}. What is none of these goes to `bad`.
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

/// Holds a claim against the messages recomputed under its id (one per destination) and judges by
/// the nearest. The log differs if the number or digest of the visitor's events does; else any
/// other field that differs is a false claim.
///
/// Not compared: members of the message (not of its data) that were added on the way, and `consent`
/// and `mode` where the log, not exported from a page, does not tell them.
Judgement judge(const Claim& claim, const std::vector<Value>& recomputed);

}  // namespace kelvin::native
