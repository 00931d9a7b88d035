// Conditions: a query in MongoDB's semantics to a tree of tests.
#include <algorithm>

#include "compile/compiler.h"
#include "compile/path_glob.h"
#include "condition/glob.h"
#include "facts/words.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;

constexpr double kMostCounted = 1e6;  ///< of $size; no list that an event may hold is longer

/// The test operators that compare with one value as it stands.
struct KnownOperator {
  std::string_view name;
  Op op;
  bool negated = false;
};
constexpr KnownOperator kOperators[] = {
    {"$eq", Op::kEqual},
    {"$ne", Op::kEqual, true},
    {"$gt", Op::kGreater},
    {"$gte", Op::kGreaterOrEqual},
    {"$lt", Op::kLess},
    {"$lte", Op::kLessOrEqual},
    {"$in", Op::kIn},
    {"$nin", Op::kIn, true},
    {"$exists", Op::kExists},
    {"$type", Op::kType},
    {"$all", Op::kContainsAll},
    {"$size", Op::kListSize},
    {"$elemMatch", Op::kElemMatch},
    {"$glob", Op::kGlob},
    {"$words", Op::kWords},
    {"$contains", Op::kContains},
    {"$age", Op::kAge},
};

Text operator_names(std::string_view name) {
  Names names{"$not"};
  for (const auto& known : kOperators) names.push_back(known.name);
  return suggest(name, names);
}

/// Texts whose parts are divided by slashes; all others are one whole for `*`.
bool is_path_or_address(const Model& model, const Field& field) {
  if (field.source != Source::kProperty) {
    return field.source == Source::kPagePath || field.source == Source::kPageUrl ||
           field.source == Source::kPageReferrer || field.source == Source::kFirstLanding;
  }
  return field.path.empty() && index_of(split("href url path referrer", ' '),
                                        model.fields.properties.members[field.index].name);
}

/// Whether an object has an operator: what stands beside one must be one too, in any order.
bool is_test(const Value& value) {
  const Object* members = value.as_object();
  return members != nullptr &&
         std::any_of(members->begin(), members->end(),
                     [](const auto& member) { return member.first.starts_with('$'); });
}

/// Whether an element's condition is one of the element itself, rather than of its members.
bool tests_element(const Value& value) {
  if (!is_test(value)) return false;
  const Object& members = *value.as_object();
  return std::all_of(members.begin(), members.end(), [](const auto& member) {
    const Text& name = member.first;
    return name.starts_with('$') && name != "$and" && name != "$or" && name != "$nor";
  });
}

bool is_note(std::string_view name, const Value& value) {
  return name == "note" && value.as_text() != nullptr;
}

/// Makes `out` hold unless its child does.
Condition& none_of(Condition& out) {
  out.op = Op::kNone;
  out.children = List<Condition>(1);
  return out.children[0];
}

/// Makes `out` hold when that many others do; one alone it is itself.
Condition* all_of(std::size_t count, Condition& out) {
  if (count == 1) return &out;
  out.children = List<Condition>(count);
  return out.children.data();
}

/// Reads the conditions of one place in the model, each into a condition that is still empty.
class Reader {
 public:
  Reader(Compiler& compiler, FieldUse use)
      : compiler_(compiler), problems_(compiler.problems), use_(use) {}

  /// `{"field": test, ..., "$or": [...]}`
  void query(const Value& value, Condition& out) {
    const Object* members = value.as_object();
    if (members == nullptr) {
      return problems_.add("wrong_type", value, "make it an object: {\"field\": value}");
    }
    std::size_t count = 0;
    for (const auto& [name, member] : *members) count += is_note(name, member) ? 0 : 1;
    Condition* next = all_of(count, out);
    for (const auto& [name, member] : *members) {
      if (is_note(name, member)) continue;
      Field field;
      if (name.starts_with('$')) {
        combination(name, member, *next);
      } else if (compiler_.read_field(name, member, use_, field)) {
        test(field, member, *next);
      }
      ++next;
    }
  }

 private:
  void combination(const Text& name, const Value& value, Condition& out) {
    if (name == "$not") return query(value, none_of(out));
    if (name == "$or") {
      out.op = Op::kAny;
    } else if (name == "$nor") {
      out.op = Op::kNone;
    } else if (name != "$and") {
      return problems_.add("bad_operator", value, name,
                           suggest(name, split("$and $or $nor $not", ' ')));
    }
    const auto items = read_some(problems_, value);
    out.children = List<Condition>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) query(items[i], out.children[i]);
  }

  /// A name that no page group or segment has would never match: a typing mistake.
  void check_names(const Field& field, const Value& value) {
    Names known;
    if (field.source == Source::kPageGroup) {
      for (const PageGroup& group : compiler_.model.pages) known.push_back(group.name);
    } else if (field.source == Source::kSegments) {
      // Segments are settled in order, so a condition sees those before it; triggers see all.
      known = compiler_.segments;
      if (use_ == FieldUse::kStanding) known.resize(compiler_.segments_read);
    } else if (field.source == Source::kDisqualified) {
      known = compiler_.rules;
    } else if (field.source == Source::kTop && field.index < compiler_.model.top.size()) {
      known = {""};  // where no score is on top
      for (const ScoreIndex score : compiler_.model.top[field.index].of) {
        known.push_back(compiler_.scores[score]);
      }
    } else {
      return;
    }
    const std::span one(&value, 1);
    for (const Value& name : value.as_array() != nullptr ? read_list(problems_, value) : one) {
      const Text* text = name.as_text();
      if (text == nullptr || index_of(known, *text)) continue;
      const bool later =
          field.source == Source::kSegments && index_of(compiler_.segments, *text).has_value();
      problems_.add(
          "unknown_reference", name,
          later ? "a segment sees only those before it: move that one up" : suggest(*text, known));
    }
  }

  /// `value`, or `{"$gte": 1, "$lt": 5}`
  void test(const Field& field, const Value& value, Condition& out) {
    if (!is_test(value)) {
      check_names(field, value);
      return leaf(Op::kEqual, field, value, out);
    }
    const Object& members = *value.as_object();
    Condition* next = all_of(members.size(), out);
    for (const auto& [name, member] : members) {
      if (name == "$not") {
        negation(field, member, *next);
      } else {
        operation(name, field, member, *next);
      }
      ++next;
    }
  }

  void negation(const Field& field, const Value& value, Condition& out) {
    if (!is_test(value)) {
      problems_.add("wrong_type", value, "give $not a test, such as {\"$gte\": 5}");
    }
    test(field, value, none_of(out));
  }

  static void leaf(Op op, const Field& field, const Value& operand, Condition& out) {
    out.op = op;
    out.field = field;
    out.operand = operand;
  }

  void operation(const Text& name, const Field& field, const Value& value, Condition& out) {
    const KnownOperator* known = nullptr;
    for (const KnownOperator& k : kOperators) {
      if (k.name == name) known = &k;
    }
    if (known == nullptr) {
      return problems_.add("bad_operator", value, name,
                           name == "$regex"
                               ? "use $glob, $words or $contains: their time is linear in the text"
                               : operator_names(name));
    }
    switch (known->op) {
      case Op::kExists:
        return exists(field, value, out);
      case Op::kContainsAll:
        return contains_all(field, value, out);
      case Op::kElemMatch:
        return element_match(field, value, out);
      case Op::kGlob:
        return globs(field, value, out);
      case Op::kWords:
      case Op::kContains:
        return phrases(known->op, field, value, out);
      case Op::kAge:
        return age(field, value, out);
      default:
        break;
    }
    check_operand(known->op, value);
    if (known->op == Op::kEqual || known->op == Op::kIn) check_names(field, value);
    leaf(known->op, field, value, known->negated ? none_of(out) : out);
  }

  void check_operand(Op op, const Value& value) {
    if (op == Op::kIn) {
      read_some(problems_, value);
    } else if (op == Op::kListSize) {
      const double* n = value.as_number();
      if (n == nullptr || *n < 0 || *n > kMostCounted ||
          static_cast<double>(static_cast<int>(*n)) != *n) {
        problems_.add("wrong_type", value, "make it a count: 0, 1, 2, ...");
      }
    } else if (op == Op::kType) {
      const Text* type = value.as_text();
      if (type == nullptr) {
        problems_.add("wrong_type", value, "name a type, such as \"string\"");
      } else if (!index_of(split("string number bool null array object", ' '), *type)) {
        problems_.add("bad_value", value, "use string, number, bool, null, array or object");
      }
    } else if (op != Op::kEqual && !value.as_number() && !value.as_text() && !value.as_bool()) {
      problems_.add("wrong_type", value, "compare with a number or a text");
    }
  }

  void exists(const Field& field, const Value& value, Condition& out) {
    const bool* wanted = value.as_bool();
    if (wanted == nullptr) problems_.add("wrong_type", value, "make it true or false");
    leaf(Op::kExists, field, {}, wanted != nullptr && !*wanted ? none_of(out) : out);
  }

  /// A list that holds all of some values is one that equals each of them somewhere.
  void contains_all(const Field& field, const Value& value, Condition& out) {
    check_names(field, value);
    const auto items = read_some(problems_, value);
    Condition* next = items.empty() ? nullptr : all_of(items.size(), out);
    for (const Value& item : items) leaf(Op::kEqual, field, item, *next++);
  }

  void element_match(const Field& field, const Value& value, Condition& out) {
    leaf(Op::kElemMatch, field, {}, out);
    out.children = List<Condition>(1);
    Reader inner(compiler_, FieldUse::kElement);
    Field element;
    element.source = Source::kElement;
    if (tests_element(value)) {
      inner.test(element, value, out.children[0]);
    } else {
      inner.query(value, out.children[0]);
    }
  }

  /// Durations are whole seconds and ages whole milliseconds: all comparisons together are the
  /// least and the most that the age may be.
  void age(const Field& field, const Value& value, Condition& out) {
    if (use_ == FieldUse::kAccount) {
      return problems_.add("bad_operator", value, "$age",
                           "an account has no dates: ask in a role's if");
    }
    double least = -kMostAge;
    double most = kMostAge;
    for (const auto& [op, bound] : read_object(
             problems_, value, "compare the age with a duration, such as {\"$lt\": \"7d\"}")) {
      const bool upper = op == "$lt" || op == "$lte";
      if (!upper && op != "$gt" && op != "$gte") {
        problems_.add("bad_operator", bound, op, suggest(op, split("$lt $lte $gt $gte", ' ')));
      } else if (const auto duration = read_signed_duration(problems_, bound)) {
        const auto ms = static_cast<double>(duration->ms);
        const double beside = op.ends_with('e') ? 0 : 1;
        (upper ? most : least) = upper ? std::min(most, ms - beside) : std::max(least, ms + beside);
      }
    }
    leaf(Op::kAge, field, Array{least, most}, out);
  }

  void globs(const Field& field, const Value& value, Condition& out) {
    leaf(is_path_or_address(compiler_.model, field) ? Op::kGlob : Op::kTextGlob, field, {}, out);
    const bool path = field.source == Source::kPagePath || field.source == Source::kFirstLanding;
    for (const Value& item : read_some_texts(problems_, value)) {
      const Text* text = read_text(problems_, item);
      if (text == nullptr) continue;
      out.texts.push_back(*text);
      if (text->size() > kMaxGlob) {
        problems_.add("too_long", item, "at most 256 bytes");
      } else if (path) {
        check_path_glob(problems_, item, *text);
      }
    }
  }

  void phrases(Op op, const Field& field, const Value& value, Condition& out) {
    leaf(op, field, {}, out);
    const bool words = op == Op::kWords;
    for (const Value& item : read_some_texts(problems_, value)) {
      const Text* text = read_text(problems_, item);
      if (text == nullptr) continue;
      const Text& kept = out.texts.emplace_back(words ? fold_words(*text) : fold_text(*text));
      if (words && kept.size() < 2) problems_.add("bad_value", item, "there is no word in it");
      if (kept.empty())
        problems_.add("bad_value", item, "there is nothing in it: every text has it");
    }
  }

  Compiler& compiler_;
  Problems& problems_;
  FieldUse use_;
};

}  // namespace

void Compiler::read_condition(const Value& value, FieldUse use, Condition& out) {
  Reader(*this, use).query(value, out);
}

}  // namespace kelvin
