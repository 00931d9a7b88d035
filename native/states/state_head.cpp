#include "states/state_head.h"

#include <utility>

#include "kelvin/json.h"
#include "kelvin/value.h"
#include "support/hex.h"

namespace kelvin::native {
namespace {

Value list_of(const List<Text>& ids) {
  Array items;
  for (const Text& id : ids) items.push_back(Value(id));
  return items;
}

bool read_ids(const Value& from, const char* name, List<Text>& ids) {
  const Value* list = from.find(name);
  const Array* items = list != nullptr ? list->as_array() : nullptr;
  if (items == nullptr || items->size() > kMaxItems) return false;
  for (const Value& item : *items) {
    const Text* id = item.as_text();
    if (id == nullptr) return false;
    ids.push_back(*id);
  }
  return true;
}

std::uint64_t read_hex(std::string_view digits) {
  std::uint64_t n = 0;
  for (const char c : digits) n = n << 4 | std::string_view("0123456789abcdef").find(c);
  return n;
}

std::string text_in(const Value& from, const char* name) {
  const Value* value = from.find(name);
  const Text* text = value != nullptr ? value->as_text() : nullptr;
  return text != nullptr ? std::string(*text) : "";
}

std::optional<std::int64_t> number_in(const Value& from, const char* name) {
  const Value* value = from.find(name);
  const double* number = value != nullptr ? value->as_number() : nullptr;
  if (number == nullptr) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

bool read_model(const Value& from, BlockModel& model) {
  model.id = text_in(from, "id");
  model.version = text_in(from, "version");
  const std::string digest = text_in(from, "digest");
  const auto laws = number_in(from, "laws");
  if (digest.size() != 16 || digest.find_first_not_of("0123456789abcdef") != digest.npos || !laws) {
    return false;
  }
  model.digest = read_hex(digest);
  model.laws = static_cast<int>(*laws);
  // Files of before know of none.
  if (from.find("experiences") != nullptr && !read_ids(from, "experiences", model.experiences)) {
    return false;
  }
  return read_ids(from, "rules", model.rules) && read_ids(from, "scores", model.scores) &&
         read_ids(from, "segments", model.segments) && read_ids(from, "triggers", model.triggers);
}

}  // namespace

std::string head_json(const StateHead& head) {
  Value model = Object{};
  model.set("id", head.model.id);
  model.set("version", head.model.version);
  model.set("digest", hex(head.model.digest));
  model.set("laws", head.model.laws);
  model.set("rules", list_of(head.model.rules));
  model.set("scores", list_of(head.model.scores));
  model.set("segments", list_of(head.model.segments));
  model.set("triggers", list_of(head.model.triggers));
  if (!head.model.experiences.empty()) model.set("experiences", list_of(head.model.experiences));
  Value out = Object{};
  out.set("model", std::move(model));
  out.set("visitors", static_cast<double>(head.visitors));
  if (head.newest) out.set("newest", static_cast<double>(head.newest->ms));
  if (head.tick) out.set("tick", static_cast<double>(head.tick->ms));
  out.set("stitched", head.stitched);
  return std::string(to_json(out));
}

std::optional<StateHead> read_head(std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return std::nullopt;
  const Value* model = document->find("model");
  const auto visitors = number_in(*document, "visitors");
  StateHead head;
  if (model == nullptr || !read_model(*model, head.model) || !visitors) return std::nullopt;
  head.visitors = static_cast<std::uint64_t>(*visitors);
  if (const auto newest = number_in(*document, "newest")) head.newest = Instant{*newest};
  if (const auto tick = number_in(*document, "tick")) head.tick = Duration{*tick};
  const Value* stitched = document->find("stitched");
  head.stitched = stitched != nullptr && *stitched == Value(true);
  return head;
}

std::string told(std::optional<Instant> time) {
  return time ? std::string(to_iso(*time)) : "no event";
}

std::string told(std::optional<Duration> interval) {
  if (!interval) return "no --tick";
  constexpr std::pair<Duration, char> kUnits[] = {{kDay, 'd'}, {kHour, 'h'}, {kMinute, 'm'}};
  for (const auto& [unit, letter] : kUnits) {
    if (interval->ms % unit.ms == 0) {
      return "--tick " + std::to_string(interval->ms / unit.ms) + letter;
    }
  }
  return "--tick " + std::to_string(interval->ms / kSecond.ms) + "s";
}

}  // namespace kelvin::native
