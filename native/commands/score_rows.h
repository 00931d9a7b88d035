// The lines of `kelvin score`: of the visitors in the logs and, where there are states of before,
// of all others.
#pragma once

#include <string_view>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/text.h"
#include "replay/visitors.h"
#include "states/former_states.h"
#include "support/output.h"
#include "support/score_table.h"

namespace kelvin::native {

struct ScoreRow {
  std::string_view visitor;
  Text text;
};

/// Of all visitors in the shards, by the bytes of their ids. Each shard's are made on a thread of
/// their own.
std::vector<ScoreRow> score_rows(const ScoreTable& table, const std::vector<Visitors>& shards);

/// Prints these and, in one order with them, those who are in the file alone: part by part, so that
/// memory does not grow with them.
void print_with_former(const Model& model, const ScoreTable& table, const FormerStates& former,
                       const std::vector<ScoreRow>& today, unsigned threads, Output& out);

}  // namespace kelvin::native
