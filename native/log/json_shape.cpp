#include "log/json_shape.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "support/ascii.h"

namespace kelvin::native {
namespace {

bool is_scalar_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '+' || c == '.';
}

/// Numbers are taken as they are spelled; NaN and Infinity are written by some and read by jq.
bool is_scalar(std::string_view word) {
  if (word.empty()) return false;
  if (word[0] == '-' || (word[0] >= '0' && word[0] <= '9')) return true;
  return word == "true" || word == "false" || word == "null" || word == "NaN" || word == "Infinity";
}

/// Looks over one JSON value, as far as the text goes.
class Scan {
 public:
  enum class End { kComplete, kCutOff, kWrong };

  explicit Scan(std::string_view text) : text_(text) {
    while (skip_blank()) {
      if (!step()) {
        end = wrong_ ? End::kWrong : End::kCutOff;
        return;
      }
      if (open_.empty()) {
        end = End::kComplete;
        return;
      }
    }
  }

  End end = End::kCutOff;
  /// Behind the value, where it is complete.
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  enum class Next { kValue, kValueOrEnd, kName, kNameOrEnd, kColon, kCommaOrEnd };

  bool skip_blank() {
    at_ = std::min(text_.find_first_not_of(kBlank, at_), text_.size());
    return at_ < text_.size();
  }
  bool wrong() {
    wrong_ = true;
    return false;
  }
  bool go_on(Next next) {
    ++at_;
    next_ = next;
    return true;
  }

  /// One token; false if it is wrong or cut off.
  bool step() {
    const char c = text_[at_];
    switch (next_) {
      case Next::kColon:
        return c == ':' ? go_on(Next::kValue) : wrong();
      case Next::kCommaOrEnd:
        if (c == ',') return go_on(open_.back() == '{' ? Next::kName : Next::kValue);
        return close(c);
      case Next::kNameOrEnd:
        if (c == '}') return close(c);
        [[fallthrough]];
      case Next::kName:
        return c == '"' ? text_token(Next::kColon) : wrong();
      case Next::kValueOrEnd:
        if (c == ']') return close(c);
        [[fallthrough]];
      case Next::kValue:
        break;
    }
    return value(c);
  }
  bool value(char c) {
    if (c == '{' || c == '[') {
      open_ += c;
      return go_on(c == '{' ? Next::kNameOrEnd : Next::kValueOrEnd);
    }
    if (c == '"') return text_token(Next::kCommaOrEnd);
    const std::size_t from = at_;
    while (at_ < text_.size() && is_scalar_letter(text_[at_])) ++at_;
    if (at_ < text_.size() && !is_scalar(text_.substr(from, at_ - from))) return wrong();
    next_ = Next::kCommaOrEnd;
    return true;
  }
  bool close(char c) {
    if (c != (open_.back() == '{' ? '}' : ']')) return wrong();
    open_.pop_back();
    return go_on(Next::kCommaOrEnd);
  }
  bool text_token(Next next) {
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (static_cast<unsigned char>(text_[i]) < 0x20) return wrong();
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        at_ = i;
        return go_on(next);
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;  ///< brackets that are open
  Next next_ = Next::kValue;
  bool wrong_ = false;
};

bool is_object(std::string_view line) {
  const Scan scan(line);
  return line.starts_with('{') && scan.end == Scan::End::kComplete &&
         line.find_first_not_of(kBlank, scan.at()) == std::string_view::npos;
}

/// A list that ends on its line: the text's only value, or one list of several.
bool stands_among_lists(std::string_view after) {
  const std::size_t line_end = std::min(after.find('\n'), after.size());
  if (after.substr(0, line_end).find_first_not_of(kBlank) != std::string_view::npos) return false;
  const std::size_t next = after.find_first_not_of(kBlank);
  return next == std::string_view::npos || after[next] == '[';
}

/// Whether a value that is not at its end where the text ends is one over many lines, or a long
/// list. A log whose first line broke off right before a value looks so too, as long as no more
/// than one line has followed.
bool is_long(std::string_view text, bool whole) {
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  const std::size_t next = text.find_first_not_of(kBlank, line_end);
  if (next == std::string_view::npos) {  // one line: a list, or an event, long or broken off
    return text.starts_with('[') && (!whole || text.find_first_not_of(kBlank, 1) == text.find('{'));
  }
  const std::string_view second = text.substr(next, text.find('\n', next) - next);
  if (!second.starts_with('{')) return true;
  const std::size_t second_end = next + second.size();
  if (text.find_first_not_of(kBlank, second_end) != std::string_view::npos) return true;
  if (whole || second_end < text.size()) return !is_object(second);
  return text.find_first_not_of(kBlank, 1) == next;  // a bracket alone, then a very long line
}

}  // namespace

JsonShape json_shape(std::string_view text, bool whole) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  if (!text.starts_with('{') && !text.starts_with('[')) return JsonShape::kLines;
  const JsonShape spread = text.front() == '[' ? JsonShape::kArray : JsonShape::kSpread;
  const Scan scan(text);
  if (scan.end == Scan::End::kWrong) return JsonShape::kLines;
  if (scan.end == Scan::End::kCutOff) return is_long(text, whole) ? spread : JsonShape::kLines;
  if (text.substr(0, scan.at()).find('\n') != std::string_view::npos) return spread;
  const bool list = spread == JsonShape::kArray && stands_among_lists(text.substr(scan.at()));
  return list ? JsonShape::kArray : JsonShape::kLines;
}

}  // namespace kelvin::native
