#include "states/state_output.h"

#include <algorithm>
#include <span>

#include "kelvin/state_block.h"

namespace kelvin::native {
namespace {

using Rows = std::span<const StateRow>;

/// Takes from the front those who come before `visitor`.
Rows take_until(Rows& rows, std::string_view visitor) {
  const auto end = std::partition_point(
      rows.begin(), rows.end(), [visitor](const StateRow& row) { return row.visitor < visitor; });
  const Rows taken = rows.first(static_cast<std::size_t>(end - rows.begin()));
  rows = rows.subspan(taken.size());
  return taken;
}

class Merge {
 public:
  Merge(StateWriter& out, const FormerStates& former) : out_(out), former_(former) {}

  /// A part of the former file, with those of today who belong to it.
  void part(const StatePart& part, Rows today) {
    if (former_.same_model()) return add_unchanged(part, today);
    for (std::uint32_t i = 0; i < part.size(); ++i) {
      const std::string_view block = part.block(i);
      const std::string_view visitor = visitor_of(block);
      for (const StateRow& row : take_until(today, visitor)) out_.add(row.block);
      const bool is_today = !today.empty() && today.front().visitor == visitor;
      if (is_today) continue;  // taken with those before the next visitor
      const std::string_view renewed = former_.renewed(block, room_);
      if (!renewed.empty()) out_.add(renewed);
    }
    for (const StateRow& row : today) out_.add(row.block);
  }

 private:
  /// The blocks between today's are copied together.
  void add_unchanged(const StatePart& part, Rows today) {
    if (today.empty()) return out_.add(part);
    std::uint32_t next = 0;
    for (const StateRow& row : today) {
      const std::uint32_t place = part.place_of(row.visitor);
      out_.add(part, next, place);
      out_.add(row.block);
      next = place;
      if (place < part.size() && visitor_of(part.block(place)) == row.visitor) ++next;
    }
    out_.add(part, next, part.size());
  }

  StateWriter& out_;
  const FormerStates& former_;
  List<char> room_;
};

}  // namespace

std::unique_ptr<StateWriter> write_states(const std::string& path, const StateHead& head,
                                          const FormerStates* former, std::vector<StateRow> today,
                                          std::string_view people) {
  std::sort(today.begin(), today.end(),
            [](const StateRow& a, const StateRow& b) { return a.visitor < b.visitor; });
  auto out = std::make_unique<StateWriter>(path);
  Rows left = today;
  if (former != nullptr) {
    const StateFile& file = former->file();
    Merge merge(*out, *former);
    for (std::size_t i = 0; i < file.parts(); ++i) {
      const bool last = i + 1 == file.parts();
      merge.part(file.part(i),
                 last ? std::exchange(left, {}) : take_until(left, file.first(i + 1)));
    }
  }
  for (const StateRow& row : left) out->add(row.block);
  if (former != nullptr) former->require_sound();
  out->seal(head, people);
  return out;
}

}  // namespace kelvin::native
