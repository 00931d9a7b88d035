// The part of a property or trait which the model names: as a parser walks it, or of a whole value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/value.h"

namespace kelvin {

/// What of a value a keep names; nothing if none of it.
std::optional<Value> pruned(const Value& value, const Keep& keep);

/// Collects the part as a parser walks the value.
class KeptValue {
 public:
  /// Begins a value of which `keep` is wanted; when complete it is moved to `into`, which stays
  /// empty if nothing of it was wanted.
  void begin(const Keep& keep, std::optional<Value>& into);

  /// True from begin until the value is complete.
  [[nodiscard]] bool open() const { return into_ != nullptr; }

  bool key(std::string_view name);
  void scalar(Value value);
  void begin_container(Value empty);
  void end_container();
  void reset();

 private:
  struct Frame {
    Value value;
    const Keep* keep;    ///< what of the container; nullptr: nothing
    const Keep* member;  ///< what of the next member
    std::string name;    ///< of the next member
  };

  const Keep* wanted();
  void add(Value value);

  const Keep* root_ = nullptr;
  std::optional<Value>* into_ = nullptr;
  std::size_t held_ = 0;  ///< values taken so far, the outermost aside
  std::vector<Frame> frames_;
};

}  // namespace kelvin
