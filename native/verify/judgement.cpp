// A claim against what the log gives: the fields in which they differ, and what that means.
#include "verify/judgement.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kelvin/model.h"

namespace kelvin::native {
namespace {

std::string text_of(const Value* value) {
  return value == nullptr ? "(missing)" : to_json(*value);
}

/// Members are compared by name: whoever stored a message may have sorted them. An envelope is
/// open: systems on the way add to it.
void compare(const std::string& at, const Value* claimed, const Value* recomputed,
             std::vector<Difference>& out) {
  const bool both = claimed != nullptr && recomputed != nullptr;
  if (both && claimed->as_object() != nullptr && recomputed->as_object() != nullptr) {
    for (const auto& [name, value] : *recomputed->as_object()) {
      compare(at + pointer_step(name), claimed->find(name), &value, out);
    }
    const bool open = at.empty() || at == "/context";
    for (const auto& [name, value] : *claimed->as_object()) {
      if (!open && recomputed->find(name) == nullptr)
        compare(at + pointer_step(name), &value, nullptr, out);
    }
    return;
  }
  if (both && claimed->as_array() != nullptr && recomputed->as_array() != nullptr &&
      claimed->as_array()->size() == recomputed->as_array()->size()) {
    for (std::size_t i = 0; i < claimed->as_array()->size(); ++i) {
      compare(at + "/" + std::to_string(i), &(*claimed->as_array())[i],
              &(*recomputed->as_array())[i], out);
    }
    return;
  }
  if (!both || *claimed != *recomputed) {
    out.push_back({at, text_of(claimed), text_of(recomputed)});
  }
}

std::vector<Difference> differences(const Value& claimed, const Recomputed& recomputed) {
  std::vector<Difference> out;
  compare("", &claimed, &recomputed.message, out);
  const std::vector<std::string>& unknown = recomputed.unknown;
  std::erase_if(out, [&unknown](const Difference& difference) {
    return std::find(unknown.begin(), unknown.end(), difference.at) != unknown.end();
  });
  return out;
}

bool is_of_the_log(const Difference& difference) {
  const std::string_view at = difference.at;
  constexpr std::array<std::string_view, 5> kOfTheLog{"/events", "/events/count", "/events/digest",
                                                      "/events_count", "/events_digest"};
  return std::any_of(kOfTheLog.begin(), kOfTheLog.end(),
                     [at](std::string_view end) { return at.ends_with(end); });
}

Verdict verdict_of(const Claim& claim, const std::vector<Difference>& differences) {
  if (claim.laws != kLaws) return Verdict::kOtherLaws;
  if (differences.empty()) return Verdict::kOk;
  return std::any_of(differences.begin(), differences.end(), is_of_the_log)
             ? Verdict::kLogDiffers
             : Verdict::kScoreDiffers;
}

}  // namespace

std::string pointer_step(std::string_view name) {
  std::string out = "/";
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

Judgement judge(const Claim& claim, const std::vector<Recomputed>& recomputed) {
  Judgement best;
  if (claim.laws != kLaws) best.verdict = Verdict::kOtherLaws;
  bool found = false;
  for (const Recomputed& message : recomputed) {
    std::vector<Difference> differing = differences(claim.message, message);
    if (found && differing.size() >= best.differences.size()) continue;
    found = true;
    best = {verdict_of(claim, differing), std::move(differing)};
  }
  return best;
}

}  // namespace kelvin::native
