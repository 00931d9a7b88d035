// Fields: the names that conditions, lookups and products use, and what of an event each of them
// needs to be kept.
#include <algorithm>

#include "compile/compiler.h"
#include "compile/known_fields.h"
#include "kelvin/event.h"

namespace kelvin {
namespace {

using Source = Field::Source;

constexpr std::size_t kMaxPath = 8;

bool allowed(Source source, FieldUse use) {
  const bool of_event = source <= Source::kPageGroup;
  const bool of_snapshot = source >= Source::kScore;
  switch (use) {
    case FieldUse::kWhere:
      return !of_snapshot;
    case FieldUse::kWhile:
      return source == Source::kProfile ||
             (source >= Source::kFirstChannel && source <= Source::kRuleSum);
    case FieldUse::kStanding:
      return !of_event;
    case FieldUse::kTrigger:
      return true;
    case FieldUse::kElement:
    case FieldUse::kAccount:
      return false;
  }
  return false;
}

bool is_account_field(std::string_view name, const Names& roles) {
  if (name == "scores.account" || name == "contacts") return true;
  return name.starts_with("roles.") && index_of(roles, name.substr(6));
}

const KnownField* find_field(std::string_view name, std::size_t& used) {
  for (const KnownField& field : kFields) {
    if (!name.starts_with(field.name)) continue;
    const bool ends = name.size() == field.name.size();
    if (ends || name[field.name.size()] == '.') {
      used = ends ? field.name.size() : field.name.size() + 1;
      return &field;
    }
  }
  return nullptr;
}

/// The name with as many of its first parts replaced as the field has: a field that leads on is
/// compared by its own part alone.
Text with_field(const KnownField& field, std::string_view name) {
  std::size_t end = 0;
  for (std::size_t dots = split(field.name, '.').size(); dots > 0 && end != name.npos; --dots) {
    end = name.find('.', end == 0 ? 0 : end + 1);
  }
  Text out(field.name);
  if (field.below != Below::kNothing && end != name.npos) out += name.substr(end);
  return out;
}

Text fields_of(FieldUse use, std::string_view name) {
  List<Text> texts;
  for (const KnownField& field : kFields) {
    if (allowed(field.source, use)) texts.push_back(with_field(field, name));
  }
  return suggest(name, Names(texts.begin(), texts.end()));
}

/// One field being read: a mistake is told once, with the whole name.
struct FieldReader {
  Compiler& compiler;
  std::string_view name;
  const Value& at;
  FieldUse use;

  bool refuse(const char* code, const Text& fix) const {
    compiler.problems.add(code, at, Text(name), fix);
    return false;
  }

  bool read(Field& out) const;
  /// What the names below the field lead to; takes down what events must keep for it.
  bool resolve(Field& field) const;
  bool resolve_rule(Field& field) const;
};

bool FieldReader::read(Field& out) const {
  std::size_t used = 0;
  const KnownField* known = find_field(name, used);
  if (known == nullptr) return refuse("bad_field", fields_of(use, name));
  if (!allowed(known->source, use)) return refuse("bad_field", "this field cannot be seen here");

  out.source = known->source;
  List<Text>& path = out.path;
  if (used < name.size()) {
    for (const std::string_view part : split(name.substr(used), '.')) path.emplace_back(part);
  }
  const bool empty_part = std::find(path.begin(), path.end(), "") != path.end();
  const bool needs_path = known->below != Below::kNothing;
  const std::size_t longest = !needs_path ? 0 : known->below == Below::kPath ? kMaxPath : 1;
  if (needs_path == path.empty() || empty_part || path.size() > longest) {
    return refuse("bad_field", joined("", Text(known->name),
                                      path.size() > longest ? " has nothing that deep below it"
                                                            : " needs a name after it"));
  }
  return resolve(out);
}

bool FieldReader::resolve(Field& field) const {
  FieldsNeeded& needed = compiler.model.fields;
  List<Text>& path = field.path;
  switch (field.source) {
    case Source::kProperty:
      needed.properties.add(path);
      field.index = static_cast<std::size_t>(needed.properties.find(path[0]) -
                                             needed.properties.members.data());
      path.erase(path.begin());
      return true;
    case Source::kProfile:
      if (path[0] == "company") {
        needed.company.add(path, 1);
        needed.any_traits.add(path, 1);
      }
      needed.traits.add(path);
      needed.any_traits.add(path);
      return true;
    case Source::kPageQuery:
      needed.query.push_back(path[0]);
      return true;
    case Source::kVisitCampaign:
    case Source::kFirstCampaign:
      if (Campaign().find(path[0]) != nullptr) return true;
      return refuse("bad_field", "a campaign has source, medium, name, term, content");
    case Source::kRuleHits:
      return resolve_rule(field);
    case Source::kScore:
    case Source::kMomentum: {
      const auto score = index_of(compiler.scores, path[0]);
      if (!score || path.size() != 1) {
        return refuse("unknown_reference", suggest(path[0], compiler.scores));
      }
      field.index = *score;
      return true;
    }
    case Source::kTop: {
      const auto top = index_of(compiler.tops, path[0]);
      if (!top) return refuse("unknown_reference", suggest(path[0], compiler.tops));
      field.index = *top;
      return true;
    }
    default:
      return true;
  }
}

bool FieldReader::resolve_rule(Field& field) const {
  const List<Text>& path = field.path;
  constexpr Source kSources[] = {Source::kRuleHits, Source::kRuleMatches, Source::kRuleSum};
  const auto what =
      path.size() == 2 ? index_of(split("hits matches sum", ' '), path[1]) : std::nullopt;
  if (!what)
    return refuse("bad_field", "write rules.<id>.hits, rules.<id>.matches or rules.<id>.sum");
  field.source = kSources[*what];
  const auto rule = index_of(compiler.rules, path[0]);
  if (!rule) return refuse("unknown_reference", suggest(path[0], compiler.rules));
  field.index = *rule;
  Rule& named = compiler.model.rules[*rule];
  const bool fact = named.kind == Rule::Kind::kFact;
  if (fact && (use == FieldUse::kWhile || field.source != Source::kRuleHits)) {
    return refuse("bad_field", "only event rules can be named here");
  }
  if (field.source == Source::kRuleSum) {
    if (!named.multiply) {
      return refuse("bad_field",
                    "what is summed is the field of the rule's multiply: add it, such as "
                    "\"multiply\": {\"by\": \"properties.total\"}");
    }
    named.summed = true;
  }
  return true;
}

}  // namespace

Source named_source(Source source) {
  const bool of_rule = source == Source::kRuleMatches || source == Source::kRuleSum;
  return of_rule ? Source::kRuleHits : source;
}

Text field_name(const Field& field) {
  Text name;
  for (const KnownField& known : kFields) {
    if (known.source == named_source(field.source)) name = known.name;
  }
  for (const Text& part : field.path) name.append(".").append(part);
  return name;
}

bool Compiler::read_field(std::string_view name, const Value& at, FieldUse use, Field& out) {
  if (use == FieldUse::kAccount && !is_account_field(name, roles)) {
    problems.add("bad_field", at, Text(name),
                 "an account has scores.account, contacts and roles.<id>");
    return false;
  }
  if (use == FieldUse::kElement || use == FieldUse::kAccount) {
    out.source = Source::kElement;
    for (const std::string_view part : split(name, '.')) out.path.emplace_back(part);
    return true;
  }
  return FieldReader{*this, name, at, use}.read(out);
}

const FieldMask::Member* FieldMask::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

void FieldMask::add(const List<Text>& path, std::size_t from) {
  if (from == path.size()) {
    whole = true;
    return;
  }
  auto member = std::find_if(members.begin(), members.end(),
                             [&](const Member& known) { return known.name == path[from]; });
  if (member == members.end()) member = members.insert(member, Member{path[from], {}});
  member->mask.add(path, from + 1);
}

}  // namespace kelvin
