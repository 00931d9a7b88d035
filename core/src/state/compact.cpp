#include "state/compact.h"

#include <array>
#include <utility>

#include "base/hash.h"
#include "json/writer.h"
#include "kelvin/state_block.h"
#include "state/block.h"
#include "state/takeover.h"

namespace kelvin {
namespace {

constexpr const char* kDamaged = "this is not as it was saved";
constexpr int kSumDigits = 12;

using Sizes = std::array<std::size_t, kParts.size()>;

Sizes sizes_of(const State& state) {
  Sizes sizes{};
  for (std::size_t part = 0; part < sizes.size(); ++part) sizes[part] = size_of(state, part);
  return sizes;
}

/// How many parts are written: the experiences only of who saw one.
std::size_t parts_of(const State& state) {
  for (std::size_t i = 0; i < state.exposures.size(); ++i) {
    if (holds_something(state, kExperiencePart, i)) return kParts.size();
  }
  return kExperiencePart;
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
  const std::size_t parts = sizes != nullptr ? sizes->size() : 0;
  if (!require(top, document, "sizes", parts == kExperiencePart || parts == kParts.size())) {
    return false;
  }
  Sizes read{};
  for (std::size_t part = 0; part < parts; ++part) {
    const std::int64_t n = top.whole((*sizes)[part]);
    if (!require(top, document, "sizes", n >= 0 && n <= static_cast<std::int64_t>(kMaxItems))) {
      return false;
    }
    read[part] = static_cast<std::size_t>(n);
    sum.add(static_cast<std::uint64_t>(n));
  }
  for (std::size_t part = 0; part < read.size(); ++part) resize(state, part, read[part]);
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
bool take_part(Takeover& takeover, std::span<const Value> ids, std::size_t part,
               const State& from) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < size_of(from, part); ++i) {
    if (!holds_something(from, part, i)) continue;
    if (next == ids.size()) return false;
    takeover.take(part, i, *ids[next++].as_text());
  }
  return next == ids.size();
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
  const std::size_t parts = parts_of(state);
  json.key("sizes").begin_array();
  for (std::size_t part = 0; part < parts; ++part) {
    json.integer(static_cast<std::int64_t>(sizes[part]));
    sum.add(std::uint64_t{sizes[part]});
  }
  json.end_array();
  for (std::size_t part = 0; part < parts; ++part) {
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
  Takeover takeover(model, then, out);
  for (const std::size_t part : kTakeoverOrder) {
    if (!require(top, document, kParts[part].member, take_part(takeover, ids[part], part, then))) {
      return;
    }
  }
}

}  // namespace kelvin
