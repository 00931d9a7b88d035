#include "verify/claims.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "kelvin/digest.h"
#include "kelvin/json.h"
#include "kelvin/model.h"
#include "support/hex.h"

namespace kelvin::native {
namespace {

/// Takes down the runs of 32 hexadecimal digits in all texts of a document.
void find_ids(const Value& document, std::vector<std::string>& out) {
  constexpr std::size_t kIdLength = 32;
  constexpr const char* kDigits = "0123456789abcdef";
  if (const Text* text = document.as_text()) {
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

/// The number that a message gives for its laws; nothing where it holds something else.
std::optional<std::int64_t> laws_in(const Value* laws) {
  if (laws == nullptr) return kLawsUntold;
  const double* number = laws->as_number();
  const bool whole = number != nullptr && *number == std::floor(*number) && std::abs(*number) < 1e9;
  return whole ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

/// By which laws a message was made, if it tells anything of its model: as an object with a digest,
/// or in one level of keys. A visitor's fields are not looked at.
std::optional<std::int64_t> laws_told(const Value& document) {
  if (const Array* items = document.as_array()) {
    for (const Value& item : *items) {
      if (const auto laws = laws_told(item)) return laws;
    }
  }
  if (document.as_object() == nullptr) return std::nullopt;
  const bool model = document.find("version") != nullptr && document.find("digest") != nullptr;
  if (model) return laws_in(document.find("laws"));
  if (document.find("model_digest") != nullptr) return laws_in(document.find("model_laws"));
  for (const auto& [name, member] : *document.as_object()) {
    if (name == "profile" || name == "traits") continue;
    if (name == "laws") return laws_in(&member);
    if (const auto laws = laws_told(member)) return laws;
  }
  return std::nullopt;
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
  const auto laws = laws_told(document);
  Claim claim{{}, document, laws.value_or(kLaws), laws.has_value()};
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

void tell_laws_by_digest(const Value& document, std::vector<Claim>& claims) {
  for (int laws = kLawsUntold; laws < kLaws; ++laws) {
    const std::string digest = hex(digest_under(laws, document));
    for (Claim& claim : claims) {
      const bool holds = std::string(to_json(claim.message)).find(digest) != std::string::npos;
      if (!claim.tells_laws && holds) claim.laws = laws;
    }
  }
}

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

}  // namespace kelvin::native
