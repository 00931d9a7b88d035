#include "commands/score_rows.h"

#include <algorithm>
#include <span>
#include <string>
#include <thread>

#include "kelvin/state_block.h"

namespace kelvin::native {
namespace {

using Rows = std::span<const ScoreRow>;

/// The rows of visitors who come before that one.
Rows before(Rows rows, std::string_view visitor) {
  const auto end = std::partition_point(
      rows.begin(), rows.end(), [visitor](const ScoreRow& row) { return row.visitor < visitor; });
  return rows.first(static_cast<std::size_t>(end - rows.begin()));
}

class FormerPart {
 public:
  FormerPart(const Model& model, const ScoreTable& table, const FormerStates& former)
      : model_(model), table_(table), former_(former) {}

  /// The lines of a part's visitors, and of those of today who stand between them.
  std::string lines(const StatePart& part, Rows today) {
    std::string out;
    for (std::uint32_t i = 0; i < part.size(); ++i) {
      const std::string_view block = part.block(i);
      const Rows earlier = before(today, visitor_of(block));
      for (const ScoreRow& row : earlier) out += row.text;
      today = today.subspan(earlier.size());
      if (!today.empty() && today.front().visitor == visitor_of(block)) continue;
      if (unpack(model_, former_.renewed(block, room_), state_)) out += table_.row(state_);
    }
    for (const ScoreRow& row : today) out += row.text;
    return out;
  }

 private:
  const Model& model_;
  const ScoreTable& table_;
  const FormerStates& former_;
  State state_ = new_state(model_);
  List<char> room_;
};

}  // namespace

std::vector<ScoreRow> score_rows(const ScoreTable& table, const std::vector<Visitors>& shards) {
  std::vector<std::vector<ScoreRow>> made(shards.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < shards.size(); ++i) {
      threads.emplace_back([&table, &rows = made[i], &shard = shards[i]] {
        rows.reserve(shard.size());
        shard.each([&](std::string_view visitor, const State& state) {
          rows.push_back({visitor, table.row(state)});
        });
      });
    }
  }
  std::vector<ScoreRow> rows;
  for (auto& some : made) std::move(some.begin(), some.end(), std::back_inserter(rows));
  std::sort(rows.begin(), rows.end(),
            [](const ScoreRow& a, const ScoreRow& b) { return a.visitor < b.visitor; });
  return rows;
}

void print_with_former(const Model& model, const ScoreTable& table, const FormerStates& former,
                       const std::vector<ScoreRow>& today, unsigned threads, Output& out) {
  constexpr std::size_t kPartsAtOnce = 32;
  const StateFile& file = former.file();
  Rows left = today;
  for (std::size_t from = 0; from < file.parts(); from += kPartsAtOnce) {
    const std::size_t count = std::min(kPartsAtOnce, file.parts() - from);
    std::vector<Rows> rows(count);
    std::vector<std::string> made(count);
    for (std::size_t i = 0; i < count; ++i) {
      const bool last = from + i + 1 == file.parts();
      rows[i] = last ? left : before(left, file.first(from + i + 1));
      left = left.subspan(rows[i].size());
    }
    {
      std::vector<std::jthread> workers;
      for (unsigned worker = 0; worker < threads; ++worker) {
        workers.emplace_back([&, worker] {
          FormerPart maker(model, table, former);
          for (std::size_t i = worker; i < count; i += threads) {
            made[i] = maker.lines(file.part(from + i), rows[i]);
          }
        });
      }
    }
    former.require_sound();
    for (const std::string& text : made) out.write(text);
  }
  for (const ScoreRow& row : left) out.write(row.text);
}

}  // namespace kelvin::native
