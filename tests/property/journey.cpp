#include "property/journey.h"
#include "kelvin/json.h"

#include <stdexcept>

namespace kelvin::property {

Journey::Journey(const ModelText& text, const Log& log) {
  auto compiled = compile(text.json);
  if (!compiled)
    throw std::logic_error("a wrong model was generated: " + errors_json(compiled.errors()));
  model = std::move(*compiled);
  for (const std::string& line : log.lines) {
    auto event = read_event(model, line);
    if (!event)
      throw std::logic_error("a wrong event was generated: " + errors_json(event.errors()));
    events.push_back(std::move(*event));
  }
}

std::string text_of(const Model& model, const List<Hit>& hits) {
  std::string out;
  for (const Hit& hit : hits) {
    out += model.rules[hit.rule].id + ' ' + std::to_string(hit.points.millionths) + "; ";
  }
  return out;
}

std::string text_of(const Model& model, const Snapshot& snapshot) {
  std::string out = to_iso(snapshot.at);
  for (ScoreIndex i = 0; i < snapshot.scores.size(); ++i) {
    out += ' ' + model.scores[i].id + '=' + std::to_string(snapshot.scores[i].millionths);
    out += " (moved " + std::to_string(snapshot.momentum[i].millionths) + ')';
  }
  for (std::size_t i = 0; i < snapshot.top.size(); ++i) {
    out += " " + model.top[i].id + " top " + std::string(top_id(model, snapshot, i));
  }
  out += " grade " + snapshot.grade;
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    if (snapshot.segments[i] != 0) out += " in " + model.segments[i].id;
  }
  for (const RuleIndex rule : snapshot.disqualified) out += " vetoed by " + model.rules[rule].id;
  return out;
}

std::string differences(const Model& model, const Snapshot& expected, const Snapshot& actual) {
  if (expected == actual) return "";
  return "expected " + text_of(model, expected) + "\n  actual " + text_of(model, actual) + '\n';
}

}  // namespace kelvin::property
