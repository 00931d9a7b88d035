// Conditions as clauses.
#include <array>

#include "compile/known_fields.h"
#include "describe/words.h"

namespace kelvin {
namespace {

using Op = Condition::Op;
using Source = Field::Source;

Text joined_path(const List<Text>& path, std::size_t from = 0) {
  Text out;
  for (std::size_t i = from; i < path.size(); ++i) out += (i == from ? "" : ".") + path[i];
  return out;
}

/// Fields of one name each; the others are told apart in field_words.
constexpr std::pair<Source, const char*> kFieldWords[] = {
    {Source::kEventName, "the event"},
    {Source::kEventType, "the message's type"},
    {Source::kPagePath, "the page's path"},
    {Source::kPageUrl, "the page's address"},
    {Source::kPageHost, "the page's host"},
    {Source::kPageTitle, "the page's title"},
    {Source::kPageReferrer, "the page's referrer"},
    {Source::kPageSearch, "the page's query"},
    {Source::kPageGroup, "the page's group"},
    {Source::kVisitNumber, "the number of the visit"},
    {Source::kVisitPages, "the number of pages in the visit"},
    {Source::kVisitSeconds, "the number of active seconds in the visit"},
    {Source::kVisitChannel, "the visit's channel"},
    {Source::kVisitReferrerHost, "the site the visit came from"},
    {Source::kFirstChannel, "the first visit's channel"},
    {Source::kFirstLanding, "the first page of all"},
    {Source::kTotalVisits, "the number of visits"},
    {Source::kTotalPages, "the number of pages in all"},
    {Source::kTotalSeconds, "the number of active seconds in all"},
    {Source::kTotalDays, "the number of days with activity"},
    {Source::kTotalAgeDays, "the number of days since the first event"},
    {Source::kGrade, "the grade"},
    {Source::kSegments, "the visitor's segments"},
    {Source::kDisqualified, "the disqualifying rules"},
};

/// A name in a list of names as people know it: a segment's or rule's label.
Text named(const Model& model, const Field& field, const Value& value) {
  const Text* id = value.as_text();
  for (const Segment& segment : model.segments) {
    if (id && field.source == Source::kSegments && segment.id == *id) return segment.label;
  }
  for (const Rule& rule : model.rules) {
    if (id && field.source == Source::kDisqualified && rule.id == *id) return rule.label;
  }
  for (const Score& score : model.scores) {
    if (id && field.source == Source::kTop && score.id == *id) return score.label;
  }
  if (id && field.source == Source::kTop && id->empty()) return "none";
  return field.source == Source::kPageGroup && id ? *id : value_words(value);
}

Text values_of(const Condition& test, const Model& model) {
  if (test.op != Op::kIn) return named(model, test.field, test.operand);
  List<Text> words;
  for (const Value& value : *test.operand.as_array()) {
    words.push_back(named(model, test.field, value));
  }
  return words.empty() ? "nothing" : list_words(words, "or");
}

/// Fields that are lists of names: the visitor or page is in them.
Text membership(const Model& model, const Condition& test, bool negated) {
  const Text values = values_of(test, model);
  const Text is = negated ? " is not " : " is ";
  switch (test.field.source) {
    case Source::kPageGroup:
      return "the page" + is + "in " + values;
    case Source::kSegments:
      return "the visitor" + is + "in " + values;
    case Source::kDisqualified:
      return "the visitor" + is + "disqualified by " + values;
    default:
      return "";
  }
}

bool is_list_of_names(Source source) {
  return source == Source::kPageGroup || source == Source::kSegments ||
         source == Source::kDisqualified;
}

Text texts_of(const Condition& test) {
  List<Text> words;
  for (Text text : test.texts) {
    // Folded words stand between spaces.
    if (test.op == Op::kWords) text = text.substr(1, text.size() - 2);
    words.push_back('"' + text + '"');
  }
  return list_words(words, "or");
}

Text type_words(const Text& type) {
  if (type == "string") return "a text";
  if (type == "null") return "null";
  if (type == "bool") return "yes or no";
  return (type == "array" || type == "object" ? "an " : "a ") + type;
}

/// One bound of an age: "less than 7 days ago", "at most 3 days ahead". Whole seconds are bounds
/// that count, a millisecond beside them is one that does not.
Text bound_words(double bound, bool upper) {
  auto ms = static_cast<std::int64_t>(bound);
  const bool counts = ms % kSecond.ms == 0;
  if (!counts) ms += upper ? 1 : -1;
  if (ms == 0 && upper) return counts ? "now or in the future" : "in the future";
  if (ms == 0) return counts ? "now or in the past" : "in the past";
  const bool ahead = ms < 0;
  const bool most = upper != ahead;
  const Text length = duration_words({ahead ? -ms : ms}) + (ahead ? " ahead" : " ago");
  if (counts) return (most ? "at most " : "at least ") + length;
  return (most ? "less than " : "more than ") + length;
}

Text age_words(const Array& bounds) {
  List<Text> words;
  const double least = *bounds[0].as_number();
  const double most = *bounds[1].as_number();
  if (most < kMostAge) words.push_back(bound_words(most, true));
  if (least > -kMostAge) words.push_back(bound_words(least, false));
  return list_words(words, "and");
}

/// What a test says of its field: "is above 5".
Text verb(const Model& model, const Condition& test, bool negated) {
  const Text is = negated ? "is not " : "is ";
  const Text has = negated ? "has not " : "has ";
  const bool null = test.op == Op::kEqual && test.operand.is_null();
  switch (test.op) {
    case Op::kGreater:
      return is + "above " + value_words(test.operand);
    case Op::kGreaterOrEqual:
      return is + value_words(test.operand) + " or more";
    case Op::kLess:
      return is + "below " + value_words(test.operand);
    case Op::kLessOrEqual:
      return is + value_words(test.operand) + " or less";
    case Op::kExists:
      return is + "known";
    case Op::kType:
      return is + type_words(*test.operand.as_text());
    case Op::kListSize:
      return has + count_words(static_cast<std::int64_t>(*test.operand.as_number()), "value");
    case Op::kElemMatch:
      return has + "an element of which " + condition_words(model, test.children[0]);
    case Op::kGlob:
    case Op::kTextGlob:
      return (negated ? "does not match " : "matches ") + texts_of(test);
    case Op::kAge:
      return is + age_words(*test.operand.as_array());
    case Op::kContains:
      return (negated ? "does not contain " : "contains ") + texts_of(test) + " anywhere";
    case Op::kWords:
      return (negated ? "does not contain " : "contains ") + texts_of(test);
    default:
      return null ? (negated ? "is known" : "is not known") : is + values_of(test, model);
  }
}

Text test_words(const Model& model, const Condition& test, bool negated) {
  const bool names = is_list_of_names(test.field.source);
  if (names && (test.op == Op::kEqual || test.op == Op::kIn)) {
    return membership(model, test, negated);
  }
  const bool none = test.op == Op::kListSize && test.operand == Value(0);
  if (names && none) {
    const Text in = test.field.source == Source::kDisqualified ? "disqualified by any rule"
                    : test.field.source == Source::kSegments   ? "in any segment"
                                                               : "in any group";
    const Text who = test.field.source == Source::kPageGroup ? "the page is " : "the visitor is ";
    return who + (negated ? "" : "not ") + in;
  }
  const List<Text>& path = test.field.path;
  const bool* free = test.op == Op::kEqual ? test.operand.as_bool() : nullptr;
  if (test.field.source == Source::kProfile && path[0] == "email_free" && free != nullptr) {
    return Text("the visitor's mail is ") + (negated ? "not " : "") +
           (*free ? "from a free mail service" : "from a company's own address");
  }
  return field_words(model, test.field) + " " + verb(model, test, negated);
}

Text clause(const Model& model, const Condition& condition, bool inner);

Text several(const Model& model, const Condition& condition, std::string_view word, bool inner) {
  List<Text> parts;
  for (const Condition& child : condition.children) {
    parts.push_back(clause(model, child, condition.children.size() > 1));
  }
  Text out = parts.empty() ? "" : parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i)
    out.append(" ").append(word).append(" ") += parts[i];
  return inner && parts.size() > 1 ? "(" + out + ")" : out;
}

Text clause(const Model& model, const Condition& condition, bool inner) {
  switch (condition.op) {
    case Op::kAll:
      return condition.children.empty() ? "anything holds"
                                        : several(model, condition, "and", inner);
    case Op::kAny:
      return several(model, condition, "or", inner);
    case Op::kNone: {
      const auto& children = condition.children;
      if (children.size() == 1 && !is_combination(children[0])) {
        return test_words(model, children[0], true);
      }
      const Text all = several(model, condition, "or", false);
      return "it is not so that (" + all + ")";
    }
    default:
      return test_words(model, condition, false);
  }
}

}  // namespace

Text field_words(const Model& model, const Field& field) {
  for (const auto& [source, words] : kFieldWords) {
    if (source == field.source) return words;
  }
  switch (field.source) {
    case Source::kProperty:
    case Source::kPageQuery: {
      const Text name = field_name(model, field);
      const Text prefix = field.source == Source::kProperty ? "properties." : "page.query.";
      return (field.source == Source::kProperty ? "the event's " : "the address's ") +
             name.substr(prefix.size());
    }
    case Source::kProfile:
      if (field.path[0] == "company" && field.path.size() > 1) {
        return "the company's " + joined_path(field.path, 1);
      }
      return "the visitor's " + joined_path(field.path);
    case Source::kVisitCampaign:
      return "the visit's campaign " + field.path[0];
    case Source::kFirstCampaign:
      return "the first visit's campaign " + field.path[0];
    case Source::kRuleHits:
      return "the number of hits of " + model.rules[field.index].label;
    case Source::kRuleMatches:
      return "the number of matches of " + model.rules[field.index].label;
    case Source::kRuleSum: {
      const Rule& rule = model.rules[field.index];
      return "the sum of " + (rule.multiply ? field_words(model, rule.multiply->by) : "nothing") +
             " over the hits of " + rule.label;
    }
    case Source::kTop:
      return "the score on top of " + model.top[field.index].id;
    case Source::kScore:
      return model.scores[field.index].label;
    case Source::kMomentum:
      return "the momentum of " + model.scores[field.index].label;
    default:
      return field.path.empty() || field.path[0].empty() ? "it" : "its " + joined_path(field.path);
  }
}

Text condition_words(const Model& model, const Condition& condition) {
  return clause(model, condition, false);
}

}  // namespace kelvin
