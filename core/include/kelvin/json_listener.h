// JSON as calls. Any parser can make them: the page's own, simdjson over logs of gigabytes, or
// nlohmann_json (kelvin/json.h).
//
// Whoever makes them refuses, before or while it calls, what kelvin/json.h lists: so all agree.
#pragma once

#include <string_view>

namespace kelvin {

/// What hears a document, in its order. What a listener does not override it does not hear.
class JsonListener {
 public:
  JsonListener() = default;
  JsonListener(const JsonListener&) = delete;
  JsonListener& operator=(const JsonListener&) = delete;

  /// Announces the next member. False when nothing in its value is needed: no call may then come
  /// for that value.
  virtual bool key(std::string_view /*name*/) { return true; }
  virtual void null() {}
  virtual void boolean(bool /*b*/) {}
  virtual void number(double /*d*/) {}
  virtual void text(std::string_view /*utf8*/) {}
  virtual void begin_object() {}
  virtual void end_object() {}
  virtual void begin_array() {}
  virtual void end_array() {}

 protected:
  ~JsonListener() = default;
};

}  // namespace kelvin
