// Text for reading, 80 columns wide: cells, wrapped lines, numbers in groups of three.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kelvin::native {

inline constexpr std::size_t kColumns = 80;

/// How many columns a text takes: a character each.
std::size_t columns_of(std::string_view text);

/// The text in so many columns, printable; what is longer is cut and ends with `...`.
std::string cell(std::string_view text, std::size_t width);
/// At the right of so many columns.
std::string right_cell(std::string_view text, std::size_t width);

/// `head` and the text beside it, each further line under the first: `  view   no event ...`.
/// Between words where that is possible.
std::string beside(std::string_view head, std::string_view text);

/// 1,234,567
std::string grouped(std::uint64_t number);

/// A share of a whole: `99 %`, `<1 %`.
std::string percent(std::uint64_t part, std::uint64_t whole);

}  // namespace kelvin::native
