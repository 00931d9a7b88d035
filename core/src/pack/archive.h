// Archive: plain values as one row of JSON values. The same calls in the same order write the row
// and read it back, so that writing and reading cannot drift apart.
#pragma once

#include <cstdint>

#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

/// Each call writes the value that it is given, or replaces it by the next of the row. A row that
/// is read is not trusted: from the first value that cannot be, every call gives the least value.
class Archive {
 public:
  /// Writes a row.
  Archive() = default;
  /// Reads a row.
  explicit Archive(Array row) : row_(std::move(row)), reads_(true) {}

  void part(Value& value);
  void part(Text& text);
  void part(double& number);
  void part(bool& truth);
  void part(Points& points);
  /// A length of time, above zero.
  void part(Duration& duration);
  /// A whole number within these bounds.
  void whole(std::int64_t& number, std::int64_t low, std::int64_t high);
  /// A place in a list of that size.
  void place(std::size_t& index, std::size_t size);
  /// The size of a list whose items follow.
  void size(std::size_t& size);
  template <class Enum>
  void choice(Enum& value, Enum last) {
    auto index = static_cast<std::size_t>(value);
    place(index, static_cast<std::size_t>(last) + 1);
    value = static_cast<Enum>(index);
  }

  /// Refuses the row from here on unless that is true.
  void require(bool truth);
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool reads() const { return reads_; }
  /// How many values were written or read.
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] Array& row() { return row_; }

 private:
  /// The place of the next value.
  Value& next();

  Array row_;
  bool reads_ = false;
  bool good_ = true;
  std::size_t at_ = 0;
  std::size_t promised_ = 0;  ///< items of all lists so far: each takes a value at the least
  Value none_;
};

}  // namespace kelvin
