// JSON text to a Value.
#include <array>
#include <utility>

#include "json/number_text.h"
#include "kelvin/json_listener.h"
#include "kelvin/value.h"

namespace kelvin {
namespace {

/// Builds the document in place. A list or an object that is open has its place in the one around
/// it already, which does not grow meanwhile.
class Builder final : public JsonListener {
 public:
  bool key(std::string_view name) override {
    name_ = name;
    return true;
  }
  void null() override { add(Value()); }
  void boolean(bool b) override { add(b); }
  void number(double d) override { add(d + 0.0); }  // -0 becomes 0
  void text(std::string_view utf8) override { add(utf8); }
  void begin_object() override { open(Object{}); }
  void end_object() override { --depth_; }
  void begin_array() override { open(Array{}); }
  void end_array() override { --depth_; }

  [[nodiscard]] bool too_many() const { return too_many_; }
  Value take() { return std::move(root_); }

 private:
  void open(Value empty) {
    Value& placed = add(std::move(empty));
    open_[depth_++] = &placed;
  }
  Value& add(Value value) {
    if (depth_ == 0) return root_ = std::move(value);
    Value& parent = *open_[depth_ - 1];
    if (Array* items = parent.as_array()) return items->emplace_back(std::move(value));
    if (parent.as_object()->size() < kMaxMembers) return parent.set(name_, std::move(value));
    too_many_ = true;
    return surplus_ = std::move(value);
  }

  bool too_many_ = false;
  std::array<Value*, kMaxDepth + 1> open_{};  ///< the innermost last
  std::size_t depth_ = 0;
  Text name_;  ///< of the member that comes next
  Value root_, surplus_;
};

}  // namespace

Result<Value> parse_json(std::string_view text) {
  Builder builder;
  if (auto error = read_json(text, builder)) return *std::move(error);
  if (builder.too_many()) {
    return Error{"too_many", "",
                 "an object with more than " + integer_text(kMaxMembers) + " members",
                 "use fewer members"};
  }
  return builder.take();
}

}  // namespace kelvin
