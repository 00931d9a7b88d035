#include "pack/archive.h"

#include <utility>

namespace kelvin {
namespace {

constexpr double kLongestMs = 1e6 * 7 * 86'400'000;  // a million weeks

}  // namespace

Value& Archive::next() {
  if (!reads_) row_.emplace_back();
  if (!good_ || at_ == row_.size()) {
    good_ = false;
    return none_ = Value();
  }
  return row_[at_++];
}

void Archive::require(bool truth) {
  good_ = good_ && truth;
}

void Archive::part(Value& value) {
  Value& kept = next();
  if (reads_) {
    value = std::move(kept);
  } else {
    kept = value;
  }
}

void Archive::part(Text& text) {
  Value& kept = next();
  if (!reads_) {
    kept = text;
  } else if (Text* read = kept.as_text()) {
    text = std::move(*read);
  } else {
    require(false);
  }
}

void Archive::part(double& number) {
  Value& kept = next();
  if (!reads_) {
    kept = number;
    return;
  }
  const double* read = kept.as_number();
  require(read != nullptr);
  number = good_ ? *read : 0;
}

void Archive::part(bool& truth) {
  std::size_t n = truth ? 1 : 0;
  place(n, 2);
  truth = n != 0;
}

void Archive::part(Points& points) {
  double number = points.value();
  part(number);
  points = to_points(number);
}

void Archive::part(Duration& duration) {
  whole(duration.ms, 1, static_cast<std::int64_t>(kLongestMs));
}

void Archive::whole(std::int64_t& number, std::int64_t low, std::int64_t high) {
  auto n = static_cast<double>(number);
  part(n);
  require(n >= static_cast<double>(low) && n <= static_cast<double>(high));
  number = good_ ? static_cast<std::int64_t>(n) : low;
  require(static_cast<double>(number) == n);
}

void Archive::place(std::size_t& index, std::size_t size) {
  auto n = static_cast<std::int64_t>(index);
  whole(n, 0, static_cast<std::int64_t>(size) - 1);
  index = static_cast<std::size_t>(n);
}

void Archive::size(std::size_t& size) {
  // Any size while writing: the row is not yet there.
  place(size, reads_ ? row_.size() - promised_ : size + 1);
  promised_ += reads_ ? size : 0;
}

}  // namespace kelvin
