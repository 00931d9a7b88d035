#include "table/writer.h"

#include <cstring>

namespace kelvin {

bool TableWriter::whole(std::size_t size, const void* from) {
  std::int64_t number = 0;
  std::memcpy(&number, from, size);
  return add(static_cast<double>(number));
}

bool TableWriter::table(const Shape& shape, void* from) {
  bool any = false;
  for (std::size_t i = 0; i < shape.count; ++i) {
    const TableField& field = shape.fields[i];
    const std::size_t before = row_.size();
    add(field.tag);
    if (write(*field.shape, static_cast<char*>(from) + field.offset)) {
      any = true;
    } else {
      row_.resize(before);
    }
  }
  add(0);
  return any;
}

bool TableWriter::list(const Shape& shape, void* from) {
  std::size_t size = 0;
  const auto* item = static_cast<const char*>(shape.reach(from, size, true));
  const bool any = add(static_cast<double>(size));
  for (; size > 0; --size, item += shape.item->size) write(*shape.item, item);
  return any;
}

bool TableWriter::write(const Shape& shape, const void* object) {
  auto* from = const_cast<void*>(object);  // shapes say where members are, for reading too
  std::size_t none = 0;
  switch (shape.kind) {
    case Shape::Kind::kTable:
      return table(shape, from);
    case Shape::Kind::kPair:
      write(*shape.fields[0].shape, from);
      write(*shape.fields[1].shape, static_cast<char*>(from) + shape.fields[1].offset);
      return true;
    case Shape::Kind::kList:
      return list(shape, from);
    case Shape::Kind::kMaybe:
      from = shape.reach(from, none, true);
      if (from != nullptr) write(*shape.item, from);
      return from != nullptr;
    case Shape::Kind::kChoice:
    case Shape::Kind::kPlace:
    case Shape::Kind::kWhole:
      return whole(shape.size, from);
    case Shape::Kind::kBits: {
      const auto bits = *static_cast<const std::uint64_t*>(from);
      add(static_cast<double>(bits >> 32));
      add(static_cast<double>(bits & 0xFFFFFFFF));
      return bits != 0;
    }
    case Shape::Kind::kNumber:
      return add(*static_cast<const double*>(from));
    case Shape::Kind::kPoints:
      return add(static_cast<const Points*>(from)->value());
    case Shape::Kind::kText:
      row_.emplace_back(*static_cast<const Text*>(from));
      return !static_cast<const Text*>(from)->empty();
    case Shape::Kind::kValue:
      row_.emplace_back(*static_cast<const Value*>(from));
      return !static_cast<const Value*>(from)->is_null();
  }
  return false;
}

}  // namespace kelvin
