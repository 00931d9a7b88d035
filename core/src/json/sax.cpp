#include "kelvin/json_listener.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "kelvin/value.h"

namespace kelvin {
namespace {

using Json = nlohmann::json;

/// Hands the parser's calls on, skips what the listener has no use for, and bounds the depth.
class Relay {
 public:
  explicit Relay(JsonListener& listener) : listener_(listener) {}

  bool null() { return scalar([this] { listener_.null(); }); }
  bool boolean(bool b) { return scalar([this, b] { listener_.boolean(b); }); }
  bool number_integer(std::int64_t n) { return real(static_cast<double>(n)); }
  bool number_unsigned(std::uint64_t n) { return real(static_cast<double>(n)); }
  bool number_float(double d, const std::string& /*text*/) { return real(d); }
  bool string(std::string& s) { return scalar([this, &s] { listener_.text(s); }); }
  bool binary(Json::binary_t& /*bytes*/) { return false; }

  bool start_object(std::size_t /*size*/) {
    return open([this] { listener_.begin_object(); });
  }
  bool end_object() {
    return close([this] { listener_.end_object(); });
  }
  bool start_array(std::size_t /*size*/) {
    return open([this] { listener_.begin_array(); });
  }
  bool end_array() {
    return close([this] { listener_.end_array(); });
  }
  bool key(std::string& name) {
    if (!skipping()) skip_from_ = listener_.key(name) ? kNever : depth_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& /*exception*/) {
    position_ = position;
    return false;
  }

  [[nodiscard]] bool too_deep() const { return depth_ > kMaxDepth; }
  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  static constexpr std::size_t kNever = SIZE_MAX;

  /// The value of a member whose key was declined is skipped, and all that is in it.
  [[nodiscard]] bool skipping() const { return depth_ >= skip_from_; }

  template <class Call>
  bool scalar(Call call) {
    if (skipping()) {
      if (skip_from_ == depth_) skip_from_ = kNever;
    } else {
      call();
    }
    return true;
  }
  bool real(double d) {
    return scalar([this, d] { listener_.number(d); });
  }
  template <class Call>
  bool open(Call call) {
    if (!skipping()) call();
    return ++depth_ <= kMaxDepth;
  }
  template <class Call>
  bool close(Call call) {
    --depth_;
    if (!skipping()) {
      call();
    } else if (skip_from_ == depth_) {
      skip_from_ = kNever;
    }
    return true;
  }

  JsonListener& listener_;
  std::size_t depth_ = 0;
  std::size_t skip_from_ = kNever;
  std::size_t position_ = 0;
};

std::string line_and_column(std::string_view text, std::size_t position) {
  std::size_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i + 1 < position && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
      start = i + 1;
    }
  }
  return "line " + std::to_string(line) + ", column " +
         std::to_string(position > start ? position - start : 1);
}

}  // namespace

std::optional<Error> read_json(std::string_view text, JsonListener& listener) {
  Relay relay(listener);
  if (Json::sax_parse(text.begin(), text.end(), &relay)) return std::nullopt;
  if (relay.too_deep()) {
    return Error{"too_deep", "", "more than " + std::to_string(kMaxDepth) + " levels",
                 "nest lists and objects less deeply"};
  }
  return Error{"bad_json", "", line_and_column(text, relay.position()),
               text.empty() ? "the text is empty" : "the text is not valid JSON from here on"};
}

}  // namespace kelvin
