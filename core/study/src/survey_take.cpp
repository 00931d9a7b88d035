// SurveyReader: taking a message into the counts.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/hash.h"
#include "event/scrub.h"
#include "fold.h"
#include "survey_draft.h"

namespace kelvin::study {
namespace {

std::uint64_t hash_of_value(const Heard& heard, std::string_view text) {
  const auto seed = static_cast<std::uint64_t>(heard.kind) + 1;
  if (heard.kind == Kind::kText) return hash_bytes(text, seed);
  double number = heard.kind == Kind::kBool ? (heard.boolean ? 1 : 0) : heard.number;
  if (number == 0) number = 0;  // -0 is one with it
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof number);
  std::memcpy(&bits, &number, sizeof bits);
  return mix_bits(bits ^ mix_bits(seed));
}

bool may_be_masked(std::string_view text) {
  return text.find_first_of("@%\xEF") != std::string_view::npos;
}

}  // namespace

void SurveyReader::Draft::list_traits() {
  traits.clear();
  for (const Heard& value : heard) {
    if (value.place == Place::kTraits) traits.push_back(value.top_hash);
  }
  std::sort(traits.begin(), traits.end());
}

/// Traits of identify and group, properties of others. A trait of `context` counts where `traits`
/// has none of that name.
bool SurveyReader::Draft::counts_for(const Heard& value) const {
  const bool identify = type == "identify";
  switch (value.place) {
    case Place::kTraits:
      return identify || type == "group";
    case Place::kContextTraits:
      return identify && !std::binary_search(traits.begin(), traits.end(), value.top_hash);
    default:
      return !identify && type != "group";
  }
}

void SurveyReader::Draft::count_field(const Heard& value, std::uint64_t event_key,
                                      std::uint64_t visitor) {
  if (!value.in_list) ++counts.field_values;
  FieldCount* field = counts.fields.at(counts.field_key(event_key, value.path_hash));
  if (field == nullptr) return;
  if (field->path.empty()) {
    field->event = event_key;
    field->path = get(value.path);
  }
  if (field->last_message != counts.messages) {
    field->last_message = counts.messages;
    ++field->messages;
  }
  if (!value.in_list) ++field->kinds[static_cast<std::size_t>(value.kind)];
  const bool plain = value.kind <= Kind::kBool;
  if (plain && !field->many) count_value(*field, value, visitor);
}

void SurveyReader::Draft::count_value(FieldCount& field, const Heard& value,
                                      std::uint64_t visitor) {
  std::string_view text = get(value.text);
  std::string masked;
  if (value.kind == Kind::kText && may_be_masked(text)) text = masked = scrub_text(text);
  bool fresh = false;
  ValueCount* count = field.value(hash_of_value(value, text), fresh);
  if (count == nullptr) return;
  ++count->count;
  count->visitors.insert(visitor);
  if (!fresh) return;
  count->too_long = text.size() > kMaxValueBytes;
  if (value.kind == Kind::kNumber) count->value = value.number;
  if (value.kind == Kind::kBool) count->value = value.boolean;
  if (value.kind == Kind::kText && !count->too_long) count->value = text;
}

void SurveyReader::Draft::finish(std::string_view visitor, bool asked) {
  const bool track = type == "track";
  const std::string& given = track ? event : type;
  const std::string name = counts.is_kept(type, given) ? given : folded_name(given);
  const std::uint64_t who = hash_bytes(visitor) | 1;
  ++counts.messages;
  counts.visitors.insert(who);
  const std::uint64_t key = counts.event_key(type, name);
  if (EventCount* count = counts.events.at(key)) {
    if (count->messages == 0) {
      count->name = name;
      count->type = track ? type : name;
    }
    ++count->messages;
    count->visitors.insert(who);
  }
  list_traits();
  for (const Heard& value : heard) {
    if (counts_for(value)) count_field(value, key, who);
  }
  if (type == "page") {
    std::string_view where = own_path.empty() ? page_path : own_path;
    if (where.empty()) where = own_url.empty() ? page_url : own_url;
    where = path_of(where);
    if (where.starts_with('/')) counts.add_view(where, who, asked);
  }
  reset();
}

}  // namespace kelvin::study
