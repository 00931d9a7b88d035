// JsonWriter: JSON by members: text, for reports that are written once and never held as Values; or
// the Value itself, for messages that are turned into other forms.
#pragma once

#include <cstdint>
#include <string_view>

#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"
#include "kelvin/value_builder.h"

namespace kelvin {

class JsonWriter {
 public:
  JsonWriter() = default;
  /// Builds a Value instead of text.
  explicit JsonWriter(ValueBuilder& values) : values_(&values) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(const char* name);
  JsonWriter& key(const Text& name);

  JsonWriter& text(std::string_view s);
  JsonWriter& text(const Text& s);
  JsonWriter& text(const char* s);
  JsonWriter& number(double d);
  JsonWriter& integer(std::int64_t n);
  JsonWriter& points(Points p);
  JsonWriter& boolean(bool b);
  JsonWriter& null();
  JsonWriter& value(const Value& v);
  /// JSON that is written already; not into a Value.
  JsonWriter& raw(std::string_view json);

  /// A member: its name and then one of the above.
  JsonWriter& text(const char* name, const Text& s);
  JsonWriter& text(const char* name, const char* s);
  JsonWriter& integer(const char* name, std::int64_t n);
  JsonWriter& points(const char* name, Points p);
  JsonWriter& value(const char* name, const Value& v);
  /// A member, or nothing where the text is empty.
  JsonWriter& text_member(const char* name, const Text& s);

  Text take();

 private:
  JsonWriter& add(const Value& value);
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  Text out_;
  bool first_ = true;
  ValueBuilder* values_ = nullptr;
};

}  // namespace kelvin
