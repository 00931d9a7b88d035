#include "verify/claims.h"

#include <algorithm>
#include <utility>

namespace kelvin::native {
namespace {

const Object& members(const Value& value) {
  static const Object kNone;
  const Object* object = value.as_object();
  return object == nullptr ? kNone : *object;
}

std::string text_of(const Value* value) {
  return value == nullptr ? "(missing)" : to_json(*value);
}

/// A JSON pointer's step.
std::string step(std::string_view name) {
  std::string out = "/";
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

/// Members are compared by name: whoever stored a message may have sorted them.
void compare(const std::string& at, const Value* claimed, const Value* recomputed,
             std::vector<Difference>& out) {
  const bool both = claimed != nullptr && recomputed != nullptr;
  if (both && claimed->as_object() != nullptr && recomputed->as_object() != nullptr) {
    for (const auto& [name, value] : *recomputed->as_object()) {
      compare(at + step(name), claimed->find(name), &value, out);
    }
    for (const auto& [name, value] : *claimed->as_object()) {
      if (recomputed->find(name) == nullptr) compare(at + step(name), &value, nullptr, out);
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

/// True where the log is silent about how the message was sent.
bool is_unknown(std::string_view name, const Value& recomputed) {
  if (name == "consent") return recomputed.is_null();
  return name == "mode" && recomputed == Value("live");
}

std::vector<Difference> differences(const Value& claimed, const Value& recomputed) {
  std::vector<Difference> out;
  for (const auto& [name, value] : members(recomputed)) {
    const Value* theirs = claimed.find(name);
    if (name != "data" || theirs == nullptr || theirs->as_object() == nullptr) {
      compare(step(name), theirs, &value, out);
      continue;
    }
    Value known = *theirs;
    for (const auto& [field, ours] : members(value)) {
      if (is_unknown(field, ours)) known.set(field, ours);
    }
    compare(step(name), &known, &value, out);
  }
  return out;
}

bool is_of_the_log(const Difference& difference) {
  return difference.at == "/data/events" || difference.at.starts_with("/data/events/");
}

/// Takes claims out of one document; false if it holds none.
bool add_claims(const Value& document, std::vector<Claim>& out) {
  if (const Array* items = document.as_array()) {
    bool all = true;
    for (const Value& item : *items) all = add_claims(item, out) && all;
    return all;
  }
  if (const Value* listed = document.find("messages"); listed != nullptr && listed->as_array()) {
    return add_claims(*listed, out);
  }
  if (const Value* inner = document.find("message"); inner != nullptr && inner->as_object()) {
    return add_claims(*inner, out);
  }
  const Value* id = document.find("id");
  if (id == nullptr || id->as_text() == nullptr) return false;
  out.push_back({*id->as_text(), document});
  return true;
}

}  // namespace

std::vector<Claim> read_claims(const std::string& file, std::string_view text, BadLines& bad) {
  constexpr std::string_view kNoClaim = "no message: a JSON object with an \"id\"";
  std::vector<Claim> claims;
  if (const auto whole = parse_json(text)) {
    if (!add_claims(*whole, claims)) bad.add(file, 1, kNoClaim);
    return claims;
  }
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto document = parse_json(line);
    if (!document) {
      bad.add(file, number, document.errors());
    } else if (!add_claims(*document, claims)) {
      bad.add(file, number, kNoClaim);
    }
  }
  return claims;
}

Judgement judge(const Claim& claim, const std::vector<Value>& recomputed) {
  Judgement best;
  for (const Value& message : recomputed) {
    std::vector<Difference> found = differences(claim.message, message);
    const bool nearer =
        best.verdict == Verdict::kNotReproduced || found.size() < best.differences.size();
    if (!nearer) continue;
    best.differences = std::move(found);
    best.verdict = best.differences.empty() ? Verdict::kOk
                   : std::any_of(best.differences.begin(), best.differences.end(), is_of_the_log)
                       ? Verdict::kLogDiffers
                       : Verdict::kScoreDiffers;
  }
  return best;
}

}  // namespace kelvin::native
