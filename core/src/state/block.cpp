// pack and unpack: one walk over a state's fields, in the order of their bytes.
#include "state/block.h"

#include <algorithm>

#include "kelvin/state_block.h"
#include "state/block_parts.h"
#include "state/block_value.h"

namespace kelvin {
namespace {

void walk_segments(BlockWriter& io, const State& state) {
  write_bits(io, state.segments.size(), [&](std::size_t i) { return state.segments[i] != 0; });
}

void walk_segments(BlockReader& io, State& state) {
  const std::string_view in = read_bits(io, state.segments.size());
  if (io.bad()) return;
  for (std::size_t i = 0; i < state.segments.size(); ++i) state.segments[i] = bit(in, i) ? 1 : 0;
}

template <class Io, class Moves>
void walk_moves(Io& io, const State& state, Moves& moves) {
  walk_size(io, moves);
  std::int64_t before = state.total.last_day;
  for (auto& move : moves) {
    io.whole(move.day, before);
    io.points(move.moved);
    before = move.day;
  }
}

void walk_momentum(BlockWriter& io, const State& state) {
  const auto& all = state.momentum;
  write_bits(io, all.size(), [&](std::size_t i) { return !all[i].empty(); });
  for (const List<DayMove>& moves : all) {
    if (!moves.empty()) walk_moves(io, state, moves);
  }
}

void walk_momentum(BlockReader& io, State& state) {
  const std::string_view moved = read_bits(io, state.momentum.size());
  for (std::size_t i = 0; i < state.momentum.size(); ++i) {
    state.momentum[i].clear();
    if (!io.bad() && bit(moved, i)) walk_moves(io, state, state.momentum[i]);
  }
}

/// An origin's texts, those that are seldom there last.
template <class Place, class Call>
void each_text(Place& origin, Call call) {
  call(1U, origin.channel);
  call(2U, origin.landing);
  call(4U, origin.referrer_host);
  call(8U, origin.campaign.source);
  call(16U, origin.campaign.medium);
  call(32U, origin.campaign.name);
  call(64U, origin.campaign.term);
  call(128U, origin.campaign.content);
}

/// Those of the origin's texts that the mask names; a reader's others become empty.
template <class Io, class Place>
void walk_origin(Io& io, std::uint64_t mask, Place& origin) {
  each_text(origin, [&](unsigned flag, auto& text) {
    if ((mask & flag) != 0) {
      io.text(text);
    } else if constexpr (Io::kReads) {
      text.clear();
    }
  });
}

std::uint64_t texts_of(const Origin& origin) {
  std::uint64_t mask = 0;
  each_text(origin, [&](unsigned flag, const Text& text) { mask |= text.empty() ? 0 : flag; });
  return mask;
}

void walk_origins(BlockWriter& io, const State& state) {
  const std::uint64_t mask = texts_of(state.visit.origin);
  io.number(mask);
  walk_origin(io, mask, state.visit.origin);
  const bool same = state.first_origin == state.visit.origin;
  const std::uint64_t first = same ? 0 : texts_of(state.first_origin);
  io.number(same ? 1 : first << 1);
  walk_origin(io, first, state.first_origin);
}

void walk_origins(BlockReader& io, State& state) {
  walk_origin(io, io.number(), state.visit.origin);
  const std::uint64_t first = io.number();
  if (first == 1) {
    state.first_origin = state.visit.origin;
  } else {
    walk_origin(io, first >> 1, state.first_origin);
  }
}

/// How many events, and whether they settled facts and segments under the model of that digest.
void walk_events(BlockWriter& io, std::uint64_t digest, const State& state) {
  const bool settled = digest != 0 && state.settled_under == digest;
  io.number(static_cast<std::uint64_t>(state.events) << 1 | (settled ? 1U : 0U));
}

void walk_events(BlockReader& io, std::uint64_t digest, State& state) {
  const std::uint64_t n = io.number();
  io.require(n >> 1 < kWhole);
  state.events = static_cast<std::int64_t>(n >> 1);
  state.settled_under = (n & 1) != 0 ? digest : 0;
}

template <class Io, class S>
void walk_visitor(Io& io, std::uint64_t digest, S& state) {
  io.text(state.visitor);
  io.text(state.user_id);
  walk_events(io, digest, state);
  io.fixed(state.digest, sizeof state.digest);
  io.time(state.last, Instant{});
  const Instant base = base_of(state);
  io.time(state.first, base);
  io.time(state.last_activity, base);
  io.time(state.last_onsite, base);
  io.count(state.visit.number);
  io.count(state.visit.pages);
  io.count(state.visit.engaged.ms);
  io.count(state.total.pages);
  io.count(state.total.days);
  io.whole(state.total.last_day, day_of(base));
  io.count(state.total.engaged.ms);
  walk_origins(io, state);
}

template <class Io, class S>
void walk_recent(Io& io, S& state) {
  if constexpr (Io::kReads) {
    const std::size_t size = io.size();
    io.require(size <= kRecentIds);
    state.recent.resize(io.bad() ? 0 : size);
  } else {
    io.number(state.recent.size());
  }
  io.ids(state.recent);
}

template <class Io, class S>
void walk(Io& io, std::uint64_t digest, S& state) {
  walk_visitor(io, digest, state);
  walk_value(io, state.profile);
  walk_rules(io, state);
  walk_segments(io, state);
  walk_momentum(io, state);
  walk_triggers(io, state);
  walk_recent(io, state);
  walk_exposures(io, state);
}

}  // namespace

std::string_view pack(const Model& model, const State& state, List<char>& memory) {
  BlockWriter io(memory);
  walk(io, model.digest, state);
  return io.written();
}

bool read_block(std::string_view bytes, std::uint64_t digest, State& state) {
  BlockReader io(bytes);
  walk(io, digest, state);
  return io.done() && state.profile.as_object() != nullptr;
}

bool unpack(const Model& model, std::string_view bytes, State& state) {
  state.rules.resize(model.rules.size());
  state.momentum.resize(model.scores.size());
  state.segments.resize(model.segments.size());
  state.triggers.resize(model.triggers.size());
  state.exposures.resize(model.experiences.size());
  if (read_block(bytes, model.digest, state)) return true;
  state = new_state(model);
  return false;
}

std::string_view visitor_of(std::string_view bytes) {
  return BlockReader(bytes).text();
}

std::string_view user_of(std::string_view bytes) {
  BlockReader io(bytes);
  static_cast<void>(io.text());
  return io.text();
}

}  // namespace kelvin
