#include "support/score_table.h"

#include <vector>

#include "kelvin/value.h"
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
  [[nodiscard]] std::string row(const State& state) const override {
    const Snapshot snapshot = view(model_, state, at_);
    std::string out = "{\"visitor\":";
    append_json(out, std::string_view(state.visitor));
    out += ",\"at\":\"" + to_iso(at_) + "\",\"scores\":";
    by_score(out, snapshot.scores);
    out += ",\"momentum\":";
    by_score(out, snapshot.momentum);
    if (!model_.top.empty()) by_top(out, snapshot);
    out += ",\"grade\":";
    append_json(out, std::string_view(snapshot.grade));
    out += ",\"segments\":";
    list(out, segment_ids(model_.segments, snapshot.segments));
    out += ",\"disqualified\":";
    list(out, veto_ids(model_, snapshot));
    out += ",\"events\":" + std::to_string(state.events) + ",\"first\":\"" + when(state.first) +
           "\",\"last\":\"" + when(state.last) + "\"}\n";
    return out;
  }

 private:
  void by_score(std::string& out, const List<Points>& points) const {
    char before = '{';
    for (ScoreIndex i = 0; i < model_.scores.size(); ++i) {
      out += before;
      append_json(out, std::string_view(model_.scores[i].id));
      out += ':';
      append_json(out, points[i].value());
      before = ',';
    }
    out += before == '{' ? "{}" : "}";
  }
  void by_top(std::string& out, const Snapshot& snapshot) const {
    const char* before = ",\"top\":{";
    for (std::size_t i = 0; i < model_.top.size(); ++i) {
      out += before;
      append_json(out, std::string_view(model_.top[i].id));
      out += ':';
      append_json(out, top_id(model_, snapshot, i));
      before = ",";
    }
    out += '}';
  }
  static void list(std::string& out, const std::vector<std::string>& texts) {
    out += '[';
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, std::string_view(texts[i]));
    }
    out += ']';
  }
};

/// The cells that csv and table share.
std::vector<Column> columns_of(const Model& model) {
  constexpr std::size_t kNumber = 9;
  std::vector<Column> columns = {{"visitor"}, {"at"}};
  for (const Score& score : model.scores) columns.push_back({score.id, kNumber, true});
  for (const Score& score : model.scores) {
    columns.push_back({"momentum." + score.id, kNumber, true});
  }
  for (const Top& top : model.top) columns.push_back({"top." + top.id});
  columns.push_back({"grade", 5});
  columns.push_back({"segments"});
  columns.push_back({"disqualified"});
  columns.push_back({"events", kNumber, true});
  columns.push_back({"first"});
  columns.push_back({"last"});
  return columns;
}

std::vector<std::string> cells(const Model& model, const State& state, Instant at) {
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
  [[nodiscard]] std::string head() const override { return csv_line(names_of(columns_of(model_))); }
  [[nodiscard]] std::string row(const State& state) const override {
    return csv_line(cells(model_, state, at_));
  }
};

class Table final : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override {
    return table_line(columns_, names_of(columns_));
  }
  [[nodiscard]] std::string row(const State& state) const override {
    return table_line(columns_, cells(model_, state, at_));
  }

 private:
  std::vector<Column> columns_ = columns_of(model_);
};

}  // namespace

std::unique_ptr<ScoreTable> make_score_table(std::string_view form, const Model& model,
                                             Instant at) {
  if (form == "csv") return std::make_unique<Csv>(model, at);
  if (form == "table") return std::make_unique<Table>(model, at);
  return std::make_unique<Ndjson>(model, at);
}

}  // namespace kelvin::native
