// TableReader: a row of values to the thing that a shape describes.
#pragma once

#include <array>
#include <cstddef>

#include "kelvin/value.h"
#include "table/shape.h"

namespace kelvin {

/// Nothing in the row is trusted: whatever it holds, what was read is of its shape, and takes no
/// more memory than the row has values.
class TableReader {
 public:
  /// `context` is for the checks of tables.
  TableReader(Array row, void* context) : row_(std::move(row)), context_(context) {}

  /// False where the row does not hold such a thing; what `to` has then is to be dropped.
  bool read(const Shape& shape, void* to);

  /// Something names a place in the list of that number. The list may come later, so
  /// whether it has the place is asked at the end.
  bool refer(std::size_t list, std::size_t place) {
    if (place >= needed_[list]) needed_[list] = place + 1;
    return true;
  }
  [[nodiscard]] bool fits(std::size_t list, std::size_t size) const {
    return needed_[list] <= size;
  }

  /// Whether the row could not be read because it has a tag, or a choice, that is not known.
  [[nodiscard]] bool newer() const { return newer_; }
  [[nodiscard]] bool at_end() const { return at_ == row_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  static constexpr std::size_t kMostLists = 16;
  static constexpr std::size_t kMostLevels = 160;

  Value* next() { return at_ < row_.size() ? &row_[at_++] : nullptr; }
  bool number(double& out);
  /// A whole number within these bounds.
  bool whole(std::int64_t low, std::int64_t high, std::int64_t& out);
  bool part(const Shape& shape, void* to);
  bool table(const Shape& shape, void* to);
  bool list(const Shape& shape, void* to);

  Array row_;
  void* context_;
  std::size_t at_ = 0;
  std::size_t promised_ = 0;  ///< items of all lists so far: each takes a value at the least
  std::size_t level_ = 0;     ///< of shapes in shapes
  std::array<std::size_t, kMostLists> needed_{};  ///< the sizes that lists must have
  bool newer_ = false;
};

}  // namespace kelvin
