// JsonListener: a JSON document as a series of calls (SAX). Any parser can make them: the page's
// own, simdjson over logs of gigabytes, or nlohmann_json (kelvin/json.h).
//
// The caller refuses what kelvin/json.h lists, so that all parsers accept the same documents.
#pragma once

#include <string_view>

namespace kelvin {

/// Gets a document's parts in their order. A call that is not overridden does nothing.
class JsonListener {
 public:
  JsonListener() = default;
  JsonListener(const JsonListener&) = delete;
  JsonListener& operator=(const JsonListener&) = delete;

  /// The name of the next member. Returns whether its value is wanted; where it is not, the caller
  /// makes no calls for it.
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
