// Lines of cells: as CSV for spreadsheets, as a table for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/model.h"

namespace kelvin::native {

/// A column of a table. Lines are printed one by one, so a width is what its contents usually have;
/// what is longer pushes the rest of its line to the right.
struct Column {
  std::string name;
  std::size_t usual = 24;
  bool number = false;  ///< aligned to the right
};

/// RFC 4180, but for its line ends.
std::string csv_line(const std::vector<std::string>& fields);

/// `fields` are as many as the columns.
std::string table_line(const std::vector<Column>& columns, const std::vector<std::string>& fields);

/// The columns' names, as a line's fields.
std::vector<std::string> names_of(const std::vector<Column>& columns);

/// A score, as JSON has it.
std::string number_cell(Points points);

/// The ids of the segments that a snapshot is in.
std::vector<std::string> segment_ids(const List<Segment>& segments, const List<std::uint8_t>& in);

/// `hot warm`: texts that share a cell.
std::string in_one_cell(const std::vector<std::string>& texts);

}  // namespace kelvin::native
