// SurveyReader: a message as it is walked, its fields put aside until its type and name are known.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "event/scrub.h"
#include "fold.h"
#include "kelvin/study/survey.h"
#include "survey_counts.h"

namespace kelvin::study {
namespace {

/// Where in a message something stands.
enum class Place : std::uint8_t {
  kSkipped,
  kRoot,
  kContext,
  kPage,
  kProperties,
  kTraits,
  kContextTraits,
  // Texts of the message.
  kType,
  kEvent,
  kPath,
  kUrl,
};

bool holds_fields(Place place) {
  return place == Place::kProperties || place == Place::kTraits || place == Place::kContextTraits;
}

struct Member {
  Place in;
  std::string_view name;
  Place is;
};
constexpr Member kMembers[] = {
    {Place::kRoot, "type", Place::kType},
    {Place::kRoot, "event", Place::kEvent},
    {Place::kRoot, "properties", Place::kProperties},
    {Place::kRoot, "traits", Place::kTraits},
    {Place::kRoot, "context", Place::kContext},
    {Place::kContext, "page", Place::kPage},
    {Place::kContext, "traits", Place::kContextTraits},
    {Place::kPage, "path", Place::kPath},
    {Place::kPage, "url", Place::kUrl},
};

/// A piece of the message's texts: they share one buffer, which keeps its memory.
struct Piece {
  std::size_t from = 0, size = 0;
};

/// A value as it was heard.
struct Heard {
  Place place = Place::kSkipped;  ///< kProperties, kTraits or kContextTraits
  Kind kind = Kind::kNull;
  bool in_list = false;
  bool boolean = false;
  double number = 0;
  std::uint64_t path_hash = 0;
  std::uint64_t top_hash = 0;  ///< of the first name of the path
  Piece path, text;
};

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

struct SurveyReader::Draft {
  explicit Draft(Survey::Counts& c) : counts(c) {}

  /// An open object or list.
  struct Frame {
    Place place = Place::kSkipped;
    bool list = false;
    std::size_t path = 0;   ///< how long the path to it is
    std::size_t names = 0;  ///< of how many names
    std::uint64_t top_hash = 0;
  };

  Survey::Counts& counts;
  std::array<Frame, kMaxDepth + 2> frames{};
  std::size_t depth = 0;
  Place next = Place::kSkipped;  ///< what the next value is
  std::string path;              ///< of the next value, among fields
  std::size_t names = 0;
  std::uint64_t top_hash = 0;

  std::string type, event, own_path, own_url, page_path, page_url;
  std::string texts;
  std::vector<Heard> heard;

  void reset() {
    depth = 0;
    next = Place::kSkipped;
    for (std::string* text : {&type, &event, &own_path, &own_url, &page_path, &page_url, &texts}) {
      text->clear();
    }
    heard.clear();
  }

  Piece put(std::string_view text) {
    const Piece piece{texts.size(), text.size()};
    texts += text;
    return piece;
  }
  [[nodiscard]] std::string_view get(Piece piece) const {
    return std::string_view(texts).substr(piece.from, piece.size);
  }

  [[nodiscard]] const Frame& innermost() const {
    static const Frame kNone;
    return depth == 0 || depth > frames.size() ? kNone : frames[depth - 1];
  }

  bool key(std::string_view name) {
    const Frame& frame = innermost();
    next = Place::kSkipped;
    names = 0;
    if (holds_fields(frame.place)) return field_key(frame, name);
    for (const Member& member : kMembers) {
      if (member.in == frame.place && member.name == name) next = member.is;
    }
    return next != Place::kSkipped;
  }

  bool field_key(const Frame& frame, std::string_view name) {
    if (frame.names == kMaxFieldDepth) return false;
    path.resize(frame.path);
    if (!path.empty()) path += '.';
    if (may_fold(name)) {
      path += folded_name(name);
    } else {
      path += name;
    }
    names = frame.names + 1;
    top_hash = names == 1 ? hash_bytes(path) : frame.top_hash;
    next = frame.place;
    return true;
  }

  /// The value is of a field: an item of a list is of the list's.
  bool begin_value(Heard& value, Kind kind) {
    const Frame& frame = innermost();
    if (frame.list) {
      next = frame.place;
      path.resize(frame.path);
      names = frame.names;
      top_hash = frame.top_hash;
    }
    if (!holds_fields(next) || names == 0) return false;
    value.place = next;
    value.kind = kind;
    value.in_list = frame.list;
    value.path_hash = hash_bytes(path);
    value.top_hash = top_hash;
    value.path = put(path);
    return true;
  }

  void scalar(Heard value, Kind kind) {
    if (depth > 0 && begin_value(value, kind)) heard.push_back(value);
    next = Place::kSkipped;
  }

  void text(std::string_view utf8) {
    if (depth == 0) return;
    Heard value;
    if (begin_value(value, Kind::kText)) {
      if (value.place == Place::kProperties && names == 1 && !value.in_list) take_page(utf8);
      value.text = put(utf8);
      heard.push_back(value);
    } else if (next == Place::kType) {
      type = utf8;
    } else if (next == Place::kEvent) {
      event = utf8;
    } else if (next == Place::kPath) {
      page_path = utf8;
    } else if (next == Place::kUrl) {
      page_url = utf8;
    }
    next = Place::kSkipped;
  }

  void take_page(std::string_view utf8) {
    if (path == "path") own_path = utf8;
    if (path == "url") own_url = utf8;
  }

  void begin(Kind kind) {
    Frame frame;
    if (depth == 0) {
      if (kind == Kind::kObject) frame.place = Place::kRoot;
    } else {
      Heard value;
      if (begin_value(value, kind)) {
        heard.push_back(value);
        frame = {next, kind == Kind::kList, path.size(), names, top_hash};
      } else if (kind == Kind::kObject) {
        frame.place = next;
      }
    }
    if (depth < frames.size()) frames[depth] = frame;
    ++depth;
    next = Place::kSkipped;
  }
  void end() {
    if (depth > 0) --depth;
  }

  void finish(std::string_view visitor, bool asked);
  void count_field(const Heard& value, std::uint64_t event_key, std::uint64_t visitor);
  void list_traits();
  [[nodiscard]] bool counts_for(const Heard& value) const;

  std::vector<std::uint64_t> traits;  ///< hashes of the names in `traits`, sorted
};

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
  if (!plain || field->many) return;
  std::string_view text = get(value.text);
  std::string masked;
  if (value.kind == Kind::kText && may_be_masked(text)) text = masked = scrub_text(text);
  bool fresh = false;
  ValueCount* count = field->value(hash_of_value(value, text), fresh);
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

SurveyReader::SurveyReader(Survey& survey) : draft_(std::make_unique<Draft>(*survey.counts_)) {}
SurveyReader::~SurveyReader() = default;

bool SurveyReader::key(std::string_view name) {
  return draft_->key(name);
}
void SurveyReader::null() {
  draft_->scalar({}, Kind::kNull);
}
void SurveyReader::boolean(bool b) {
  Heard value;
  value.boolean = b;
  draft_->scalar(value, Kind::kBool);
}
void SurveyReader::number(double d) {
  Heard value;
  value.number = d;
  draft_->scalar(value, Kind::kNumber);
}
void SurveyReader::text(std::string_view utf8) {
  draft_->text(utf8);
}
void SurveyReader::begin_object() {
  draft_->begin(Kind::kObject);
}
void SurveyReader::end_object() {
  draft_->end();
}
void SurveyReader::begin_array() {
  draft_->begin(Kind::kList);
}
void SurveyReader::end_array() {
  draft_->end();
}
void SurveyReader::finish(std::string_view visitor, bool asked) {
  draft_->finish(visitor, asked);
}
void SurveyReader::reset() {
  draft_->reset();
}

}  // namespace kelvin::study
