#include "replay/block_slice.h"

#include <algorithm>
#include <cstring>

#include "replay/visitors.h"

namespace kelvin::native {
namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// The start of the first line at or after a position.
std::size_t line_start(std::string_view text, std::size_t position) {
  if (position == 0) return 0;
  const std::size_t newline = text.find('\n', position - 1);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

}  // namespace

std::string_view slice_of(std::string_view text, unsigned index, unsigned count) {
  const std::size_t from = line_start(text, text.size() * index / count);
  const std::size_t to = line_start(text, text.size() * (index + 1) / count);
  return text.substr(from, to - from);
}

void BlockSlice::read(EventParser& reader, std::string_view lines, std::optional<Instant> until,
                      RawListener* messages) {
  marks.clear();
  bad.clear();
  events_.clear();
  arena_.rewind();
  const ArenaScope scope(arena_);
  line_count = blank_count = later = 0;
  newest.reset();
  while (!lines.empty()) {
    const std::size_t size = std::min(lines.find('\n'), lines.size());
    read_line(reader, lines.substr(0, size), until, messages);
    ++line_count;
    lines.remove_prefix(std::min(size + 1, lines.size()));
  }
  reader.give_up_memory();
}

void BlockSlice::read_line(EventParser& reader, std::string_view line, std::optional<Instant> until,
                           RawListener* messages) {
  if (is_blank(line)) {
    ++blank_count;
    return;
  }
  if (events_.size() == marks.size()) events_.emplace_back();
  Event& event = events_[marks.size()];
  Errors errors;
  if (!reader.read(line, event, errors)) {
    bad.push_back({line_count, std::move(errors)});
    return;
  }
  if (until && event.time > *until) {
    ++later;
    return;
  }
  if (messages != nullptr) {
    const HeapScope lasting;  // what the listener makes of it is its own
    reader.tell(line, messages->message());
    messages->gave(event);
  }
  // Whether an alias is ignored, its visitor tells.
  if (event.type < EventType::kAlias) newest = std::max(newest.value_or(event.time), event.time);
  marks.push_back({hash_of(event.visitor()), line_count});
}

}  // namespace kelvin::native
