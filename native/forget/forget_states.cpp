#include "forget/forget_states.h"

#include "kelvin/state_block.h"
#include "replay/stitch.h"
#include "states/state_file.h"
#include "states/state_writer.h"

namespace kelvin::native {
namespace {

bool is_of(std::string_view block, const Person& person) {
  return person.has(visitor_of(block)) || person.has(user_of(block));
}

/// How many of a part's visitors are the person.
std::uint32_t count_of(const StatePart& part, const Person& person) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < part.size(); ++i) count += is_of(part.block(i), person) ? 1 : 0;
  return count;
}

}  // namespace

std::uint64_t forget_states(const std::string& path, const std::string& out, const Person& person) {
  const StateFile file(path);
  StateWriter writer(out);
  std::uint64_t removed = 0;
  for (std::size_t i = 0; i < file.parts(); ++i) {
    const StatePart& part = file.part(i);
    const std::uint32_t gone = count_of(part, person);
    removed += gone;
    if (gone == 0) {
      writer.add(part);
      continue;
    }
    for (std::uint32_t j = 0; j < part.size(); ++j) {
      if (!is_of(part.block(j), person)) writer.add(part.block(j));
    }
  }
  writer.finish(file.head(),
                people_without(file.people(), [&](std::string_view id) { return person.has(id); }));
  return removed;
}

}  // namespace kelvin::native
