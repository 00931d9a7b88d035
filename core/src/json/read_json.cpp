// JSON text (RFC 8259) as calls. Our own reader, because bytes are what a page feels:
// nlohmann_json's SAX parser, with the strtod and snprintf that it draws in, cost the page 10.7 KB
// of brotli more (77.1 KB against 66.4). It stays the reference that the tests hold this one to.
#include <cmath>

#include "base/utf8.h"
#include "json/number_text.h"
#include "kelvin/json_listener.h"
#include "kelvin/value.h"

namespace kelvin {
namespace {

constexpr bool is_digit(int c) {
  return c >= '0' && c <= '9';
}

void append_utf8(Text& out, unsigned code) {
  const auto byte = [&out](unsigned b) { out += static_cast<char>(b); };
  const auto more = [&](int shift) { byte(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xE0 | code >> 12);
    } else {
      byte(0xF0 | code >> 18);
      more(12);
    }
    more(6);
  }
  more(0);
}

/// Descends by recursion, at most kMaxDepth levels. Each part returns false at a mistake, and at_
/// then stands on it. A listener that is nullptr has declined: the value is only checked.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool document(JsonListener& listener) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // the mark that some editors put before UTF-8
    if (!value(&listener)) return false;
    skip_space();
    return at_ == text_.size();
  }
  [[nodiscard]] bool too_deep() const { return depth_ > kMaxDepth; }

  /// For people: "line 1, column 7".
  [[nodiscard]] Text place() const {
    std::size_t line = 1;
    std::size_t start = 0;
    for (std::size_t i = 0; i < at_; ++i) {
      if (text_[i] != '\n') continue;
      ++line;
      start = i + 1;
    }
    return "line " + integer_text(line) + ", column " + integer_text(at_ - start + 1);
  }

 private:
  static constexpr int kEnd = -1;

  [[nodiscard]] int peek() const {
    return at_ < text_.size() ? static_cast<unsigned char>(text_[at_]) : kEnd;
  }
  bool take(int c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  bool value(JsonListener* to) {
    skip_space();
    switch (peek()) {
      case '{':
        return container(to, '}');
      case '[':
        return container(to, ']');
      case '"':
        if (!string()) return false;
        if (to != nullptr) to->text(string_);
        return true;
      case 't':
      case 'f': {
        const bool b = peek() == 't';
        if (!word(b ? "true" : "false")) return false;
        if (to != nullptr) to->boolean(b);
        return true;
      }
      case 'n':
        if (!word("null")) return false;
        if (to != nullptr) to->null();
        return true;
      default:
        return number(to);
    }
  }

  bool word(std::string_view letters) {
    for (const char c : letters) {
      if (!take(c)) return false;
    }
    return true;
  }

  bool container(JsonListener* to, char end) {
    const bool object = end == '}';
    if (to != nullptr) object ? to->begin_object() : to->begin_array();
    if (++depth_ > kMaxDepth) return false;
    ++at_;
    skip_space();
    if (!take(end)) {
      do {
        if (!(object ? member(to) : value(to))) return false;
        skip_space();
      } while (take(','));
      if (!take(end)) return false;
    }
    --depth_;
    if (to != nullptr) object ? to->end_object() : to->end_array();
    return true;
  }

  bool member(JsonListener* to) {
    skip_space();
    if (peek() != '"' || !string()) return false;
    if (to != nullptr && !to->key(string_)) to = nullptr;
    skip_space();
    return take(':') && value(to);
  }

  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number(JsonListener* to) {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const double number = parse_number(text_.substr(start, at_ - start));
    if (!std::isfinite(number)) return false;
    if (to != nullptr) to->number(number);
    return true;
  }

  /// Reads a string into string_.
  bool string() {
    const std::size_t start = ++at_;
    string_.clear();
    for (;;) {
      const std::size_t run = at_;
      while (peek() >= 0x20 && peek() != '"' && peek() != '\\') ++at_;
      string_ += text_.substr(run, at_ - run);
      if (!take('\\')) break;
      if (!escape()) return false;
    }
    const std::string_view literal = text_.substr(start, at_ - start);
    if (const std::size_t valid = utf8_length(literal); valid < literal.size()) {
      at_ = start + valid;
      return false;
    }
    return take('"');
  }

  bool escape() {
    if (take('u')) return unicode();
    constexpr std::string_view kNames = "\"\\/bfnrt";
    const std::size_t i = peek() == kEnd ? kNames.npos : kNames.find(static_cast<char>(peek()));
    if (i == kNames.npos) return false;
    string_ += "\"\\/\b\f\n\r\t"[i];
    ++at_;
    return true;
  }

  bool unicode() {
    unsigned code = 0;
    unsigned low = 0;
    if (!hex4(code) || (code >= 0xDC00 && code < 0xE000)) return false;
    if (code >= 0xD800 && code < 0xDC00) {  // the first half of a pair
      if (!word("\\u") || !hex4(low) || low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(string_, code);
    return true;
  }

  bool hex4(unsigned& out) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const int c = peek();
      const int letter = c | 0x20;
      if (is_digit(c)) {
        out = out * 16 + static_cast<unsigned>(c - '0');
      } else if (letter >= 'a' && letter <= 'f') {
        out = out * 16 + static_cast<unsigned>(letter - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Text string_;
};

}  // namespace

std::optional<Error> read_json(std::string_view text, JsonListener& listener) {
  Reader reader(text);
  if (reader.document(listener)) return std::nullopt;
  if (reader.too_deep()) {
    return Error{"too_deep", "", "more than " + integer_text(kMaxDepth) + " levels",
                 "nest lists and objects less deeply"};
  }
  return Error{"bad_json", "", reader.place(),
               text.empty() ? "the text is empty" : "the text is not valid JSON from here on"};
}

}  // namespace kelvin
