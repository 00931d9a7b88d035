// JsonWriter: JSON text by members, for reports that are written once and never held as Values.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "kelvin/points.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name) {
    separate();
    append_json(out_, name);
    out_ += ':';
    first_ = true;
    return *this;
  }

  JsonWriter& text(std::string_view s) {
    separate();
    append_json(out_, s);
    return *this;
  }
  JsonWriter& number(double d) {
    separate();
    append_json(out_, d);
    return *this;
  }
  JsonWriter& integer(std::int64_t n) {
    separate();
    out_ += std::to_string(n);
    return *this;
  }
  JsonWriter& points(Points p) { return number(p.value()); }
  JsonWriter& boolean(bool b) { return raw(b ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  /// JSON that is written already.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }
  JsonWriter& value(const Value& v) {
    separate();
    append_json(out_, v);
    return *this;
  }

  /// A member, or nothing where the text is empty.
  JsonWriter& text_member(std::string_view name, std::string_view s) {
    return s.empty() ? *this : key(name).text(s);
  }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
  }
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
};

}  // namespace kelvin
