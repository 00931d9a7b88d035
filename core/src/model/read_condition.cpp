// Conditions and the fields they name.
#include <algorithm>

#include "condition/glob.h"
#include "facts/words.h"
#include "model/compiler.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;

constexpr std::size_t kMaxPath = 8;

std::vector<std::string> split_path(std::string_view name) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t dot = name.find('.');
    parts.emplace_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    name.remove_prefix(dot + 1);
  }
}

enum class Below { kNothing, kOneName, kPath, kCampaign };

/// Field names and what may follow them.
struct KnownField {
  std::string_view name;
  Source source;
  Below below = Below::kNothing;
};
constexpr KnownField kFields[] = {
    {"event", Source::kEventName},
    {"type", Source::kEventType},
    {"properties", Source::kProperty, Below::kPath},
    {"page.path", Source::kPagePath},
    {"page.url", Source::kPageUrl},
    {"page.host", Source::kPageHost},
    {"page.title", Source::kPageTitle},
    {"page.referrer", Source::kPageReferrer},
    {"page.search", Source::kPageSearch},
    {"page.query", Source::kPageQuery, Below::kOneName},
    {"page.group", Source::kPageGroup},
    {"profile", Source::kProfile, Below::kPath},
    {"visit.number", Source::kVisitNumber},
    {"visit.pages", Source::kVisitPages},
    {"visit.seconds", Source::kVisitSeconds},
    {"visit.channel", Source::kVisitChannel},
    {"visit.campaign", Source::kVisitCampaign, Below::kCampaign},
    {"visit.referrer_host", Source::kVisitReferrerHost},
    {"first.channel", Source::kFirstChannel},
    {"first.campaign", Source::kFirstCampaign, Below::kCampaign},
    {"first.landing", Source::kFirstLanding},
    {"total.visits", Source::kTotalVisits},
    {"total.pages", Source::kTotalPages},
    {"total.seconds", Source::kTotalSeconds},
    {"total.days", Source::kTotalDays},
    {"total.age_days", Source::kTotalAgeDays},
    {"rules", Source::kRuleHits, Below::kPath},
    {"scores", Source::kScore, Below::kOneName},
    {"momentum", Source::kMomentum, Below::kOneName},
    {"grade", Source::kGrade},
    {"segments", Source::kSegments},
    {"disqualified", Source::kDisqualified},
};

bool allowed(Source source, FieldUse use) {
  const bool of_event = source <= Source::kPageGroup;
  const bool of_standing = source >= Source::kScore;
  switch (use) {
    case FieldUse::kWhere: return !of_standing;
    case FieldUse::kWhile:
      return source == Source::kProfile ||
             (source >= Source::kFirstChannel && source <= Source::kRuleMatches);
    case FieldUse::kStanding: return !of_event;
    case FieldUse::kTrigger: return true;
    case FieldUse::kElement: return false;
  }
  return false;
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

std::string fields_of(FieldUse use, std::string_view name) {
  std::vector<std::string_view> names;
  for (const KnownField& field : kFields) {
    if (allowed(field.source, use)) names.push_back(field.name);
  }
  return suggest(name, names);
}

/// The test operators that compare with one value as it stands.
struct KnownOperator {
  std::string_view name;
  Op op;
  bool negated = false;
};
constexpr KnownOperator kOperators[] = {
    {"$eq", Op::kEqual},   {"$ne", Op::kEqual, true}, {"$gt", Op::kGreater},
    {"$gte", Op::kGreaterOrEqual}, {"$lt", Op::kLess}, {"$lte", Op::kLessOrEqual},
    {"$in", Op::kIn},      {"$nin", Op::kIn, true},   {"$exists", Op::kExists},
    {"$type", Op::kType},  {"$all", Op::kContainsAll}, {"$size", Op::kListSize},
    {"$elemMatch", Op::kElemMatch}, {"$glob", Op::kGlob}, {"$words", Op::kWords},
};

std::string operator_names(std::string_view name) {
  std::vector<std::string_view> names{"$not"};
  for (const auto& known : kOperators) names.push_back(known.name);
  return suggest(name, names);
}

Condition none_of(Condition child) {
  Condition out;
  out.op = Op::kNone;
  out.children.push_back(std::move(child));
  return out;
}

/// Reads the conditions of one place in the model.
class Reader {
 public:
  Reader(Compiler& compiler, FieldUse use) : compiler_(compiler), use_(use) {}

  /// `{"field": test, ..., "$or": [...]}`
  Condition query(const Spot& spot) {
    Condition all;
    const Object* members = spot.value->as_object();
    if (members == nullptr) {
      problems().add("wrong_type", spot, "make it an object: {\"field\": value}");
      return all;
    }
    for (const auto& [name, value] : *members) {
      const Spot at = spot.member(name, value);
      if (name == "note" && value.as_text() != nullptr) continue;
      if (name.starts_with('$')) {
        all.children.push_back(combination(name, at));
      } else if (const auto field = compiler_.read_field(name, at, use_)) {
        all.children.push_back(test(*field, at));
      }
    }
    if (all.children.size() == 1) return std::move(all.children[0]);
    return all;
  }

 private:
  Problems& problems() { return compiler_.problems; }

  Condition combination(const std::string& name, const Spot& spot) {
    Condition out;
    if (name == "$and") {
      out.op = Op::kAll;
    } else if (name == "$or") {
      out.op = Op::kAny;
    } else if (name == "$nor") {
      out.op = Op::kNone;
    } else if (name == "$not") {
      return none_of(query(spot));
    } else {
      problems().add("bad_operator", spot, name, suggest(name, {"$and", "$or", "$nor", "$not"}));
      return out;
    }
    const auto items = read_list(problems(), spot);
    if (items.empty() && spot.value->as_array() != nullptr && spot.value->as_array()->empty()) {
      problems().add("bad_value", spot, "list at least one condition");
    }
    for (const Spot& item : items) out.children.push_back(query(item));
    return out;
  }

  static bool is_test(const Value& value) {
    const Object* members = value.as_object();
    return members != nullptr && !members->empty() && members->front().first.starts_with('$');
  }

  /// A name that no page group or segment has would never match: a typing mistake.
  void check_names(const Field& field, const Spot& spot) {
    std::vector<std::string_view> known;
    if (field.source == Source::kPageGroup) {
      for (const PageGroup& group : compiler_.model.pages) known.push_back(group.name);
    } else if (field.source == Source::kSegments) {
      // Segments are settled in order, so a condition sees those before it; triggers see all.
      known = compiler_.segments.names();
      if (use_ == FieldUse::kStanding) known.resize(compiler_.model.segments.size());
    } else if (field.source == Source::kDisqualified) {
      known = compiler_.rules.names();
    } else {
      return;
    }
    std::vector<Spot> names{spot};
    if (spot.value->as_array() != nullptr) names = read_list(problems(), spot);
    for (const Spot& name : names) {
      const std::string* text = name.value->as_text();
      if (text != nullptr && std::find(known.begin(), known.end(), *text) == known.end()) {
        problems().add("unknown_reference", name, suggest(*text, known));
      }
    }
  }

  /// `value`, or `{"$gte": 1, "$lt": 5}`
  Condition test(const Field& field, const Spot& spot) {
    if (!is_test(*spot.value)) {
      check_names(field, spot);
      return leaf(Op::kEqual, field, *spot.value);
    }
    Condition all;
    for (const auto& [name, value] : *spot.value->as_object()) {
      const Spot at = spot.member(name, value);
      all.children.push_back(name == "$not" ? negation(field, at) : operation(name, field, at));
    }
    if (all.children.size() == 1) return std::move(all.children[0]);
    return all;
  }

  Condition negation(const Field& field, const Spot& spot) {
    if (!is_test(*spot.value)) {
      problems().add("wrong_type", spot, "give $not a test, such as {\"$gte\": 5}");
    }
    return none_of(test(field, spot));
  }

  static Condition leaf(Op op, const Field& field, Value operand) {
    Condition out;
    out.op = op;
    out.field = field;
    out.operand = std::move(operand);
    return out;
  }

  Condition operation(const std::string& name, const Field& field, const Spot& spot) {
    const auto known = std::find_if(std::begin(kOperators), std::end(kOperators),
                                    [&name](const auto& k) { return k.name == name; });
    if (known == std::end(kOperators)) {
      problems().add("bad_operator", spot, name,
                     name == "$regex" ? "use $glob or $words: their time is linear in the text"
                                      : operator_names(name));
      return {};
    }
    switch (known->op) {
      case Op::kExists: return exists(field, spot);
      case Op::kContainsAll: return contains_all(field, spot);
      case Op::kElemMatch: return element_match(field, spot);
      case Op::kGlob:
      case Op::kWords: return texts(known->op, field, spot);
      default: break;
    }
    check_operand(known->op, spot);
    if (known->op == Op::kEqual || known->op == Op::kIn) check_names(field, spot);
    Condition out = leaf(known->op, field, *spot.value);
    return known->negated ? none_of(std::move(out)) : out;
  }

  void check_operand(Op op, const Spot& spot) {
    const Value& value = *spot.value;
    if (op == Op::kIn) {
      read_list(problems(), spot);
    } else if (op == Op::kListSize) {
      const double* n = value.as_number();
      if (n == nullptr || *n < 0) problems().add("wrong_type", spot, "make it a count");
    } else if (op == Op::kType) {
      const std::string* type = value.as_text();
      if (type == nullptr) {
        problems().add("wrong_type", spot, "name a type, such as \"string\"");
      } else if (std::string_view(" string number bool null array object ")
                     .find(" " + *type + " ") == std::string_view::npos) {
        problems().add("bad_value", spot, "use string, number, bool, null, array or object");
      }
    } else if (op != Op::kEqual && !value.as_number() && !value.as_text() && !value.as_bool()) {
      problems().add("wrong_type", spot, "compare with a number or a text");
    }
  }

  Condition exists(const Field& field, const Spot& spot) {
    const bool* wanted = spot.value->as_bool();
    if (wanted == nullptr) problems().add("wrong_type", spot, "make it true or false");
    Condition out = leaf(Op::kExists, field, {});
    return wanted != nullptr && !*wanted ? none_of(std::move(out)) : out;
  }

  /// A list that holds all of some values is one that equals each of them somewhere.
  Condition contains_all(const Field& field, const Spot& spot) {
    Condition all;
    check_names(field, spot);
    for (const Spot& item : read_list(problems(), spot)) {
      all.children.push_back(leaf(Op::kEqual, field, *item.value));
    }
    if (all.children.empty()) all = none_of({});  // as in MongoDB: $all of nothing matches nothing
    return all;
  }

  Condition element_match(const Field& field, const Spot& spot) {
    Condition out = leaf(Op::kElemMatch, field, {});
    Reader inner(compiler_, FieldUse::kElement);
    Field element;
    element.source = Source::kElement;
    out.children.push_back(is_test(*spot.value) && !is_combination(*spot.value)
                               ? inner.test(element, spot)
                               : inner.query(spot));
    return out;
  }

  static bool is_combination(const Value& value) {
    const std::string& name = value.as_object()->front().first;
    return name == "$and" || name == "$or" || name == "$nor";
  }

  Condition texts(Op op, const Field& field, const Spot& spot) {
    Condition out = leaf(op, field, {});
    for (auto& [text, at] : read_texts(problems(), spot)) {
      if (op == Op::kGlob) {
        if (text.size() > kMaxGlob) problems().add("too_long", at, "at most 256 bytes");
        out.texts.push_back(std::move(text));
      } else {
        out.texts.push_back(fold_words(text));
        if (out.texts.back().size() < 2) problems().add("bad_value", at, "there is no word in it");
      }
    }
    return out;
  }

  Compiler& compiler_;
  FieldUse use_;
};

}  // namespace

Condition Compiler::read_condition(const Spot& spot, FieldUse use) {
  return Reader(*this, use).query(spot);
}

std::optional<Field> Compiler::read_field(std::string_view name, const Spot& spot, FieldUse use) {
  const std::string text(name);
  if (use == FieldUse::kElement) return Field{Source::kElement, 0, split_path(name)};

  std::size_t used = 0;
  const KnownField* known = find_field(name, used);
  if (known == nullptr || !allowed(known->source, use)) {
    const bool elsewhere = known != nullptr;
    problems.add("bad_field", spot, text,
                 elsewhere ? "this field cannot be seen here" : fields_of(use, name));
    return std::nullopt;
  }
  Field field{known->source, 0, {}};
  const std::string_view rest = name.substr(used);
  if (!rest.empty()) field.path = split_path(rest);
  const bool empty_part =
      std::find(field.path.begin(), field.path.end(), "") != field.path.end();
  const bool needs_path = known->below != Below::kNothing;
  if (needs_path != !field.path.empty() || empty_part || field.path.size() > kMaxPath) {
    problems.add("bad_field", spot, text,
                 needs_path ? std::string(known->name) + " needs a name after it"
                            : std::string(known->name) + " has nothing below it");
    return std::nullopt;
  }

  switch (known->source) {
    case Source::kProperty: {
      auto& slots = model.fields.properties;
      slots.add(field.path);
      const auto slot = std::find_if(slots.members.begin(), slots.members.end(),
                                     [&](const auto& m) { return m.first == field.path[0]; });
      field.index = static_cast<std::size_t>(slot - slots.members.begin());
      field.path.erase(field.path.begin());
      break;
    }
    case Source::kProfile:
      if (field.path[0] == "company") {
        model.fields.company.add(field.path, 1);
        model.fields.any_traits.add(field.path, 1);
      }
      model.fields.traits.add(field.path);
      model.fields.any_traits.add(field.path);
      break;
    case Source::kPageQuery: model.fields.query.push_back(field.path[0]); break;
    case Source::kVisitCampaign:
    case Source::kFirstCampaign:
      if (std::string_view(" source medium name term content ").find(" " + field.path[0] + " ") ==
          std::string_view::npos) {
        problems.add("bad_field", spot, text, "a campaign has source, medium, name, term, content");
        return std::nullopt;
      }
      break;
    case Source::kRuleHits: {
      const bool matches = field.path.size() == 2 && field.path[1] == "matches";
      if (field.path.size() != 2 || (!matches && field.path[1] != "hits")) {
        problems.add("bad_field", spot, text, "write rules.<id>.hits or rules.<id>.matches");
        return std::nullopt;
      }
      const auto rule = rules.find(field.path[0]);
      if (!rule) {
        problems.add("unknown_reference", spot, text, suggest(field.path[0], rules.names()));
        return std::nullopt;
      }
      if (is_fact[*rule] && (use == FieldUse::kWhile || matches)) {
        problems.add("bad_field", spot, text, "only event rules can be named here");
        return std::nullopt;
      }
      field.source = matches ? Source::kRuleMatches : Source::kRuleHits;
      field.index = *rule;
      break;
    }
    case Source::kScore:
    case Source::kMomentum: {
      const auto score = scores.find(field.path[0]);
      if (!score || field.path.size() != 1) {
        problems.add("unknown_reference", spot, text, suggest(field.path[0], scores.names()));
        return std::nullopt;
      }
      field.index = *score;
      break;
    }
    default: break;
  }
  return field;
}

void Keep::add(const std::vector<std::string>& path, std::size_t from) {
  if (from == path.size()) {
    whole = true;
    return;
  }
  auto it = std::find_if(members.begin(), members.end(),
                         [&](const auto& member) { return member.first == path[from]; });
  if (it == members.end()) it = members.insert(members.end(), {path[from], Keep{}});
  it->second.add(path, from + 1);
}

}  // namespace kelvin
