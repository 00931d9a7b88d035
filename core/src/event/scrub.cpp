#include "event/scrub.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/ascii.h"
#include "base/utf8.h"
#include "facts/channel.h"

namespace kelvin {
namespace {

constexpr std::string_view kMask = "[email]";

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}
/// What may stand before an @. A percent sign is one too, so that escapes are masked with the rest.
bool is_local(char c) {
  return is_alnum(c) || std::string_view("._%+-'!$*^`{|}~").find(c) != std::string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// One byte, as it is or escaped: `@`, `%40`, `%2540` (escaped twice) and so on.
struct Sign {
  char value;
  std::size_t length;
};
Sign sign_at(std::string_view text, std::size_t i) {
  const auto escaped = [&](std::size_t at) {
    if (at + 1 >= text.size()) return -1;
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  };
  if (text[i] != '%') return {text[i], 1};
  std::size_t at = i + 1;
  while (escaped(at) == '%' && escaped(at + 2) >= 0) at += 2;
  const int value = escaped(at);
  return value < 0 ? Sign{'%', 1} : Sign{static_cast<char>(value), at + 2 - i};
}

/// How long the first of `forms` that stands there is; 0 where none does.
std::size_t any_of(std::string_view text, std::size_t i,
                   std::initializer_list<std::string_view> forms) {
  for (const std::string_view form : forms) {
    std::size_t at = i;
    const bool same = std::all_of(form.begin(), form.end(), [&](char c) {
      const Sign sign = at < text.size() ? sign_at(text, at) : Sign{0, 0};
      at += sign.length;
      return sign.value == c;
    });
    if (same) return at - i;
  }
  return 0;
}

/// The length of an @ at that place, also of the wide and the small one that East Asian keyboards
/// write; 0 where there is none.
std::size_t at_sign(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c != '@' && c != '%' && c != '\xEF') return 0;
  return any_of(text, i, {"@", "\xEF\xBC\xA0", "\xEF\xB9\xAB"});
}

/// A dot, or what stands for one in a domain (RFC 3490, 3.1).
std::size_t dot_sign(std::string_view text, std::size_t i) {
  return any_of(text, i, {".", "\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"});
}

/// Where a domain that begins at `from` ends; `from` where there is none (it needs a dot within).
std::size_t domain_end(std::string_view text, std::size_t from) {
  std::size_t end = from;
  bool dot = false;
  bool dotted = false;
  for (std::size_t i = from; i < text.size();) {
    if (const std::size_t length = dot_sign(text, i)) {
      if (i == from) return from;
      dot = true;
      i += length;
      continue;
    }
    const Sign sign = sign_at(text, i);
    if (!is_alnum(sign.value) && sign.value != '-') break;
    // Not on to another @: `a@b.c@d.e` is two.
    if (at_sign(text, i) > 0) break;
    i += sign.length;
    if (sign.value == '-') continue;
    end = i;
    dotted = dotted || dot;
  }
  return dotted ? end : from;
}

/// Eight bytes at once, as one number.
using Word = std::uint64_t;
constexpr Word kOnes = 0x0101'0101'0101'0101;

/// Not zero where one of the eight is below `bound`, which is at most 0x80.
constexpr Word has_below(Word word, Word bound) {
  return (word - kOnes * bound) & ~word & (kOnes * 0x80);
}
constexpr Word has_byte(Word word, unsigned char byte) {
  return has_below(word ^ (kOnes * byte), 1);
}

/// Whether `test` finds something in any eight of the bytes.
template <class Test>
bool any_word(std::string_view text, Test test) {
  Word word = kOnes * 'a';
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (test(word) != 0) return true;
  }
  // The rest, with bytes in front of it in which nothing was found.
  for (const char c : text) word = word << 8 | static_cast<unsigned char>(c);
  return test(word) != 0;
}

/// Whether there may be an @, in any of its forms: most texts have nothing that begins one.
bool may_have_at_sign(std::string_view text) {
  return any_word(text, [](Word word) {
    return has_byte(word, '@') | has_byte(word, '%') | has_byte(word, 0xEF);
  });
}

/// Whether JSON writes any byte otherwise than it is.
bool has_escapes(std::string_view text) {
  return any_word(text, [](Word word) {
    return has_below(word, 0x20) | has_byte(word, '"') | has_byte(word, '\\');
  });
}

void mask_emails(std::string_view text, Text& out) {
  out.clear();
  std::size_t local = 0;  // where the run of bytes began that may be the part before an @
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t sign = at_sign(text, i);
    const std::size_t end = sign > 0 ? domain_end(text, i + sign) : i;
    const bool masked_before = out.ends_with(kMask);  // of `a@x.test@y.test`
    if (sign == 0 || end == i + sign || (local == out.size() && !masked_before)) {
      out += text[i];
      if (!is_local(text[i++])) local = out.size();
      continue;
    }
    out.resize(local);
    if (!masked_before) out += kMask;
    local = out.size();
    i = end;
  }
}

/// Into `out`; false where it is no UTF-8.
bool percent_decode(std::string_view text, Text& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return is_utf8(out);
}

/// The value of a parameter, scrubbed, as a page reads it.
void append_parameter(std::string_view name, std::string_view kept, Parameters& out) {
  Text& value = out.emplace_back(Text(name), Text()).second;
  const bool escaped =
      any_word(kept, [](Word word) { return has_byte(word, '%') | has_byte(word, '+'); });
  if (!escaped || !percent_decode(kept, value)) value = kept;
  if (escaped) scrub(value);
}

/// What of a parameter's value may stay: a part of it, or else of `room`.
std::optional<std::string_view> kept_of(const Model& model, std::string_view name,
                                        std::string_view value, Text& room) {
  if (name.empty()) return std::nullopt;
  const auto& named = model.fields.query;
  const bool wanted = std::find(named.begin(), named.end(), name) != named.end();
  if (wanted || name.starts_with("utm_")) return scrubbed(value, room);
  if (is_click_id(name)) return "1";
  return std::nullopt;
}

}  // namespace

std::string_view cut(std::string_view text) {
  // As JSON writes it, so that a saved state has a bound: a control character is six bytes there.
  constexpr std::size_t kMostPerByte = 6;
  std::size_t kept = text.size();
  if (kept > kMaxText || (kept > kMaxText / kMostPerByte && has_escapes(text))) {
    std::size_t written = 0;
    for (kept = 0; kept < text.size(); ++kept) {
      const auto byte = static_cast<unsigned char>(text[kept]);
      written += byte < 0x20 ? kMostPerByte : byte == '"' || byte == '\\' ? 2 : 1;
      if (written > kMaxText) break;
    }
  }
  return utf8_prefix(text, kept);
}

std::string_view scrubbed(std::string_view text, Text& room) {
  if (!may_have_at_sign(text)) return cut(text);
  // Mask first: a cut could leave half an address that no longer looks like one.
  mask_emails(text, room);
  return cut(room);
}

Text scrub_text(std::string_view text) {
  Text room;
  return Text(scrubbed(text, room));
}

void scrub(Text& text) {
  Text room;
  const std::string_view left = scrubbed(text, room);
  if (left.data() == text.data()) {
    text.resize(left.size());
  } else {
    text = left;
  }
}

Text scrub_value(const Model& model, std::string_view text) {
  const std::size_t end = text.find("://");
  const Text scheme = end < sizeof "https" ? ascii_lower(text.substr(0, end)) : "";
  if (scheme != "http" && scheme != "https") return scrub_text(text);
  Text out;
  Address address = take_apart(text);
  append_address(model, address, out);
  if (cut(out).size() == out.size()) return out;
  out.clear();
  address.query = {};  // half a query would not be the same when it is scrubbed again
  append_address(model, address, out);
  out.resize(cut(out).size());
  return out;
}

Address take_apart(std::string_view url) {
  Address out;
  if (url.empty()) return out;
  url = url.substr(0, url.find('#'));
  out.clean = !may_have_at_sign(url);
  const std::size_t mark = url.find('?');
  if (mark != std::string_view::npos) out.query = url.substr(mark + 1);
  std::string_view before = url.substr(0, mark);
  const std::size_t colon = before.find("://");
  if (colon < before.find('/')) {
    out.scheme = before.substr(0, colon);
    before.remove_prefix(colon + 3);
    const std::size_t slash = before.find('/');
    out.host = before.substr(0, slash);
    // `user:password@host`
    const auto at = out.clean ? std::string_view::npos : out.host.rfind('@');
    if (at != std::string_view::npos) out.host.remove_prefix(at + 1);
    before.remove_prefix(slash == std::string_view::npos ? before.size() : slash);
    if (before.empty()) before = "/";
  } else if (!before.starts_with('/')) {
    before = {};  // mailto:, javascript:, a bare word: nothing that a page has
  }
  out.path = before;
  return out;
}

void append_query(const Model& model, std::string_view query, Text& out, Parameters* parameters) {
  constexpr std::size_t kMostParameters = 32;
  Text room;
  query = query.substr(0, query.find('#'));
  for (std::size_t count = 0; !query.empty() && count < kMostParameters;) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    const auto kept = kept_of(model, name, value, room);
    if (!kept) continue;
    if (count++ > 0) out += '&';
    out.append(name).append("=").append(*kept);
    if (parameters != nullptr) append_parameter(name, *kept, *parameters);
  }
}

std::string_view scrubbed(const Address& address, std::string_view part, Text& room) {
  return address.clean ? cut(part) : scrubbed(part, room);
}

void append_address(const Model& model, const Address& address, Text& out) {
  if (address.host.empty()) return;
  Text room;
  out.append(scrubbed(address, address.scheme, room)).append("://");
  out.append(scrubbed(address, address.host, room));
  out.append(scrubbed(address, address.path, room));
  if (address.query.empty()) return;
  const std::size_t mark = out.size();
  append_query(model, address.query, out += '?');
  if (out.size() == mark + 1) out.resize(mark);
}

bool is_derived_trait(std::string_view name) {
  return name == "email_domain" || name == "email_free";
}

Text email_domain(std::string_view email) {
  const std::size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || domain_end(email, at + 1) != email.size())
    return "";
  return ascii_lower(cut(email.substr(at + 1)));
}

}  // namespace kelvin
