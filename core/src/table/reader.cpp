#include "table/reader.h"

#include <cstring>
#include <utility>

namespace kelvin {
namespace {

constexpr std::int64_t kMostPlaces = 1'000'000;
constexpr std::int64_t kMostHalf = 0xFFFFFFFF;

}  // namespace

bool TableReader::number(double& out) {
  const Value* value = next();
  const double* read = value != nullptr ? value->as_number() : nullptr;
  if (read != nullptr) out = *read;
  return read != nullptr;
}

bool TableReader::whole(std::int64_t low, std::int64_t high, std::int64_t& out) {
  double n = 0;
  if (!number(n) || n < static_cast<double>(low) || n > static_cast<double>(high)) return false;
  out = static_cast<std::int64_t>(n);
  return static_cast<double>(out) == n;
}

bool TableReader::table(const Shape& shape, void* to) {
  const TableField* known = shape.fields;
  const TableField* const end = known + shape.count;
  for (std::int64_t last = 0;;) {
    std::int64_t tag = 0;
    if (!whole(0, kMostPlaces, tag)) return false;
    if (tag == 0) return shape.check == nullptr || shape.check(to, context_);
    if (tag <= last) return false;
    last = tag;
    while (known != end && known->tag < tag) ++known;
    newer_ = known == end || known->tag != tag;
    if (newer_ || !read(*known->shape, static_cast<char*>(to) + known->offset)) return false;
  }
}

bool TableReader::list(const Shape& shape, void* to) {
  std::int64_t n = 0;
  if (!whole(0, static_cast<std::int64_t>(row_.size() - promised_), n)) return false;
  auto size = static_cast<std::size_t>(n);
  promised_ += size;
  auto* item = static_cast<char*>(shape.reach(to, size, false));
  for (; size > 0; --size, item += shape.item->size) {
    if (!read(*shape.item, item)) return false;
  }
  return true;
}

bool TableReader::read(const Shape& shape, void* to) {
  const bool good = ++level_ <= kMostLevels && part(shape, to);
  --level_;
  return good;
}

bool TableReader::part(const Shape& shape, void* to) {
  std::int64_t n = 0;
  std::size_t one = 1;
  double number_read = 0;
  switch (shape.kind) {
    case Shape::Kind::kTable:
      return table(shape, to);
    case Shape::Kind::kPair:
      return read(*shape.fields[0].shape, to) &&
             read(*shape.fields[1].shape, static_cast<char*>(to) + shape.fields[1].offset);
    case Shape::Kind::kList:
      return list(shape, to);
    case Shape::Kind::kMaybe:
      return read(*shape.item, shape.reach(to, one, false));
    case Shape::Kind::kChoice:
      if (!whole(0, kMostPlaces, n)) return false;
      newer_ = n > shape.count;
      if (newer_) return false;
      break;
    case Shape::Kind::kPlace:
      if (!whole(0, kMostPlaces, n)) return false;
      refer(shape.count, static_cast<std::size_t>(n));
      break;
    case Shape::Kind::kWhole:
      if (!whole(shape.bounds->low, shape.bounds->high, n)) return false;
      break;
    case Shape::Kind::kBits: {
      std::int64_t high = 0;
      if (!whole(0, kMostHalf, high) || !whole(0, kMostHalf, n)) return false;
      n |= static_cast<std::int64_t>(static_cast<std::uint64_t>(high) << 32);
      break;
    }
    case Shape::Kind::kNumber:
      return number(*static_cast<double*>(to));
    case Shape::Kind::kPoints:
      if (!number(number_read)) return false;
      *static_cast<Points*>(to) = to_points(number_read);
      return true;
    default: {  // a text, or any value
      Value* value = next();
      if (value == nullptr) return false;
      if (shape.kind == Shape::Kind::kValue) {
        *static_cast<Value*>(to) = std::move(*value);
        return true;
      }
      if (value->as_text() == nullptr) return false;
      *static_cast<Text*>(to) = std::move(*value->as_text());
      return true;
    }
  }
  std::memcpy(to, &n, shape.size);
  return true;
}

}  // namespace kelvin
