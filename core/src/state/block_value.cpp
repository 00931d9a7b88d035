#include "state/block_value.h"

#include <cmath>
#include <cstring>

namespace kelvin {
namespace {

/// The lowest three bits of a tag; of a text, a list and an object the others say its size.
enum Kind : std::uint64_t { kNull, kFalse, kTrue, kInteger, kDouble, kText, kArray, kObject };
constexpr unsigned kKindBits = 3;

/// Zero has no sign here, so that equal numbers have equal bytes.
bool is_integer(double number) {
  return std::fabs(number) < static_cast<double>(kWhole) && std::trunc(number) == number;
}

void write_number(BlockWriter& io, double number) {
  if (is_integer(number)) {
    io.number(kInteger);
    io.number(zigzag(static_cast<std::int64_t>(number)));
  } else {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    io.number(kDouble);
    io.fixed(bits, sizeof bits);
  }
}

void read_double(BlockReader& io, Value& value) {
  std::uint64_t bits = 0;
  io.fixed(bits, sizeof bits);
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  io.require(std::isfinite(number));
  value = number;
}

void read_integer(BlockReader& io, Value& value) {
  const std::int64_t n = unzigzag(io.number());
  io.require(static_cast<std::uint64_t>(n) + kWhole - 1 <= 2 * (kWhole - 1));
  value = static_cast<double>(n);
}

void read_text(BlockReader& io, std::size_t size, Text& text) {
  const std::string_view found = io.bytes(size);
  text.assign(found.data(), found.size());
}

void read_value(BlockReader& io, Value& value, std::size_t depth);

void read_array(BlockReader& io, std::size_t size, Value& value, std::size_t depth) {
  if (value.as_array() == nullptr) value = Array{};
  Array& items = *value.as_array();
  items.resize(size);
  for (Value& item : items) read_value(io, item, depth);
}

void read_object(BlockReader& io, std::size_t size, Value& value, std::size_t depth) {
  if (value.as_object() == nullptr) value = Object{};
  Object& members = *value.as_object();
  members.resize(size);
  for (auto& [name, member] : members) {
    read_text(io, io.size(), name);
    read_value(io, member, depth);
  }
}

void read_value(BlockReader& io, Value& value, std::size_t depth) {
  const std::uint64_t tag = io.number();
  const std::uint64_t kind = tag & ((1U << kKindBits) - 1);
  // Each item and each byte takes at least one of those that are left.
  const std::uint64_t size = tag >> kKindBits;
  io.require(size <= io.left() && (kind < kArray || depth < kMaxDepth));
  if (io.bad()) {
    value = Value();
  } else if (kind == kInteger) {
    read_integer(io, value);
  } else if (kind == kDouble) {
    read_double(io, value);
  } else if (kind == kText) {
    if (value.as_text() == nullptr) value = Text();
    read_text(io, static_cast<std::size_t>(size), *value.as_text());
  } else if (kind == kArray) {
    read_array(io, static_cast<std::size_t>(size), value, depth + 1);
  } else if (kind == kObject) {
    read_object(io, static_cast<std::size_t>(size), value, depth + 1);
  } else {
    value = kind == kNull ? Value() : Value(kind == kTrue);
  }
}

}  // namespace

void walk_value(BlockWriter& io, const Value& value) {
  const auto sized = [&io](std::uint64_t kind, std::size_t size) {
    io.number(kind | std::uint64_t{size} << kKindBits);
  };
  if (const bool* truth = value.as_bool()) return io.number(*truth ? kTrue : kFalse);
  if (const double* number = value.as_number()) return write_number(io, *number);
  if (const Text* text = value.as_text()) {
    sized(kText, text->size());
    return io.bytes(*text);
  }
  if (const Array* items = value.as_array()) {
    sized(kArray, items->size());
    for (const Value& item : *items) walk_value(io, item);
    return;
  }
  const Object* members = value.as_object();
  if (members == nullptr) return io.number(kNull);
  sized(kObject, members->size());
  for (const auto& [name, member] : *members) {
    io.text(name);
    walk_value(io, member);
  }
}

void walk_value(BlockReader& io, Value& value) {
  read_value(io, value, 0);
}

}  // namespace kelvin
