#include "support/score_table.h"

#include <vector>

#include "kelvin/report.h"
#include "support/cells.h"

namespace kelvin::native {
namespace {

std::string when(std::optional<Instant> time) {
  return time ? to_iso(*time) : "";
}

/// The ids of the rules that disqualify.
std::vector<std::string> veto_ids(const Model& model, const Snapshot& snapshot) {
  std::vector<std::string> ids;
  for (const RuleIndex rule : snapshot.disqualified) ids.push_back(model.rules[rule].id);
  return ids;
}

class Ndjson final : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override { return ""; }
  [[nodiscard]] Text row(const State& state) const override {
    return score_json(model_, state, at_) + '\n';
  }
};

/// The cells that csv and table share.
std::vector<Column> columns_for(const Model& model) {
  constexpr std::size_t kWidth = 9;
  std::vector<Column> columns = {{"visitor"}, {"at"}};
  for (const Score& score : model.scores) columns.push_back({score.id, kWidth, true});
  for (const Score& score : model.scores) {
    columns.push_back({"momentum." + score.id, kWidth, true});
  }
  for (const Top& top : model.top) columns.push_back({"top." + top.id});
  columns.push_back({"grade", 5});
  columns.push_back({"segments"});
  columns.push_back({"disqualified"});
  columns.push_back({"events", kWidth, true});
  columns.push_back({"first"});
  columns.push_back({"last"});
  return columns;
}

std::vector<std::string> cells(const Model& model, const State& state, Instant at) {
  if (is_forgotten(model, state, at)) return cells(model, forgotten(model, state), at);
  const Snapshot snapshot = view(model, state, at);
  std::vector<std::string> out = {state.visitor, to_iso(at)};
  for (const Points points : snapshot.scores) out.push_back(number_cell(points));
  for (const Points points : snapshot.momentum) out.push_back(number_cell(points));
  for (std::size_t i = 0; i < model.top.size(); ++i) out.emplace_back(top_id(model, snapshot, i));
  out.push_back(snapshot.grade);
  out.push_back(in_one_cell(segment_ids(model.segments, snapshot.segments)));
  out.push_back(in_one_cell(veto_ids(model, snapshot)));
  out.push_back(std::to_string(state.events));
  out.push_back(when(state.first));
  out.push_back(when(state.last));
  return out;
}

class Csv final : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override {
    return csv_line(names_of(columns_for(model_)));
  }
  [[nodiscard]] Text row(const State& state) const override {
    return csv_line(cells(model_, state, at_));
  }
};

class Table final : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override {
    return table_line(columns_, names_of(columns_));
  }
  [[nodiscard]] Text row(const State& state) const override {
    return table_line(columns_, cells(model_, state, at_));
  }

 private:
  std::vector<Column> columns_ = columns_for(model_);
};

}  // namespace

std::unique_ptr<ScoreTable> make_score_table(std::string_view form, const Model& model,
                                             Instant at) {
  if (form == "csv") return std::make_unique<Csv>(model, at);
  if (form == "table") return std::make_unique<Table>(model, at);
  return std::make_unique<Ndjson>(model, at);
}

}  // namespace kelvin::native
