#include "import/access_line.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "support/ascii.h"

namespace kelvin::native {
namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
/// `01/Mar/2026:10:00:00 +0100]`
constexpr std::size_t kTimeBytes = 27;

bool is_address(std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> out{};
  const std::string host(text);
  return inet_pton(AF_INET, host.c_str(), out.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), out.data()) == 1;
}

/// A time as servers write it, at the front of the text and closed by a bracket.
std::optional<Instant> read_time(std::string_view text) {
  if (text.size() < kTimeBytes || text[kTimeBytes - 1] != ']' || text[20] != ' ') return {};
  const std::size_t month = kMonths.find(text.substr(3, 3));
  if (month == kMonths.npos || month % 3 != 0) return std::nullopt;
  const std::string number = std::to_string(month / 3 + 1);
  std::string iso(text.substr(7, 4));
  iso += (number.size() == 1 ? "-0" : "-") + number + "-";
  iso += text.substr(0, 2);
  iso += 'T';
  iso += text.substr(12, 8);
  iso += text.substr(21, 3);
  iso += ':';
  iso += text.substr(24, 2);
  const bool separated = text[2] == '/' && text[6] == '/' && text[11] == ':';
  return separated ? parse_instant(iso) : std::nullopt;
}

int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// What stands for an escape's letter; 0 for one that has no meaning of its own.
char control_of(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter == '"' || letter == '\\' ? letter : '\0';
  }
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    const bool byte = escape && text[i + 1] == 'x' && i + 3 < text.size() &&
                      digit_of(text[i + 2]) >= 0 && digit_of(text[i + 3]) >= 0;
    if (byte) {
      out += static_cast<char>(digit_of(text[i + 2]) * 16 + digit_of(text[i + 3]));
      i += 3;
    } else if (const char control = escape ? control_of(text[i + 1]) : '\0'; control != '\0') {
      out += control;
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Takes a quoted part from the front. A quote closes only before a blank or the end: some servers
/// leave those within as they are.
std::optional<std::string> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"' && (i + 1 == text.size() || text[i + 1] == ' ')) {
      std::string out = unescaped(text.substr(1, i - 1));
      text.remove_prefix(i + 1);
      return out;
    }
  }
  return std::nullopt;
}

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::string dash_is_none(std::string text) {
  if (text == "-") text.clear();
  return text;
}

/// Who asked: `ADDRESS IDENT USER`, or `HOST:PORT` before those. A user's name may hold blanks.
bool read_client(std::string_view text, AccessLine& line) {
  std::vector<std::string_view> words;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    words.push_back(word);
  }
  if (words.size() < 3) return false;
  const bool hosted = words.size() > 3 && !is_address(words[0]) && is_address(words[1]);
  line.host = hosted ? words[0] : std::string_view();
  line.address = hosted ? words[1] : words[0];
  return true;
}

/// Referrer and agent, if the line has them. False where it breaks off within one.
bool read_headers(std::string_view rest, AccessLine& line) {
  // Formats of a site's own put more numbers before the quotes.
  const std::size_t quote = rest.find(" \"");
  line.combined = quote != rest.npos;
  line.referrer.clear();
  line.agent.clear();
  if (!line.combined) return true;
  rest.remove_prefix(quote + 1);
  auto referrer = take_quoted(rest);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  auto agent = referrer ? take_quoted(rest) : std::nullopt;
  if (!agent) return false;
  line.referrer = dash_is_none(*std::move(referrer));
  line.agent = dash_is_none(*std::move(agent));
  return true;
}

}  // namespace

std::string read_access_line(std::string_view text, AccessLine& line) {
  std::optional<Instant> time;
  std::size_t at = text.find('[');
  for (; at != text.npos; at = text.find('[', at + 1)) {
    time = read_time(text.substr(at + 1));
    if (time) break;
  }
  if (!time) return "no time in brackets, [01/Mar/2026:10:00:00 +0000], as access logs have it";
  line.time = *time;
  if (!read_client(text.substr(0, at), line)) {
    return "before the time there should be the address, the identity and the user";
  }
  std::string_view rest = text.substr(at + 1 + kTimeBytes);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  auto request = take_quoted(rest);
  if (!request) return "no request in quotes after the time, or its quote is not closed";
  line.request = *std::move(request);
  const std::string_view status = take_word(rest);
  if (status.size() != 3 || !std::all_of(status.begin(), status.end(), is_digit)) {
    return "no status of three digits after the request";
  }
  line.status = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
  if (!read_headers(rest, line)) return "the line breaks off within the referrer or the agent";
  return "";
}

bool split_request(std::string_view request, std::string_view& method, std::string_view& target) {
  method = request.substr(0, request.find(' '));
  const bool letters = std::all_of(method.begin(), method.end(),
                                   [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
  if (method.size() < 3 || method.size() == request.size() || !letters) return false;
  target = request.substr(method.size() + 1);
  if (const std::size_t protocol = target.rfind(" HTTP/"); protocol != target.npos) {
    target = target.substr(0, protocol);
  }
  return !target.empty();
}

}  // namespace kelvin::native
