// The part of a property or trait which the model names: as a parser walks it, or of a whole value.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "event/scrub.h"
#include "kelvin/model.h"
#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

/// What of a value a keep names; nothing if none of it.
std::optional<Value> pruned(const Value& value, const FieldMask& mask);

/// {} or [].
Value empty_container(bool object);

/// Collects the part as a parser walks the value.
class KeptValue {
 public:
  /// Begins a value of which `keep` is wanted, in `into`, which stays where it is until the value
  /// is complete, and empty if nothing of it was wanted.
  void begin(const Model& model, const FieldMask& mask, std::optional<Value>& into);

  /// Forgets a value that was broken off.
  void forget() { into_ = nullptr; }

  /// True from begin until the value is complete.
  [[nodiscard]] bool open() const { return into_ != nullptr; }

  bool key(std::string_view name);
  void scalar(Value value);  ///< no text
  void text(std::string_view utf8);
  void begin_container(bool object);  ///< else a list
  void end_container();

 private:
  /// A list or an object that is open. It has its place in the one around it already.
  struct Frame {
    Value* value;
    const FieldMask* mask;    ///< what of the container
    const FieldMask* member;  ///< what of the next member; nullptr: nothing
  };

  const FieldMask* wanted();
  void close();
  Value& add(Value value);

  const Model* model_ = nullptr;
  const FieldMask* root_ = nullptr;
  std::optional<Value>* into_ = nullptr;
  std::size_t held_ = 0;                       ///< values taken so far, the outermost aside
  std::array<Frame, kMaxKeptDepth> frames_{};  ///< the innermost last
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  ///< how many are open of those that are not kept
  Text name_;                ///< of the member that comes next
};

}  // namespace kelvin
