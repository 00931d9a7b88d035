#include "support/model_edit.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <vector>

#include "kelvin/json.h"
#include "support/exit.h"
#include "support/json_place.h"

namespace kelvin::native {
namespace {

using Path = std::vector<std::string>;

struct Bound {
  Path path;
  std::string op;
  double value = 0;
};

/// The first bound of a field among parts that must all hold.
std::optional<Bound> find_bound(const Value& condition, const std::string& field,
                                std::initializer_list<const char*> ops, const Path& path) {
  const auto below = [&path](std::initializer_list<std::string> more) {
    Path out = path;
    out.insert(out.end(), more);
    return out;
  };
  if (const Value* test = condition.find(field)) {
    for (const char* op : ops) {
      const Value* operand = test->find(op);
      const double* number = operand != nullptr ? operand->as_number() : nullptr;
      if (number != nullptr) return Bound{below({field, op}), op, *number};
    }
  }
  const Value* all = condition.find("$and");
  const Array* parts = all != nullptr ? all->as_array() : nullptr;
  for (std::size_t i = 0; parts != nullptr && i < parts->size(); ++i) {
    auto found = find_bound((*parts)[i], field, ops, below({"$and", std::to_string(i)}));
    if (found) return found;
  }
  return {};
}

std::string number(double value) {
  constexpr double kShown = 100;
  return to_json(Value(std::round(value * kShown) / kShown));
}

void replace(std::string& json, const Path& path, const std::string& text) {
  const auto place = place_in_json(json, path);
  if (!place) throw Unusable("the threshold's place in the model was not found");
  json.replace(place->from, place->to - place->from, text);
}

}  // namespace

std::string with_threshold(std::string_view json, const Model& model, SegmentIndex segment,
                           ScoreIndex score, double least) {
  constexpr double kShownStep = 0.01;
  const std::string id = model.segments[segment].id;
  const std::string field = "scores." + std::string(model.scores[score].id);
  const Path place = {"segments", std::to_string(segment)};
  std::string out(json);
  const auto document = parse_json(json);
  const Value* segments = document ? document->find("segments") : nullptr;
  const Array* list = segments != nullptr ? segments->as_array() : nullptr;
  if (list == nullptr || segment >= list->size()) throw Unusable("the model has no segments");
  const auto find = [&](const char* part, std::initializer_list<const char*> ops) {
    const Value* condition = (*list)[segment].find(part);
    Path path = place;
    path.emplace_back(part);
    return condition != nullptr ? find_bound(*condition, field, ops, path) : std::nullopt;
  };
  const auto when = find("when", {"$gte", "$gt"});
  if (!when) {
    throw Unusable("segment " + id + " asks for no bound of " + field +
                   " in `when`: name another with --segment");
  }
  const double bound = when->op == "$gt" ? least - kShownStep : least;
  replace(out, when->path, number(bound));
  if (const auto leave = find("leave", {"$lt", "$lte"})) {
    const double low = model.scores[score].low.value();
    replace(out, leave->path, number(std::max(low, bound - (when->value - leave->value))));
  }
  const auto edited = compile(out);
  if (!edited) {
    throw Unusable("with that threshold the model has errors: " +
                   std::string(edited.errors()[0].fix));
  }
  return out;
}

}  // namespace kelvin::native
