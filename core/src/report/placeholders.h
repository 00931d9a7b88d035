// Placeholders: places in a destination's texts that a message fills, such as
// `{{scores.engagement}}`.
#pragma once

#include <cstdint>
#include <string_view>

#include "kelvin/text.h"
#include "kelvin/value.h"

namespace kelvin {

/// A stretch of a text: letters as they stand, or the name in a placeholder.
struct Piece {
  enum class Kind : std::uint8_t { kLetters, kPlaceholder, kUnclosed };
  Kind kind = Kind::kLetters;
  std::string_view text;
};

/// Takes the next piece off a text that is not empty. `{{{{` stands for two braces.
Piece next_piece(std::string_view& rest);

/// What a placeholder names: `message` is all of it; else a path into it or into its data, where a
/// number is a place in a list, from 0. nullptr where there is no such thing.
///
///   value_at(message, "scores.engagement")   value_at(message, "reasons.0.label")
const Value* value_at(const Value& message, std::string_view path);

/// A value within longer text: nothing of null, the items of a plain list with commas between, the
/// JSON text of an object or a list that holds any.
void append_text(Text& out, const Value& value);

/// Whether it is a list without lists and objects in it.
bool is_plain_list(const Value& value);

/// JSON with its placeholders filled. A text that is one placeholder and no more becomes the value
/// itself.
Value filled(const Value& body, const Value& message);

/// An address with its placeholders filled, percent-encoded.
Text filled_url(std::string_view url, const Value& message);

}  // namespace kelvin
