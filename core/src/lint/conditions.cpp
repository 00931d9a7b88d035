// Comparisons that say something else than was meant: a text that looks like a duration, a number
// with a text, a field with the name of another, letters of other tools' patterns in a glob.
#include <algorithm>

#include "compile/known_fields.h"
#include "condition/operand.h"
#include "diagnose/problems.h"
#include "lint/linter.h"
#include "lint/meant_age.h"

namespace kelvin {
namespace {

using Source = Field::Source;

bool is_order(std::string_view op) {
  return op == "$gt" || op == "$gte" || op == "$lt" || op == "$lte";
}

const KnownField* field_of(std::string_view name) {
  for (const KnownField& field : kFields) {
    const bool begins = name.starts_with(field.name);
    if (begins && (name.size() == field.name.size() || name[field.name.size()] == '.')) {
      return &field;
    }
  }
  return nullptr;
}

bool is_number(std::string_view name) {
  if (name == "contacts" || name.starts_with("roles.")) return true;  // of an account
  const KnownField* field = field_of(name);
  if (field == nullptr) return false;
  return is_number(field->source);
}

bool is_address(std::string_view name) {
  for (const std::string_view known :
       split("page.path page.url page.referrer first.landing properties.href properties.url "
             "properties.path properties.referrer",
             ' ')) {
    if (name == known) return true;
  }
  return false;
}

/// Walks the conditions of the document: what was written is not all in what was compiled.
class ConditionLinter {
 public:
  explicit ConditionLinter(Linter& linter) : linter_(linter) {}

  /// The condition that a member of an object is, if it is there.
  void member(const Value& object, const char* key, const Text& at) {
    const Value* condition = object.find(key);
    if (condition != nullptr) query(*condition, at + step_of(key), false);
  }

 private:
  void query(const Value& condition, const Text& at, bool element) {
    const Object* members = condition.as_object();
    if (members == nullptr) return;
    for (const auto& [name, value] : *members) {
      const Text here = at + step_of(name);
      if (name == "$not") {
        query(value, here, element);
      } else if (const Array* items = name.starts_with('$') ? value.as_array() : nullptr) {
        for (std::size_t i = 0; i < items->size(); ++i) {
          query((*items)[i], here + "/" + integer_text(i), element);
        }
      } else if (name != "note") {
        test(element ? "" : name, value, here);
      }
    }
  }

  /// `field` is "" for one of a list's element.
  void test(const Text& field, const Value& value, const Text& at) {
    const Object* members = value.as_object();
    const bool operators =
        members != nullptr && !members->empty() && members->front().first.starts_with('$');
    if (!operators) return operation(field, "$eq", value, at);
    for (const auto& [op, operand] : *members) {
      const Text here = at + step_of(op);
      if (op == "$not") {
        test(field, operand, here);
      } else if (op == "$elemMatch") {
        const Object* inner = operand.as_object();
        const bool of_itself =
            inner != nullptr && !inner->empty() && inner->front().first.starts_with('$');
        of_itself ? test("", operand, here) : query(operand, here, true);
      } else {
        operation(field, op, operand, here);
      }
    }
  }

  void operation(const Text& field, const Text& op, const Value& operand, const Text& at) {
    if (op == "$age" || op == "$words" || op == "$contains" || op == "$type") return;
    if (const Array* items = operand.as_array()) {
      for (std::size_t i = 0; i < items->size(); ++i) {
        const Text* text = (*items)[i].as_text();
        if (text != nullptr) compare(field, op, *text, at + "/" + integer_text(i));
      }
    } else if (const Text* text = operand.as_text()) {
      compare(field, op, *text, at);
    }
  }

  void compare(const Text& field, const Text& op, const Text& text, const Text& at) {
    if (op == "$glob") return glob(field, text, at);
    if (names_a_field(text, is_order(op))) return other_field(field, text, at);
    if (is_number(field)) return number_and_text(field, op, text, at);
    if (!is_order(op)) return;
    const auto age = meant_age(op, text);
    if (!age) return;
    const Text name = field.empty() ? "the field" : field;
    linter_.warn("text_order", at,
                 to_json(Value(text)) + " is a text, and texts are compared letter by letter",
                 "use $age, the time since the date in " + name + ": " +
                     to_json(Value(Object{{"$age", Object{{age->op, age->bound}}}})));
  }

  void glob(const Text& field, const Text& text, const Text& at) {
    const std::size_t sign = text.find_first_of("?[{");
    if (sign == text.npos || is_address(field)) return;
    linter_.warn("glob_letters", at,
                 Text("in a $glob of a text, ") + text[sign] + " stands for itself",
                 "only * is special: list several globs, or use $contains or $words");
  }

  /// Whether a text is a field's name, as no value is by chance. Names that the model's authors
  /// chose count where the model uses them, or where an order is asked for.
  [[nodiscard]] bool names_a_field(std::string_view text, bool ordered) const {
    if (text.starts_with('$')) text.remove_prefix(1);
    const KnownField* field = field_of(text);
    if (field == nullptr || text.find('.') == text.npos) return false;
    if (field->below == Below::kNothing) return text.size() == field->name.size();
    if (text.size() < field->name.size() + 2) return false;
    const std::string_view below = text.substr(field->name.size() + 1);
    const std::string_view first = below.substr(0, below.find('.'));
    const Model& model = linter_.model;
    const auto has_id = [first](const auto& things) {
      return std::any_of(things.begin(), things.end(),
                         [first](const auto& thing) { return thing.id == first; });
    };
    switch (field->source) {
      case Source::kRuleHits:
        return has_id(model.rules);
      case Source::kScore:
      case Source::kMomentum:
        return has_id(model.scores);
      case Source::kTop:
        return has_id(model.top);
      case Source::kProperty:
        return ordered || model.fields.properties.find(first) != nullptr;
      case Source::kProfile:
        return ordered || model.fields.traits.find(first) != nullptr;
      default:
        return true;
    }
  }

  void other_field(const Text& field, const Text& text, const Text& at) {
    const bool counts = is_number(field) && is_number(text.substr(text.starts_with('$') ? 1 : 0));
    linter_.warn(
        "field_as_value", at, to_json(Value(text)) + " is a text here, not the value of that field",
        Text("a condition compares a field with a value") +
            (counts
                 ? ". To compare two counts, let each have a score that gives 1 point a hit, and "
                   "ask for their difference: {\"id\": \"more-a\", \"range\": [-100, 100], "
                   "\"of\": {\"a\": 1, \"b\": -1}} and {\"scores.more-a\": {\"$gt\": 0}}"
                 : ", never with another field"));
  }

  void number_and_text(const Text& field, const Text& op, const Text& text, const Text& at) {
    const auto number = as_number(Operand::of(std::string_view(text)));
    if (number && is_order(op)) return;  // it counts as one
    const Text quoted = to_json(Value(text));
    Text fix = "compare it with a number";
    if (number) fix = "write " + to_json(Value(*number)) + " without quotes";
    if (field == "total.age_days" && meant_age(op, text)) {
      fix = "it counts whole days: compare it with a number of days, such as 7";
    }
    linter_.warn("number_and_text", at,
                 number ? field + " is a number, and never equal to the text " + quoted
                        : field + " is a number, and " + quoted +
                              " a text: they have no order and are never equal",
                 fix);
  }

  Linter& linter_;
};

/// Calls `visit(item, place)` for each item of a list that may be absent.
template <class Visit>
void each(const Value& object, const char* key, const Text& at, const Visit& visit) {
  const Value* list = object.find(key);
  if (list == nullptr || list->as_array() == nullptr) return;
  for (std::size_t i = 0; i < list->as_array()->size(); ++i) {
    visit((*list->as_array())[i], at + "/" + key + "/" + integer_text(i));
  }
}

}  // namespace

void Linter::lint_conditions() {
  ConditionLinter conditions(*this);
  const auto one = [&conditions](std::initializer_list<const char*> keys) {
    return [&conditions, keys](const Value& item, const Text& at) {
      for (const char* key : keys) conditions.member(item, key, at);
    };
  };
  each(document, "scores", "", [&](const Value& score, const Text& at) {
    each(score, "rules", at, one({"where", "while"}));
  });
  each(document, "segments", "", one({"when", "leave"}));
  each(document, "triggers", "", one({"if"}));
  each(document, "experiences", "", one({"if"}));
  if (const Value* account = document.find("account")) {
    each(*account, "roles", "/account", one({"if"}));
    each(*account, "segments", "/account", one({"when", "leave"}));
    each(*account, "triggers", "/account", one({"if"}));
  }
}

}  // namespace kelvin
