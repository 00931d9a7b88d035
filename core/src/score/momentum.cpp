#include "score/momentum.h"

namespace kelvin {
namespace {

/// The first day that counts when `today` is the last.
std::int64_t first_day(const Score& score, std::int64_t today) {
  return today - score.momentum.ms / kDay.ms + 1;
}

}  // namespace

void read_momentum(const Model& model, const State& state, Instant t, List<Points>& out) {
  out.clear();
  const std::int64_t today = model.day_at(t);
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    const std::int64_t oldest = first_day(model.scores[i], today);
    Points sum;
    for (const DayMove& move : state.momentum[i]) {
      if (move.day >= oldest && move.day <= today) sum += move.moved;
    }
    out.push_back(sum);
  }
}

void move_momentum(const Model& model, State& state, const Snapshot& before,
                   const Snapshot& after) {
  const std::int64_t today = model.day_at(before.at);
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    auto& moves = state.momentum[i];
    const std::int64_t oldest = first_day(model.scores[i], today);
    erase_if(moves, [oldest](const DayMove& move) { return move.day < oldest; });
    const Points moved = after.scores[i] - before.scores[i];
    if (moved == Points{}) continue;
    if (moves.empty() || moves.back().day != today) moves.push_back({today, {}});
    moves.back().moved = saturated(moves.back().moved + moved);
  }
}

}  // namespace kelvin
