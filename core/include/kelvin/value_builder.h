// ValueBuilder: a listener that makes a Value of a document's calls.
#pragma once

#include <array>

#include "kelvin/json_listener.h"
#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

/// Builds the document in place. A list or an object that is open has its place in the one around
/// it already, which does not grow meanwhile. At most kMaxDepth may be open.
class ValueBuilder final : public JsonListener {
 public:
  bool key(std::string_view name) override {
    name_ = name;
    return true;
  }
  void null() override { add(Value()); }
  void boolean(bool b) override { add(b); }
  void number(double d) override { add(d); }
  void text(std::string_view utf8) override { add(utf8); }
  void begin_object() override { open(Object{}); }
  void end_object() override { --depth_; }
  void begin_array() override { open(Array{}); }
  void end_array() override { --depth_; }
  void value(const Value& value) { add(value); }

  Value take() { return std::move(root_); }
  /// The document, or `too_many` where an object has more than kMaxMembers members.
  Result<Value> take_document();

 private:
  void open(Value empty);
  Value& add(Value value);

  bool too_many_ = false;
  std::array<Value*, kMaxDepth + 1> open_{};  ///< the innermost last
  std::size_t depth_ = 0;
  Text name_;  ///< of the member that comes next
  Value root_, surplus_;
};

/// Makes the calls of a parser that reads this value.
void tell(const Value& value, JsonListener& listener);

}  // namespace kelvin
