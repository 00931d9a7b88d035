// JSON text as calls. Any parser can make them: the core's own reader or, over logs of
// gigabytes, simdjson.
#pragma once

#include <optional>
#include <string_view>

#include "kelvin/error.h"

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

/// Reads `text` to its end. Nothing on success; else `bad_json` with the line and column, or
/// `too_deep`, and what the listener heard so far is to be dropped.
std::optional<Error> read_json(std::string_view text, JsonListener& listener);

}  // namespace kelvin
