// take_over: a block of a table of visitors under a model that has changed since it was packed.
#include <memory>

#include "json/number_text.h"
#include "kelvin/state_block.h"
#include "state/block.h"
#include "state/compact.h"
#include "state/takeover.h"

namespace kelvin {
namespace {

template <class Item>
List<Text> ids_of(const List<Item>& items) {
  List<Text> ids;
  for (const Item& item : items) ids.push_back(item.id);
  return ids;
}

const List<Text>& ids_of(const BlockModel& then, std::size_t part) {
  switch (part) {
    case 0:
      return then.rules;
    case 1:
      return then.scores;
    case 2:
      return then.segments;
    case 3:
      return then.triggers;
    default:
      return then.experiences;
  }
}

Errors refused(const char* code, const char* at, const Text& found, const char* fix) {
  Errors errors;
  errors.push_back({code, at, found, fix});
  return errors;
}

}  // namespace

BlockModel block_model(const Model& model) {
  return {model.id,
          model.version,
          model.digest,
          kLaws,
          ids_of(model.rules),
          ids_of(model.scores),
          ids_of(model.segments),
          ids_of(model.triggers),
          ids_of(model.experiences)};
}

Result<Restored> take_over(const Model& model, const BlockModel& then, std::string_view bytes) {
  if (then.id != model.id) {
    return refused("other_model", "/model/id", then.id, "this belongs to another model");
  }
  if (then.laws > kLaws) {
    return refused("newer_format", "/model/laws", integer_text(std::int64_t{then.laws}),
                   "a newer version wrote this: leave it as it is");
  }
  State before;
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    resize(before, part, ids_of(then, part).size());
  }
  const std::uint64_t settled_under = then.digest == model.digest ? model.digest : 0;
  if (!read_block(bytes, settled_under, before) || !is_sound(before)) {
    return refused("bad_value", "", "", "these bytes are no state");
  }
  std::unique_ptr<Restored> out(new Restored{new_state(model), {}, then.digest});
  Takeover takeover(model, before, *out);
  for (const std::size_t part : kTakeoverOrder) {
    const List<Text>& ids = ids_of(then, part);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (holds_something(before, part, i)) takeover.take(part, i, ids[i]);
    }
  }
  fit_rules(model, out->state);
  return out;
}

}  // namespace kelvin
