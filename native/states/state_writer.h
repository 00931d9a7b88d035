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
  /// Some visitors of a part of another file of the same model, from one to before another.
  void add(const StatePart& part, std::uint32_t from, std::uint32_t to);
  /// All visitors of a part of another file of the same model, which stay as they are.
  void add(const StatePart& part);
  /// Behind the last visitor: all is on the disk, aside. `head.visitors` is counted here.
  void seal(StateHead head, std::string_view people);
  /// The sealed file takes its name. Until then the former one has it.
  void publish();
  void finish(const StateHead& head, std::string_view people) {
    seal(head, people);
    publish();
  }

 private:
  void end_part();
  void note_part(std::string_view first, std::size_t bytes, std::uint64_t checksum,
                 std::uint32_t visitors);
  void write(std::string_view bytes);
  void flush();
  void put_out(std::string_view bytes) const;
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
