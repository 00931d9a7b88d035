#include "support/score_table.h"

#include <algorithm>
#include <vector>

#include "kelvin/value.h"
#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

std::string number(Points points) {
  std::string out;
  append_json(out, points.value());
  return out;
}

std::string when(std::optional<Instant> time) {
  return time ? to_iso(*time) : "";
}

/// The ids of the segments that the visitor is in, or of the rules that disqualify.
std::vector<std::string_view> segment_ids(const Model& model, const Standing& standing) {
  std::vector<std::string_view> ids;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (standing.segments[i] != 0) ids.push_back(model.segments[i].id);
  }
  return ids;
}
std::vector<std::string_view> veto_ids(const Model& model, const Standing& standing) {
  std::vector<std::string_view> ids;
  for (const RuleIndex rule : standing.disqualified) ids.push_back(model.rules[rule].id);
  return ids;
}

std::string joined(const std::vector<std::string_view>& texts) {
  std::string out;
  for (const std::string_view text : texts) {
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

class Ndjson final : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override { return ""; }
  [[nodiscard]] std::string row(const State& state) const override {
    const Standing standing = view(model_, state, at_);
    std::string out = "{\"visitor\":";
    append_json(out, std::string_view(state.visitor));
    out += ",\"at\":\"" + to_iso(at_) + "\",\"scores\":";
    by_score(out, standing.scores);
    out += ",\"momentum\":";
    by_score(out, standing.momentum);
    out += ",\"grade\":";
    append_json(out, std::string_view(standing.grade));
    out += ",\"segments\":";
    list(out, segment_ids(model_, standing));
    out += ",\"disqualified\":";
    list(out, veto_ids(model_, standing));
    out += ",\"events\":" + std::to_string(state.events) + ",\"first\":\"" + when(state.first) +
           "\",\"last\":\"" + when(state.last) + "\"}\n";
    return out;
  }

 private:
  void by_score(std::string& out, const std::vector<Points>& points) const {
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
  static void list(std::string& out, const std::vector<std::string_view>& texts) {
    out += '[';
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, texts[i]);
    }
    out += ']';
  }
};

/// The cells that csv and table share.
std::vector<std::string> column_names(const Model& model) {
  std::vector<std::string> names = {"visitor", "at"};
  for (const Score& score : model.scores) names.push_back(score.id);
  for (const Score& score : model.scores) names.push_back("momentum." + score.id);
  for (const char* name : {"grade", "segments", "disqualified", "events", "first", "last"}) {
    names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> cells(const Model& model, const State& state, Instant at) {
  const Standing standing = view(model, state, at);
  std::vector<std::string> out = {state.visitor, to_iso(at)};
  for (const Points points : standing.scores) out.push_back(number(points));
  for (const Points points : standing.momentum) out.push_back(number(points));
  out.push_back(standing.grade);
  out.push_back(joined(segment_ids(model, standing)));
  out.push_back(joined(veto_ids(model, standing)));
  out.push_back(std::to_string(state.events));
  out.push_back(when(state.first));
  out.push_back(when(state.last));
  return out;
}

/// Lines of cells, the first of them with the columns' names.
class Cells : public ScoreTable {
 public:
  using ScoreTable::ScoreTable;
  [[nodiscard]] std::string head() const override { return line(column_names(model_)); }
  [[nodiscard]] std::string row(const State& state) const override {
    return line(cells(model_, state, at_));
  }

 private:
  [[nodiscard]] virtual std::string line(const std::vector<std::string>& fields) const = 0;
};

class Csv final : public Cells {
 public:
  using Cells::Cells;

 private:
  /// RFC 4180.
  [[nodiscard]] std::string line(const std::vector<std::string>& fields) const override {
    std::string out;
    for (const std::string& field : fields) out += quoted(field) + ',';
    out.back() = '\n';
    return out;
  }
  static std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string out = "\"";
    for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
  }
};

class Table final : public Cells {
 public:
  using Cells::Cells;

 private:
  /// Rows come one by one, so widths are those that such contents usually have.
  [[nodiscard]] std::string line(const std::vector<std::string>& fields) const override {
    const std::size_t numbers_end = 2 + 2 * model_.scores.size();
    const std::vector<std::string> names = column_names(model_);
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool is_number = (i >= 2 && i < numbers_end) || names[i] == "events";
      const std::size_t usual = is_number ? 9 : names[i] == "grade" ? 5 : 24;
      const std::size_t width = std::max(usual, names[i].size());
      const std::string text = printable(fields[i]);
      const std::string pad(width > text.size() ? width - text.size() : 0, ' ');
      out += is_number ? pad + text : text + pad;
      out += i + 1 < fields.size() ? "  " : "";
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  }
};

}  // namespace

std::unique_ptr<ScoreTable> make_score_table(std::string_view form, const Model& model,
                                             Instant at) {
  if (form == "csv") return std::make_unique<Csv>(model, at);
  if (form == "table") return std::make_unique<Table>(model, at);
  return std::make_unique<Ndjson>(model, at);
}

}  // namespace kelvin::native
