// JSON text to a listener's calls, and to a Value.
#include <algorithm>

#include "json/number_text.h"
#include "kelvin/json.h"
#include "kelvin/value_builder.h"
#include "sax.h"

namespace kelvin {
namespace {

/// For people: "line 1, column 7".
Text place_of(std::string_view text, std::size_t at) {
  std::size_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    if (text[i] != '\n') continue;
    ++line;
    start = i + 1;
  }
  return "line " + integer_text(line) + ", column " + integer_text(at - start + 1);
}

bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-' || c == '+';
}

/// Where the mistake is: at the character that fits in no token, or the beginning of the token that
/// does not belong there.
template <class Handler>
std::size_t mistake(std::string_view text, const Sax<Handler>& sax) {
  std::size_t at = std::min(sax.end(), text.size());
  if (!sax.unexpected()) return sax.end() > text.size() ? text.size() : at - (at > 0 ? 1 : 0);
  if (sax.end() > text.size()) return text.size();
  if (at > 0 && text[at - 1] == '"') return at - std::min(at, sax.last().size());
  if (at > 0 && !is_of_word(text[at - 1])) return at - 1;
  if (std::all_of(sax.last().begin(), sax.last().end(), is_of_word)) return at - sax.last().size();
  while (at > 0 && is_of_word(text[at - 1])) --at;
  return at;
}

/// A listener that need not hear all.
class Filter {
 public:
  explicit Filter(JsonListener& to) : to_(to) {}

  void null() {
    value([this] { to_.null(); });
  }
  void boolean(bool b) {
    value([this, b] { to_.boolean(b); });
  }
  void number(double d) {
    value([this, d] { to_.number(d); });
  }
  void text(std::string_view utf8) {
    value([this, utf8] { to_.text(utf8); });
  }
  void begin_object() {
    begin([this] { to_.begin_object(); });
  }
  void begin_array() {
    begin([this] { to_.begin_array(); });
  }
  void end_object() {
    end([this] { to_.end_object(); });
  }
  void end_array() {
    end([this] { to_.end_array(); });
  }
  void key(std::string_view name) {
    if (skipped_ == 0) declined_ = !to_.key(name);
  }

 private:
  template <class Call>
  void value(Call call) {
    if (skipped_ == 0 && !declined_) call();
    declined_ = false;
  }
  template <class Call>
  void begin(Call call) {
    if (skipped_ > 0 || declined_) {
      ++skipped_;
      declined_ = false;
    } else {
      call();
    }
  }
  template <class Call>
  void end(Call call) {
    if (skipped_ > 0) {
      --skipped_;
    } else {
      call();
    }
  }

  JsonListener& to_;
  bool declined_ = false;    ///< the member that comes next
  std::size_t skipped_ = 0;  ///< lists and objects that are open in one that was declined
};

}  // namespace

std::optional<Error> read_json(std::string_view text, JsonListener& listener) {
  Filter filter(listener);
  Sax<Filter> sax(filter);
  const bool good = nlohmann::json::sax_parse(text.begin(), text.end(), &sax);
  // To nlohmann_json a NUL is the end of the text.
  const std::size_t nul = text.find('\0');
  if (good && nul == text.npos) return std::nullopt;
  if (sax.too_deep()) {
    return Error{"too_deep", "", "more than " + integer_text(kMaxDepth) + " levels",
                 "nest lists and objects less deeply"};
  }
  return Error{"bad_json", "", place_of(text, good ? nul : std::min(nul, mistake(text, sax))),
               text.empty() ? "the text is empty" : "the text is not valid JSON from here on"};
}

Result<Value> parse_json(std::string_view text) {
  ValueBuilder builder;
  if (auto error = read_json(text, builder)) return *std::move(error);
  return builder.take_document();
}

}  // namespace kelvin
