// compile: the model's document to a Model, or every error in it.
#include <algorithm>

#include "base/hash.h"
#include "compile/compiler.h"
#include "compile/enlist.h"
#include "compile/path_glob.h"
#include "condition/glob.h"
#include "condition/reads.h"
#include "facts/free_mail.h"
#include "kelvin/digest.h"
#include "kelvin/model.h"
#include "minify/minified.h"

namespace kelvin {
namespace {

constexpr std::size_t kLongestId = 64;

bool is_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), allowed);
}

}  // namespace

std::string_view id_of(const Value& value) {
  const Value* id = value.find("id");
  return id != nullptr && id->as_text() != nullptr ? *id->as_text() : std::string_view();
}

const Array& items_of(const Value& object, const char* key) {
  static const Array kNone;
  const Value* list = object.find(key);
  return list != nullptr && list->as_array() != nullptr ? *list->as_array() : kNone;
}

std::optional<std::size_t> index_of(std::span<const std::string_view> names,
                                    std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

void Compiler::collect_ids() {
  for (const Value& score : items_of(document, "scores")) {
    scores.push_back(id_of(score));
    for (const Value& rule : items_of(score, "rules")) rules.push_back(id_of(rule));
  }
  for (const Value& item : items_of(document, "top")) tops.push_back(id_of(item));
  for (const Value& segment : items_of(document, "segments")) segments.push_back(id_of(segment));
  for (const Value& d : items_of(document, "destinations")) destinations.push_back(id_of(d));
  if (const Value* account = document.find("account")) {
    for (const Value& role : items_of(*account, "roles")) roles.push_back(id_of(role));
    for (const Value& s : items_of(*account, "segments")) account_segments.push_back(id_of(s));
  }
}

Text Compiler::read_id(Members& members) {
  const Value* value = members.need("id");
  const Text* id = value != nullptr ? read_text(problems, *value) : nullptr;
  if (id == nullptr) return "";
  if (!is_id(*id)) {
    problems.add("bad_id", *value, "use letters, digits, - and _, at most 64");
  } else if (index_of(all_ids, *id)) {
    problems.add("duplicate_id", *value, "give each thing in the model its own id");
  } else {
    all_ids.push_back(*id);
  }
  return *id;
}

std::optional<std::size_t> Compiler::read_reference(const Value& value, const Names& ids) {
  const Text* name = read_text(problems, value);
  if (name == nullptr) return std::nullopt;
  const auto index = name->empty() ? std::nullopt : index_of(ids, *name);
  if (!index) problems.add("unknown_reference", value, suggest(*name, ids));
  return index;
}

NameId Compiler::intern(std::string_view name) {
  const NameId known = model.find_name(name);
  if (known != kNoName) return known;
  model.names.emplace_back().name = name;
  return static_cast<NameId>(model.names.size() - 1);
}

void Compiler::read_pages(Members& top) {
  const Value* pages = top.get("pages");
  if (pages == nullptr) return;
  const Object* groups = pages->as_object();
  if (groups == nullptr) {
    return problems.add("wrong_type", *pages, "make it an object: names, each with its globs");
  }
  for (const auto& [name, value] : *groups) {
    PageGroup& group = model.pages.emplace_back();
    group.name = name;
    for (const Value& item : read_some_texts(problems, value)) {
      const Text* glob = read_text(problems, item);
      if (glob == nullptr) continue;
      const std::string_view pattern = without_trailing_slash(*glob);
      if (glob->size() > kMaxGlob) {
        problems.add("bad_value", item, "keep a glob within 256 bytes");
      } else {
        check_path_glob(problems, item, pattern);
      }
      group.globs.emplace_back().pattern = pattern;
    }
  }
}

void Compiler::read_names(Members& top) {
  model.visit_name = intern("visit");
  model.names[static_cast<std::size_t>(intern("Tick"))].passive = true;
  const auto mark = [this, &top](const char* key, bool EventName::*mark_member) {
    const Value* list = top.get(key);
    if (list == nullptr) return;
    for (const Value& item : read_texts(problems, *list)) {
      const Text* name = read_text(problems, item);
      if (name != nullptr) model.names[static_cast<std::size_t>(intern(*name))].*mark_member = true;
    }
  };
  mark("passive", &EventName::passive);
  mark("offsite", &EventName::offsite);
}

/// How far the local clock is from UTC: `{"offset": "-5h"}`.
void Compiler::read_day(const Value& value) {
  Members day(problems, value, "offset");
  const Value* offset = day.get("offset");
  const Text* text = offset != nullptr ? read_text(problems, *offset) : nullptr;
  if (text == nullptr) return;
  std::string_view size = *text;
  const bool west = size.starts_with('-');
  if (west) size.remove_prefix(1);
  const auto ahead = parse_duration(size);
  if (!ahead || *ahead > kMostDayOffset) {
    return problems.add("bad_duration", *offset,
                        "use a duration from -14h to 14h, such as \"-5h\" or \"330m\"");
  }
  model.day_offset = {west ? -ahead->ms : ahead->ms};
}

void Compiler::read_privacy(Members& top) {
  const Value* value = top.get("privacy");
  if (value == nullptr) return;
  Members privacy(problems, *value, "keep retention");
  model.retention = privacy.duration("retention");
  const Value* keep = privacy.get("keep");
  if (keep == nullptr) return;
  for (const Value& item : read_texts(problems, *keep)) {
    const Text* name = read_text(problems, item);
    if (name == nullptr) continue;
    std::string_view path = *name;
    for (const std::string_view prefix : {"properties.", "profile.", "traits."}) {
      if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    }
    // A bare name may be a property or a trait: keep both.
    for (const char* root : {"properties.", "profile."}) {
      Field field;
      read_field(joined(root, Text(path)), item, FieldUse::kTrigger, field);
    }
  }
}

void Compiler::read_top() {
  Members top(problems, document,
              "$schema kelvin id version visit day passive offsite pages privacy scores top grade "
              "segments triggers destinations experiences account tests");
  if (document.as_object() == nullptr) return;
  top.text("$schema");
  collect_ids();
  if (const Value* format = top.need("kelvin"); format != nullptr && *format != Value(1)) {
    problems.add("bad_value", *format, "this is for models of format 1: write 1");
  }
  model.id = read_id(top);
  all_ids.clear();  // what stands in a model may bear the model's own name
  if (top.need("version") != nullptr) model.version = top.text("version");
  if (const Value* visit = top.get("visit")) {
    Members members(problems, *visit, "timeout");
    if (const auto timeout = members.duration("timeout")) model.visit_timeout = *timeout;
  }
  if (const Value* day = top.get("day")) read_day(*day);
  model.fields.properties.add({"seconds"});  // of Page Engaged, for the counters
  read_names(top);
  read_pages(top);
  read_scores(top);
  read_tops(top);
  read_grade(top);
  read_segments(top);
  read_destinations(top);
  read_triggers(top);
  read_experiences(top);
  read_account(top);
  read_privacy(top);
  enlist_exposures(model);
}

std::optional<Error> too_long_model(std::size_t bytes) {
  if (bytes <= kMaxModelBytes) return std::nullopt;
  return Error{"too_long", "", joined("", bytes, " bytes"),
               joined("a model has at most ", kMaxModelBytes)};
}

std::uint64_t digest_under(int laws, const Value& document) {
  // What scores depend on besides the text. The first laws had no number yet.
  const std::uint64_t number = laws > 1 ? static_cast<std::uint64_t>(laws) << 32 : 0;
  return hash_bytes(to_json(minified(document)), number | kFreeMailVersion);
}

Result<Model> compile(const Value& document) {
  auto model = std::make_unique<Model>();
  Compiler compiler{document, *model};
  compiler.read_top();
  if (!compiler.problems.none()) return compiler.problems.take();
  find_dependencies(*model);
  model->digest = digest_under(kLaws, document);
  return model;
}

NameId Model::find_name(std::string_view name) const {
  const auto it = std::find_if(names.begin(), names.end(),
                               [name](const EventName& known) { return known.name == name; });
  return it == names.end() ? kNoName : static_cast<NameId>(it - names.begin());
}

}  // namespace kelvin
