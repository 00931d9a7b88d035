// TableWriter: a thing that a shape describes, as a row of values.
#pragma once

#include "kelvin/value.h"
#include "table/shape.h"

namespace kelvin {

class TableWriter {
 public:
  /// Adds the thing to the row. False where it is its shape's zero: a table then leaves out the
  /// field. So a member whose default is not zero must never be zero.
  bool write(const Shape& shape, const void* from);

  [[nodiscard]] Array& row() { return row_; }

 private:
  bool whole(std::size_t size, const void* from);
  bool table(const Shape& shape, void* from);
  bool list(const Shape& shape, void* from);
  bool add(double number) {
    row_.emplace_back(number);
    return number != 0;
  }

  Array row_;
};

}  // namespace kelvin
