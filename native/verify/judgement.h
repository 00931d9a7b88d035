// Judging a claim: which fields differ from the message that the log gives, and what that means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/value.h"
#include "verify/claims.h"

namespace kelvin::native {

/// A message that the log gives.
struct Recomputed {
  Value message;
  /// JSON pointers to what the log does not tell: how the message was sent (`consent`, `mode`),
  /// where the event that caused it has no such member.
  std::vector<std::string> unknown;
};

/// A field in which two messages differ; a member that is missing reads as "(missing)".
struct Difference {
  std::string at;  ///< a JSON pointer
  std::string claimed, recomputed;
};

enum class Verdict { kOk, kLogDiffers, kScoreDiffers, kOtherLaws, kNotReproduced };

struct Judgement {
  Verdict verdict = Verdict::kNotReproduced;
  std::vector<Difference> differences;
};

/// Holds a claim against the messages recomputed under its id (one per destination, each in its
/// format) and judges by the nearest. A claim that was made under other laws than today's is no
/// more than that, whatever differs: nothing here can recompute it. Else the log differs if the
/// number or digest of the visitor's events does (in a template: where they stand under their own
/// names, `events` or `message`); and any other field that differs is a false claim.
///
/// Not compared: members of the message (not of its data) or of a Segment call's context that were
/// added on the way, and what the log does not tell.
Judgement judge(const Claim& claim, const std::vector<Recomputed>& recomputed);

/// `/name`, a JSON pointer's step.
std::string pointer_step(std::string_view name);

}  // namespace kelvin::native
