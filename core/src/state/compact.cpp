#include "state/compact.h"

#include <array>
#include <utility>

#include "base/hash.h"
#include "json/writer.h"
#include "kelvin/state_block.h"
#include "state/block.h"

namespace kelvin {
namespace {

constexpr const char* kDamaged = "this is not as it was saved";
constexpr int kSumDigits = 12;

/// The four lists of a state that follow the model's: what each item is called, and which of them
/// hold something.
struct Part {
  const char* member;
  const char* kind;
};
constexpr std::array<Part, 4> kParts = {{{"rules", "rule "},
                                         {"scores", "momentum "},
                                         {"segments", "segment "},
                                         {"triggers", "trigger "}}};

using Sizes = std::array<std::size_t, kParts.size()>;

Sizes sizes_of(const State& state) {
  return {state.rules.size(), state.momentum.size(), state.segments.size(), state.triggers.size()};
}

bool holds_something(const State& state, std::size_t part, std::size_t i) {
  switch (part) {
    case 0:
      return state.rules[i] != RuleState{};
    case 1:
      return !state.momentum[i].empty();
    case 2:
      return state.segments[i] != 0;
    default:
      return state.triggers[i] != TriggerState{};
  }
}

const Text& id_of(const Model& model, std::size_t part, std::size_t i) {
  switch (part) {
    case 0:
      return model.rules[i].id;
    case 1:
      return model.scores[i].id;
    case 2:
      return model.segments[i].id;
    default:
      return model.triggers[i].id;
  }
}

std::optional<std::size_t> place_in(const Model& model, std::size_t part, const Text& id,
                                    Restored& out) {
  const char* kind = kParts[part].kind;
  switch (part) {
    case 0:
      return place_of(model.rules, id, kind, out);
    case 1:
      return place_of(model.scores, id, kind, out);
    case 2:
      return place_of(model.segments, id, kind, out);
    default:
      return place_of(model.triggers, id, kind, out);
  }
}

void move_item(State& from, std::size_t i, State& to, std::size_t j, std::size_t part) {
  switch (part) {
    case 0:
      to.rules[j] = std::move(from.rules[i]);
      return;
    case 1:
      to.momentum[j] = std::move(from.momentum[i]);
      return;
    case 2:
      to.segments[j] = from.segments[i];
      return;
    default:
      to.triggers[j] = from.triggers[i];
  }
}

/// Over all that decides what the block means.
class Checksum {
 public:
  void add(std::string_view text) { hash_ = hash_bytes(text, hash_ + text.size()); }
  void add(std::uint64_t n) { hash_ = mix_bits(hash_ ^ n); }
  [[nodiscard]] std::uint64_t value() const { return to_48_bits(hash_); }

 private:
  std::uint64_t hash_ = 0;
};

/// Refuses, with the place, what is not as it was saved.
bool require(Fields& top, const Value& document, const char* member, bool truth) {
  const Value* at = top.get(member);
  if (!truth) top.problems().add("bad_value", at != nullptr ? *at : document, kDamaged);
  return truth;
}

/// Reads the sizes of the model of then, and makes the state's lists as long.
bool read_sizes(Fields& top, const Value& document, State& state, Checksum& sum) {
  const Value* value = top.get("sizes");
  const Array* sizes = value != nullptr ? value->as_array() : nullptr;
  if (!require(top, document, "sizes", sizes != nullptr && sizes->size() == kParts.size())) {
    return false;
  }
  Sizes read{};
  for (std::size_t part = 0; part < read.size(); ++part) {
    const std::int64_t n = top.whole((*sizes)[part]);
    if (!require(top, document, "sizes", n >= 0 && n <= static_cast<std::int64_t>(kMaxItems))) {
      return false;
    }
    read[part] = static_cast<std::size_t>(n);
    sum.add(static_cast<std::uint64_t>(n));
  }
  state.rules.resize(read[0]);
  state.momentum.resize(read[1]);
  state.segments.resize(read[2]);
  state.triggers.resize(read[3]);
  return true;
}

/// The ids of one part, each a text.
std::span<const Value> ids_in(Fields& top, const char* member, Checksum& sum) {
  const Value* value = top.get(member);
  if (value == nullptr) return {};
  const auto ids = read_list(top.problems(), *value);
  for (const Value& id : ids) {
    const Text* text = read_text(top.problems(), id);
    if (text != nullptr) sum.add(*text);
  }
  return ids;
}

/// What the model of today still has of one part. False where the ids are not those of the block.
bool take_part(const Model& model, std::span<const Value> ids, std::size_t part, State& from,
               Restored& out) {
  const std::size_t size = sizes_of(from)[part];
  std::size_t next = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (!holds_something(from, part, i)) continue;
    if (next == ids.size()) return false;
    const auto place = place_in(model, part, *ids[next++].as_text(), out);
    if (place) move_item(from, i, out.state, *place, part);
  }
  return next == ids.size();
}

void take_visitor(const Model& model, State& from, State& to) {
  State fresh = new_state(model);
  std::swap(fresh.rules, from.rules);
  std::swap(fresh.momentum, from.momentum);
  std::swap(fresh.segments, from.segments);
  std::swap(fresh.triggers, from.triggers);
  to = std::move(from);
  from = std::move(fresh);
}

}  // namespace

bool is_compact(const Value& document) {
  const Value* format = document.find("kelvin");
  return format != nullptr && *format == Value(kCompactFormat);
}

Text save_compact(const Model& model, const State& state) {
  Checksum sum;
  JsonWriter json;
  json.begin_object().integer("kelvin", kCompactFormat);
  json.key("model").begin_object().text("id", model.id);
  json.text("version", model.version).text("digest", to_hex(model.digest));
  json.integer("laws", kLaws).end_object().integer("events", state.events);
  const Sizes sizes = sizes_of(state);
  json.key("sizes").begin_array();
  for (const std::size_t size : sizes) {
    json.integer(static_cast<std::int64_t>(size));
    sum.add(std::uint64_t{size});
  }
  json.end_array();
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    json.key(kParts[part].member).begin_array();
    for (std::size_t i = 0; i < sizes[part]; ++i) {
      if (!holds_something(state, part, i)) continue;
      json.text(id_of(model, part, i));
      sum.add(id_of(model, part, i));
    }
    json.end_array();
  }
  List<char> memory;
  const Text block = digits_of(pack(model, state, memory));
  sum.add(block);
  sum.add(model.digest);
  return json.text("block", block).text("sum", to_hex(sum.value(), kSumDigits)).end_object().take();
}

void read_compact(const Model& model, Fields& top, const Value& document, Restored& out) {
  Checksum sum;
  State then;
  if (!read_sizes(top, document, then, sum)) return;
  std::array<std::span<const Value>, kParts.size()> ids;
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    ids[part] = ids_in(top, kParts[part].member, sum);
  }
  // Longer than any other text may be: a block has no bound but the model's.
  const Value* laid = top.get("block");
  const Text* text = laid != nullptr ? laid->as_text() : nullptr;
  const std::string_view block = text != nullptr ? std::string_view(*text) : std::string_view();
  sum.add(block);
  sum.add(out.saved_under);
  Text bytes;
  const bool same = out.saved_under == model.digest;
  const bool whole = top.hex("sum") == sum.value() && bytes_of_digits(block, bytes) &&
                     read_block(bytes, same ? model.digest : 0, then) && is_sound(then);
  if (!top.problems().none() || !require(top, document, "block", whole)) return;
  if (!require(top, document, "events", top.count("events") == then.events)) return;
  take_visitor(model, then, out.state);
  for (const std::size_t part : {0U, 1U, 3U, 2U}) {
    if (!require(top, document, kParts[part].member,
                 take_part(model, ids[part], part, then, out))) {
      return;
    }
  }
}

}  // namespace kelvin
