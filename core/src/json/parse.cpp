// JSON text to a Value.
#include <string>
#include <utility>

#include "kelvin/json_listener.h"
#include "kelvin/value.h"

namespace kelvin {
namespace {

/// Builds the document from the inside out: a stack of lists and objects that are still open.
class Builder final : public JsonListener {
 public:
  bool key(std::string_view name) override {
    open_.back().name = name;
    return true;
  }
  void null() override { add(Value()); }
  void boolean(bool b) override { add(b); }
  void number(double d) override { add(d); }
  void text(std::string_view utf8) override { add(utf8); }
  void begin_object() override { open_.push_back({Object{}, {}}); }
  void end_object() override { close(); }
  void begin_array() override { open_.push_back({Array{}, {}}); }
  void end_array() override { close(); }

  [[nodiscard]] bool too_many() const { return too_many_; }
  Value take() { return std::move(root_); }

 private:
  struct Open {
    Value value;
    std::string name;  ///< of the member that comes next
  };

  void close() {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    add(std::move(done));
  }
  void add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Array* items = open_.back().value.as_array()) {
      items->push_back(std::move(value));
    } else if (open_.back().value.as_object()->size() < kMaxMembers) {
      open_.back().value.set(open_.back().name, std::move(value));
    } else {
      too_many_ = true;
    }
  }

  bool too_many_ = false;
  std::vector<Open> open_;
  Value root_;
};

}  // namespace

Result<Value> parse_json(std::string_view text) {
  Builder builder;
  if (auto error = read_json(text, builder)) return *std::move(error);
  if (builder.too_many()) {
    return Error{"too_many", "",
                 "an object with more than " + std::to_string(kMaxMembers) + " members",
                 "use fewer members"};
  }
  return builder.take();
}

}  // namespace kelvin
