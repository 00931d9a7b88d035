#include "verify/claims.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kelvin::native {
namespace {

std::string text_of(const Value* value) {
  return value == nullptr ? "(missing)" : to_json(*value);
}

/// A JSON pointer's step.
std::string step(std::string_view name) {
  std::string out = "/";
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

/// Members are compared by name: whoever stored a message may have sorted them. An envelope is
/// open: systems on the way add to it.
void compare(const std::string& at, const Value* claimed, const Value* recomputed,
             std::vector<Difference>& out) {
  const bool both = claimed != nullptr && recomputed != nullptr;
  if (both && claimed->as_object() != nullptr && recomputed->as_object() != nullptr) {
    for (const auto& [name, value] : *recomputed->as_object()) {
      compare(at + step(name), claimed->find(name), &value, out);
    }
    const bool open = at.empty() || at == "/context";
    for (const auto& [name, value] : *claimed->as_object()) {
      if (!open && recomputed->find(name) == nullptr)
        compare(at + step(name), &value, nullptr, out);
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
bool is_unknown(const Difference& difference) {
  const std::string_view at = difference.at;
  const auto is = [at](std::string_view member) {
    return at == member || ((at.ends_with("/data" + std::string(member)) ||
                             at.ends_with("/properties" + std::string(member))));
  };
  if (is("/consent")) return difference.recomputed == "null";
  return is("/mode") && difference.recomputed == "\"live\"";
}

std::vector<Difference> differences(const Value& claimed, const Value& recomputed) {
  std::vector<Difference> out;
  compare("", &claimed, &recomputed, out);
  std::erase_if(out, is_unknown);
  return out;
}

bool is_of_the_log(const Difference& difference) {
  const std::string_view at = difference.at;
  constexpr std::array<std::string_view, 5> kOfTheLog{"/events", "/events/count", "/events/digest",
                                                      "/events_count", "/events_digest"};
  return std::any_of(kOfTheLog.begin(), kOfTheLog.end(),
                     [at](std::string_view end) { return at.ends_with(end); });
}

/// Takes down the runs of 32 hexadecimal digits in all texts of a document.
void find_ids(const Value& document, std::vector<std::string>& out) {
  constexpr std::size_t kIdLength = 32;
  constexpr const char* kDigits = "0123456789abcdef";
  if (const std::string* text = document.as_text()) {
    for (std::size_t begin = 0; begin < text->size();) {
      begin = std::min(text->find_first_of(kDigits, begin), text->size());
      const std::size_t end = std::min(text->find_first_not_of(kDigits, begin), text->size());
      if (end - begin == kIdLength) out.push_back(text->substr(begin, kIdLength));
      begin = end;
    }
  } else if (const Array* items = document.as_array()) {
    for (const Value& item : *items) find_ids(item, out);
  } else if (const Object* members = document.as_object()) {
    for (const auto& [name, member] : *members) find_ids(member, out);
  }
}

bool add_claims(const Value& document, std::vector<Claim>& out);

/// Takes claims out of a list; false if an item holds none.
bool add_all(const Array& items, std::vector<Claim>& out) {
  bool all = true;
  for (const Value& item : items) {
    const Value* inner = item.find("message");  // as the collector lists it
    const bool listed = inner != nullptr && inner->as_object() != nullptr;
    all = add_claims(listed && item.find("id") == nullptr ? *inner : item, out) && all;
  }
  return all;
}

/// Takes claims out of one document; false if it holds none.
bool add_claims(const Value& document, std::vector<Claim>& out) {
  if (const Array* items = document.as_array()) return add_all(*items, out);
  if (const Value* listed = document.find("messages"); listed != nullptr && listed->as_array()) {
    return add_all(*listed->as_array(), out);
  }
  const Value* inner = document.find("message");
  const Value* body = inner != nullptr ? inner->find("body") : nullptr;
  if (body != nullptr && body->as_text() != nullptr) {  // a line of `replay --requests`
    const auto posted = parse_json(*body->as_text());
    return posted && add_claims(*posted, out);
  }
  if (inner != nullptr && document.find("seq") != nullptr) return add_claims(*inner, out);
  Claim claim{{}, document};
  for (const char* name : {"id", "messageId"}) {
    const Value* id = document.find(name);
    if (id != nullptr && id->as_text() != nullptr) claim.ids.push_back(*id->as_text());
  }
  find_ids(document, claim.ids);
  if (document.as_object() == nullptr || claim.ids.empty()) return false;
  out.push_back(std::move(claim));
  return true;
}

}  // namespace

std::vector<Claim> read_claims(const std::string& file, std::string_view text, BadLines& bad) {
  constexpr std::string_view kNoClaim = "no message: a JSON object with a message's id in it";
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
