// Shapes: what a thing in memory looks like as a row of JSON values, as data. One shape both writes
// the thing (table/writer.h) and reads it back (table/reader.h), so that the two cannot drift
// apart.
//
//   table   1,"pricing", 4,10, 0      tag and value of each field that is not zero; then 0
//   pair    1000,10                   the values of both, without tags
//   list    2, item, item             how many, then the items
//   text, number, points, value       one JSON value; a choice or a flag is a whole number
//   bits                              the upper and the lower 32 of 64 bits, as whole numbers
//   maybe                             what it holds; where it holds nothing, its field is missing
//
// So a rule {id "pricing", points {list [10, 8]}, group 1} is 1,"pricing",10,2,2,10,8,0,14,1,0: in
// the innermost table tag 2 has a list of two. Tags rise within a table. A field that is missing
// keeps its default, so one whose default is not zero is never zero; a tag that the table does not
// know was written by a newer release. A tag's meaning never changes: what a later release adds has
// a new tag, and what it drops leaves a gap.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "kelvin/points.h"
#include "kelvin/text.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin {

struct Shape;

/// A field of a table, or one of a pair.
struct TableField {
  std::uint8_t tag;
  std::uint16_t offset;  ///< where its object has it
  const Shape* shape;
};

struct WholeBounds {
  std::int64_t low, high;
};

/// Small, because a page loads them all.
struct Shape {
  enum class Kind : std::uint8_t {
    kTable,
    kPair,
    kList,
    kMaybe,
    kText,
    kNumber,
    kPoints,
    kValue,
    kChoice,  ///< a whole number of one byte, and so a flag
    kPlace,   ///< in a list
    kWhole,
    kBits,
  };
  /// Makes a list `size` items long, and a maybe hold something; while `writes` it says how many
  /// there are instead. Where the first is, or nullptr where there is none.
  using Reach = void* (*)(void* object, std::size_t& size, bool writes);
  /// What the fields of a table must be to each other; false where they are not.
  using Check = bool (*)(void* object, void* context);

  Kind kind;
  std::uint8_t count = 0;  ///< kTable: of its fields; kChoice: the last; kPlace: the list's number
  std::uint16_t size;      ///< in bytes, from one item of a list to the next
  union {
    const Shape* item;         ///< kList, kMaybe
    const TableField* fields;  ///< kTable: by rising tag; kPair
    const WholeBounds* bounds;
  };
  union {
    Reach reach;  ///< kList, kMaybe
    Check check;  ///< kTable
  };

  constexpr Shape(Kind k, std::size_t s, std::size_t c = 0)
      : kind(k),
        count(static_cast<std::uint8_t>(c)),
        size(static_cast<std::uint16_t>(s)),
        item(nullptr),
        reach(nullptr) {}
  constexpr Shape(Kind k, std::size_t s, const Shape& of, Reach r)
      : kind(k), size(static_cast<std::uint16_t>(s)), item(&of), reach(r) {}
  constexpr Shape(Kind k, std::size_t s, const TableField* all, std::size_t c, Check sound)
      : kind(k),
        count(static_cast<std::uint8_t>(c)),
        size(static_cast<std::uint16_t>(s)),
        fields(all),
        check(sound) {}
  constexpr Shape(Kind k, std::size_t s, const WholeBounds& within)
      : kind(k), size(static_cast<std::uint16_t>(s)), bounds(&within), reach(nullptr) {}
};

/// A shape of things of that type: a field's shape must be its member's.
template <class T>
struct ShapeOf : Shape {};

template <class T>
constexpr ShapeOf<T> simple_shape(Shape::Kind kind, std::uint8_t count = 0) {
  return {{kind, sizeof(T), count}};
}
inline constexpr auto kTextShape = simple_shape<Text>(Shape::Kind::kText);
inline constexpr auto kValueShape = simple_shape<Value>(Shape::Kind::kValue);
inline constexpr auto kNumberShape = simple_shape<double>(Shape::Kind::kNumber);
inline constexpr auto kPointsShape = simple_shape<Points>(Shape::Kind::kPoints);
inline constexpr auto kBitsShape = simple_shape<std::uint64_t>(Shape::Kind::kBits);
inline constexpr auto kFlagShape = simple_shape<bool>(Shape::Kind::kChoice, 1);
template <class Enum>
constexpr ShapeOf<Enum> choice_shape(Enum last) {
  static_assert(sizeof(Enum) == 1);
  return simple_shape<Enum>(Shape::Kind::kChoice, static_cast<std::uint8_t>(last));
}

static_assert(std::endian::native == std::endian::little,
              "whole numbers are copied by their bytes");
/// A place in a list of the model, by the list's number (Lists in pack/tables.h); kNoList: the
/// table's own check says which list. TableReader::refer holds it to the list's size.
template <class T>
constexpr ShapeOf<T> place_shape(std::uint8_t list) {
  return simple_shape<T>(Shape::Kind::kPlace, list);
}
template <class T>
constexpr ShapeOf<T> whole_shape(const WholeBounds& bounds) {
  static_assert(sizeof(T) == sizeof(std::int64_t));
  return {{Shape::Kind::kWhole, sizeof(T), bounds}};
}

template <class T>
void* reach_list(void* object, std::size_t& size, bool writes) {
  auto& items = *static_cast<List<T>*>(object);
  if (writes) {
    size = items.size();
  } else {
    items = List<T>(size);
  }
  return items.data();
}
template <class T>
constexpr ShapeOf<List<T>> list_shape(const ShapeOf<T>& item) {
  return {{Shape::Kind::kList, sizeof(List<T>), item, &reach_list<T>}};
}

template <class T>
void* reach_maybe(void* object, std::size_t& /*size*/, bool writes) {
  auto& maybe = *static_cast<std::optional<T>*>(object);
  if (!writes && !maybe) maybe.emplace();
  return maybe ? &*maybe : nullptr;
}
template <class T>
constexpr ShapeOf<std::optional<T>> maybe_shape(const ShapeOf<T>& item) {
  return {{Shape::Kind::kMaybe, sizeof(std::optional<T>), item, &reach_maybe<T>}};
}

template <class T>
constexpr TableField table_field(std::uint8_t tag, std::size_t offset, const ShapeOf<T>& shape) {
  return {tag, static_cast<std::uint16_t>(offset), &shape};
}
/// The field of a table that has that member of a struct.
#define KELVIN_FIELD(tag, type, member, shape) \
  table_field<decltype(type::member)>(tag, offsetof(type, member), shape)

/// A table of those fields.
template <class T, std::size_t kCount>
constexpr ShapeOf<T> table_shape(const TableField (&fields)[kCount], Shape::Check check = nullptr) {
  static_assert(kCount < 256 && sizeof(T) < 65536);
  return {{Shape::Kind::kTable, sizeof(T), fields, kCount, check}};
}

/// The fields of a pair, kept beside its shape.
template <class First, class Second>
struct PairFields {
  using Pair = std::pair<First, Second>;
  TableField fields[2];
  constexpr PairFields(const ShapeOf<First>& first, const ShapeOf<Second>& second)
      : fields{KELVIN_FIELD(1, Pair, first, first), KELVIN_FIELD(2, Pair, second, second)} {}
};
template <class First, class Second>
constexpr ShapeOf<std::pair<First, Second>> pair_shape(const PairFields<First, Second>& of) {
  return {{Shape::Kind::kPair, sizeof(std::pair<First, Second>), of.fields, 2, nullptr}};
}

}  // namespace kelvin
