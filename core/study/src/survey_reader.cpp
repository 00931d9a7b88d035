// SurveyReader: hearing a message.
#include <string>
#include <utility>

#include "base/hash.h"
#include "fold.h"
#include "kelvin/study/survey.h"
#include "survey_draft.h"

namespace kelvin::study {
namespace {

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

}  // namespace

void SurveyReader::Draft::reset() {
  depth = 0;
  next = Place::kSkipped;
  for (std::string* text : {&type, &event, &own_path, &own_url, &page_path, &page_url, &texts}) {
    text->clear();
  }
  heard.clear();
}

Piece SurveyReader::Draft::put(std::string_view text) {
  const Piece piece{texts.size(), text.size()};
  texts += text;
  return piece;
}
std::string_view SurveyReader::Draft::get(Piece piece) const {
  return std::string_view(texts).substr(piece.from, piece.size);
}

const SurveyReader::Draft::Frame& SurveyReader::Draft::innermost() const {
  static const Frame kNone;
  return depth == 0 || depth > frames.size() ? kNone : frames[depth - 1];
}

bool SurveyReader::Draft::key(std::string_view name) {
  const Frame& frame = innermost();
  next = Place::kSkipped;
  names = 0;
  if (holds_fields(frame.place)) return field_key(frame, name);
  for (const Member& member : kMembers) {
    if (member.in == frame.place && member.name == name) next = member.is;
  }
  return next != Place::kSkipped;
}

bool SurveyReader::Draft::field_key(const Frame& frame, std::string_view name) {
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
bool SurveyReader::Draft::begin_value(Heard& value, Kind kind) {
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

void SurveyReader::Draft::scalar(Heard value, Kind kind) {
  if (depth > 0 && begin_value(value, kind)) heard.push_back(value);
  next = Place::kSkipped;
}

void SurveyReader::Draft::text(std::string_view utf8) {
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

void SurveyReader::Draft::take_page(std::string_view utf8) {
  if (path == "path") own_path = utf8;
  if (path == "url") own_url = utf8;
}

void SurveyReader::Draft::begin(Kind kind) {
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
void SurveyReader::Draft::end() {
  if (depth > 0) --depth;
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
