// compile: the model's text to a Model, or every error in it.
#include <algorithm>
#include <string>

#include "base/hash.h"
#include "condition/glob.h"
#include "facts/free_mail.h"
#include "kelvin/model.h"
#include "model/compiler.h"

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

std::string id_of(const Value& value) {
  const Value* id = value.find("id");
  return id != nullptr && id->as_text() != nullptr ? *id->as_text() : "";
}

const Array& items_of(const Value& value, std::string_view key) {
  static const Array kNone;
  const Value* list = value.find(key);
  return list != nullptr && list->as_array() != nullptr ? *list->as_array() : kNone;
}

/// The document without what does not score: notes, tests and the schema's address.
Value minified(const Value& value, bool top) {
  if (const Array* items = value.as_array()) {
    Array out;
    for (const Value& item : *items) out.push_back(minified(item, false));
    return out;
  }
  const Object* members = value.as_object();
  if (members == nullptr) return value;
  Object out;
  for (const auto& [name, member] : *members) {
    if (name == "note" && member.as_text() != nullptr) continue;
    if (top && (name == "tests" || name == "$schema")) continue;
    out.emplace_back(name, minified(member, false));
  }
  return out;
}

std::uint64_t digest_of(const Value& document) {
  return hash_bytes(to_json(minified(document, true)), kFreeMailVersion);
}

}  // namespace

std::optional<std::size_t> Ids::find(std::string_view id) const {
  const auto it = std::find(ids_.begin(), ids_.end(), id);
  if (it == ids_.end() || id.empty()) return std::nullopt;
  return static_cast<std::size_t>(it - ids_.begin());
}

void Compiler::collect_ids(const Value& document) {
  for (const Value& score : items_of(document, "scores")) {
    scores.add(id_of(score));
    for (const Value& rule : items_of(score, "rules")) {
      rules.add(id_of(rule));
      is_fact.push_back(rule.find("while") != nullptr);
    }
  }
  for (const Value& segment : items_of(document, "segments")) segments.add(id_of(segment));
  for (const Value& d : items_of(document, "destinations")) destinations.add(id_of(d));
}

std::string Compiler::read_id(Members& members) {
  const auto spot = members.need("id");
  if (!spot) return "";
  auto id = read_text(problems, *spot);
  if (!id) return "";
  if (!is_id(*id)) {
    problems.add("bad_id", *spot, "use letters, digits, - and _, at most 64");
  } else if (std::find(all_ids.begin(), all_ids.end(), *id) != all_ids.end()) {
    problems.add("duplicate_id", *spot, "give each thing in the model its own id");
  } else {
    all_ids.push_back(*id);
  }
  return *std::move(id);
}

std::optional<std::size_t> Compiler::read_reference(const Spot& spot, const Ids& ids) {
  const auto name = read_text(problems, spot);
  if (!name) return std::nullopt;
  const auto index = ids.find(*name);
  if (!index) problems.add("unknown_reference", spot, suggest(*name, ids.names()));
  return index;
}

NameId Compiler::intern(std::string_view name) {
  const auto it = std::find_if(model.names.begin(), model.names.end(),
                               [name](const EventName& known) { return known.name == name; });
  const auto id = static_cast<NameId>(it - model.names.begin());
  if (it == model.names.end()) model.names.push_back({std::string(name), false, false, {}});
  return id;
}

void Compiler::read_pages(Members& top) {
  const auto spot = top.get("pages");
  if (!spot) return;
  const Object* groups = spot->value->as_object();
  if (groups == nullptr) {
    problems.add("wrong_type", *spot, "make it an object: names, each with its globs");
    return;
  }
  for (const auto& [name, value] : *groups) {
    PageGroup group{name, {}};
    for (auto& [glob, at] : read_texts(problems, spot->member(name, value))) {
      if (glob.size() > kMaxGlob || !(glob.starts_with('/') || glob.starts_with("*"))) {
        problems.add("bad_value", at, "begin a glob with / or *, and keep it within 256 bytes");
      }
      group.globs.push_back({std::string(without_trailing_slash(glob))});
    }
    model.pages.push_back(std::move(group));
  }
}

void Compiler::read_names(Members& top) {
  model.visit_name = intern("visit");
  model.names[static_cast<std::size_t>(intern("Tick"))].passive = true;
  const auto mark = [this, &top](std::string_view key, bool EventName::* mark_member) {
    if (const auto spot = top.get(key)) {
      for (const auto& [name, at] : read_texts(problems, *spot)) {
        model.names[static_cast<std::size_t>(intern(name))].*mark_member = true;
      }
    }
  };
  mark("passive", &EventName::passive);
  mark("offsite", &EventName::offsite);
}

void Compiler::read_privacy(Members& top) {
  const auto spot = top.get("privacy");
  if (!spot) return;
  Members privacy(problems, *spot, {"keep", "retention"});
  privacy.duration("retention");
  const auto keep = privacy.get("keep");
  if (!keep) return;
  for (const auto& [name, at] : read_texts(problems, *keep)) {
    std::string_view path = name;
    for (const std::string_view prefix : {"properties.", "profile.", "traits."}) {
      if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    }
    // A bare name may be a property or a trait: keep both.
    for (const std::string_view root : {"properties.", "profile."}) {
      read_field(std::string(root) + std::string(path), at, FieldUse::kTrigger);
    }
  }
}

Result<Model> compile(std::string_view json) {
  if (json.size() > kMaxModelBytes) {
    return Error{"too_long", "", std::to_string(json.size()) + " bytes",
                 "a model has at most " + std::to_string(kMaxModelBytes)};
  }
  const auto document = parse_json(json);
  if (!document) return document.errors();

  Compiler compiler;
  Members top(compiler.problems, {&*document, ""},
              {"$schema", "kelvin", "id", "version", "visit", "passive", "offsite", "pages",
               "privacy", "scores", "grade", "segments", "triggers", "destinations", "tests"});
  if (document->as_object() == nullptr) return compiler.problems.take();
  compiler.collect_ids(*document);
  if (const auto format = top.need("kelvin"); format && *format->value != Value(1)) {
    compiler.problems.add("bad_value", *format, "this is for models of format 1: write 1");
  }
  compiler.model.id = compiler.read_id(top);
  compiler.all_ids.clear();  // what stands in a model may bear the model's own name
  if (const auto version = top.need("version")) {
    compiler.model.version = read_text(compiler.problems, *version).value_or("");
  }
  if (const auto visit = top.get("visit")) {
    Members members(compiler.problems, *visit, {"timeout"});
    if (const auto timeout = members.duration("timeout")) compiler.model.visit_timeout = *timeout;
  }
  compiler.model.fields.properties.add({"seconds"});  // of Page Engaged, for the counters
  compiler.read_names(top);
  compiler.read_pages(top);
  compiler.read_scores(top);
  compiler.read_grade(top);
  compiler.read_segments(top);
  compiler.read_destinations(top);
  compiler.read_triggers(top);
  compiler.read_privacy(top);
  if (!compiler.problems.none()) return compiler.problems.take();
  compiler.model.digest = digest_of(*document);
  return std::move(compiler.model);
}

NameId Model::find_name(std::string_view name) const {
  const auto it = std::find_if(names.begin(), names.end(),
                               [name](const EventName& known) { return known.name == name; });
  return it == names.end() ? kNoName : static_cast<NameId>(it - names.begin());
}

}  // namespace kelvin
