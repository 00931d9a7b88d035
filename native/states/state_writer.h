// Writes a file of states: aside, and under its name only once it is whole and on the disk.
// Whatever ends the program before that leaves the former file as it was.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "states/state_file.h"
#include "states/state_head.h"

namespace kelvin::native {

class StateWriter {
 public:
  /// Begins `path` + ".new". Throws Unusable, as all of this, where it cannot be written.
  explicit StateWriter(std::string path);
  ~StateWriter();
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  /// The next visitor, by the bytes of ids.
  void add(std::string_view block);
  /// All visitors of a part of another file of the same model, which stay as they are.
  void add(const StatePart& part);
  /// `head.visitors` is counted here.
  void finish(StateHead head, std::string_view people);

 private:
  void end_part();
  void note_part(std::string_view first, std::size_t bytes, std::uint64_t checksum,
                 std::uint32_t visitors);
  void write(std::string_view bytes);
  void flush();
  [[noreturn]] void fail() const;

  std::string path_, aside_;
  int file_ = -1;
  std::string pending_;
  std::uint64_t written_ = 0;
  std::string part_, ends_;
  std::uint32_t in_part_ = 0;
  std::string index_;
  std::uint64_t visitors_ = 0;
};

}  // namespace kelvin::native
