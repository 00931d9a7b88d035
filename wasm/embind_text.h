// How Embind passes a Text: as it passes a std::string, but nothing is copied on the way in.
#pragma once

#include <emscripten/bind.h>

#include <cstring>

#include "base/memory.h"
#include "kelvin/text.h"

template <>
struct emscripten::internal::BindingType<kelvin::Text> {
  struct Wire {
    std::size_t length;
    char data[1];
  };
  using WireType = Wire*;

  /// The answer may stand higher in the memory that the call has used: see memory.h.
  static WireType toWireType(const kelvin::Text& text) {
    const std::size_t size = text.size();
    const char* data = text.data();
    auto* wire = static_cast<Wire*>(kelvin::take_memory(sizeof(std::size_t) + size).begin);
    std::memmove(wire->data, data, size);
    wire->length = size;
    return wire;
  }
  static kelvin::Text fromWireType(WireType wire) {
    return kelvin::Text::borrow({wire->data, wire->length});
  }
};
