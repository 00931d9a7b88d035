#include "json/writer.h"

#include <utility>

#include "json/number_text.h"

namespace kelvin {

JsonWriter& JsonWriter::add(const Value& value) {
  values_->value(value);
  return *this;
}

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}
JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}
JsonWriter& JsonWriter::begin_object() {
  if (values_ == nullptr) return open('{');
  values_->begin_object();
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  if (values_ == nullptr) return close('}');
  values_->end_object();
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  if (values_ == nullptr) return open('[');
  values_->begin_array();
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  if (values_ == nullptr) return close(']');
  values_->end_array();
  return *this;
}

JsonWriter& JsonWriter::key(const Text& name) {
  if (values_ != nullptr) {
    values_->key(name);
    return *this;
  }
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}
JsonWriter& JsonWriter::key(const char* name) {
  return key(Text(name));
}
JsonWriter& JsonWriter::text(std::string_view s) {
  if (values_ != nullptr) return add(s);
  separate();
  append_json(out_, s);
  return *this;
}
JsonWriter& JsonWriter::text(const Text& s) {
  return text(std::string_view(s));
}
JsonWriter& JsonWriter::text(const char* s) {
  return text(std::string_view(s));
}
JsonWriter& JsonWriter::number(double d) {
  if (values_ != nullptr) return add(d);
  separate();
  append_json(out_, d);
  return *this;
}
JsonWriter& JsonWriter::integer(std::int64_t n) {
  return values_ != nullptr ? add(static_cast<double>(n)) : raw(integer_text(n));
}
JsonWriter& JsonWriter::points(Points p) {
  return number(p.value());
}
JsonWriter& JsonWriter::boolean(bool b) {
  return values_ != nullptr ? add(b) : raw(b ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return values_ != nullptr ? add(Value()) : raw("null");
}
JsonWriter& JsonWriter::value(const Value& v) {
  if (values_ != nullptr) return add(v);
  separate();
  append_json(out_, v);
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::text(const char* name, const Text& s) {
  return key(name).text(s);
}
JsonWriter& JsonWriter::text(const char* name, const char* s) {
  return key(name).text(s);
}
JsonWriter& JsonWriter::integer(const char* name, std::int64_t n) {
  return key(name).integer(n);
}
JsonWriter& JsonWriter::points(const char* name, Points p) {
  return key(name).points(p);
}
JsonWriter& JsonWriter::value(const char* name, const Value& v) {
  return key(name).value(v);
}
JsonWriter& JsonWriter::text_member(const char* name, const Text& s) {
  return s.empty() ? *this : text(name, s);
}

Text JsonWriter::take() {
  return std::move(out_);
}

}  // namespace kelvin
