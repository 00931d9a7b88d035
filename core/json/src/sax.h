// nlohmann_json's SAX events, and what all readers of text refuse alike.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "kelvin/value.h"

namespace kelvin {

/// Hands on what is right to `Handler`, which has JsonListener's functions. nlohmann_json stops as
/// soon as one of these returns false.
template <class Handler>
class Sax final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Sax(Handler& handler) : handler_(handler) {}

  bool null() override { return handler_.null(), true; }
  bool boolean(bool b) override { return handler_.boolean(b), true; }
  bool number_integer(std::int64_t n) override { return number(static_cast<double>(n)); }
  bool number_unsigned(std::uint64_t n) override { return number(static_cast<double>(n)); }
  bool number_float(double d, const std::string& /*text*/) override { return number(d); }
  bool string(std::string& text) override { return handler_.text(text), true; }
  bool binary(nlohmann::json::binary_t& /*bytes*/) override { return false; }
  bool start_object(std::size_t /*size*/) override {
    return open([this] { handler_.begin_object(); });
  }
  bool key(std::string& name) override { return handler_.key(name), true; }
  bool end_object() override { return --depth_, handler_.end_object(), true; }
  bool start_array(std::size_t /*size*/) override {
    return open([this] { handler_.begin_array(); });
  }
  bool end_array() override { return --depth_, handler_.end_array(), true; }

  bool parse_error(std::size_t position, const std::string& last,
                   const nlohmann::json::exception& error) override {
    end_ = position;
    last_ = last;
    unexpected_ = std::string_view(error.what()).find("; last read") == std::string_view::npos ||
                  std::string_view(error.what()).find(" - unexpected ") != std::string_view::npos;
    return false;
  }

  [[nodiscard]] bool too_deep() const { return depth_ > kMaxDepth; }
  /// After an error: how much was read, the last token, and whether that is right in itself.
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] const std::string& last() const { return last_; }
  [[nodiscard]] bool unexpected() const { return unexpected_; }

 private:
  bool number(double d) {
    if (std::isfinite(d)) handler_.number(d + 0.0);  // -0 becomes 0
    return std::isfinite(d);
  }
  template <class Begin>
  bool open(Begin begin) {
    begin();
    return ++depth_ <= kMaxDepth;
  }

  Handler& handler_;
  std::size_t depth_ = 0;
  std::size_t end_ = 0;
  std::string last_;
  bool unexpected_ = false;
};

}  // namespace kelvin
