#include "property/oracle_facts.h"

#include <algorithm>
#include <cstdlib>

#include "property/oracle_texts.h"

namespace kelvin::property {
namespace {

using Source = Field::Source;
using Op = Condition::Op;
using Found = std::optional<Value>;

Found text(const std::string& s) {
  return s.empty() ? Found() : Found(Value(s));
}

Found number(std::int64_t n) {
  return Value(static_cast<double>(n));
}

Found campaign_part(const Campaign& campaign, const std::string& name) {
  if (name == "source") return text(campaign.source);
  if (name == "medium") return text(campaign.medium);
  if (name == "name") return text(campaign.name);
  if (name == "term") return text(campaign.term);
  return text(campaign.content);
}

Found of_event(const Field& field, const Event& event) {
  switch (field.source) {
    case Source::kEventName:
      return text(event.name);
    case Source::kEventType: {
      constexpr const char* kNames[] = {"page", "track", "identify", "group", "", ""};
      return Value(kNames[static_cast<std::size_t>(event.type)]);
    }
    case Source::kProperty:
      return event.properties[field.index];
    case Source::kPagePath:
      return text(event.page.path);
    case Source::kPageUrl:
      return text(event.page.url);
    case Source::kPageHost:
      return text(event.page.host);
    case Source::kPageTitle:
      return text(event.page.title);
    case Source::kPageReferrer:
      return text(event.page.referrer);
    case Source::kPageSearch:
      return text(event.page.search);
    case Source::kPageGroup:
      return Value(event.page_groups);
    default:
      break;
  }
  for (const auto& [name, value] : event.page.query) {
    if (name == field.path[0]) return Value(value);
  }
  return {};
}

Found of_person(const Field& field, const Question& q) {
  const Person& p = q.person;
  switch (field.source) {
    case Source::kProfile:
      return p.profile;
    case Source::kVisitNumber:
    case Source::kTotalVisits:
      return number(p.visit.number);
    case Source::kVisitPages:
      return number(p.visit.pages);
    case Source::kVisitSeconds:
      return Value(static_cast<double>(p.visit.milliseconds) / 1000);
    case Source::kVisitChannel:
      return text(p.visit.channel);
    case Source::kVisitCampaign:
      return campaign_part(p.visit.campaign, field.path[0]);
    case Source::kVisitReferrerHost:
      return text(p.visit.referrer_host);
    case Source::kFirstChannel:
      return text(p.first_visit.channel);
    case Source::kFirstCampaign:
      return campaign_part(p.first_visit.campaign, field.path[0]);
    case Source::kFirstLanding:
      return text(p.first_visit.landing);
    case Source::kTotalPages:
      return number(p.pages);
    case Source::kTotalSeconds:
      return Value(static_cast<double>(p.milliseconds) / 1000);
    case Source::kTotalDays:
      return number(p.days);
    case Source::kTotalAgeDays:
      return p.first ? number((q.at - *p.first).ms / kDay.ms) : Found();
    case Source::kRuleMatches:
      return number(p.matches[field.index]);
    case Source::kRuleSum:
      return Value(static_cast<double>(p.sums[field.index]) / 1000000);
    case Source::kRuleHits: {
      const Rule& rule = q.model.rules[field.index];
      if (rule.kind == Rule::Kind::kEvent) return number(p.hits[field.index]);
      return number(true_of(rule.condition, {q.model, p, q.at}) ? 1 : 0);
    }
    default:
      return {};
  }
}

Found of_snapshot(const Field& field, const Model& model, const Snapshot& snapshot) {
  Array list;
  switch (field.source) {
    case Source::kScore:
      return Value(snapshot.scores[field.index].value());
    case Source::kMomentum:
      return Value(snapshot.momentum[field.index].value());
    case Source::kTop: {
      const auto& score = snapshot.top[field.index];
      return Value(score ? model.scores[*score].id : Text());
    }
    case Source::kGrade:
      return text(snapshot.grade);
    case Source::kSegments:
      for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        if (snapshot.segments[i] != 0) list.emplace_back(model.segments[i].id);
      }
      return Value(list);
    default:
      for (const RuleIndex rule : snapshot.disqualified) list.emplace_back(model.rules[rule].id);
      return Value(list);
  }
}

/// What stands where the field's path begins.
Found root_of(const Field& field, const Question& q) {
  if (field.source <= Source::kPageGroup) return q.event ? of_event(field, *q.event) : Found();
  if (field.source < Source::kScore) return of_person(field, q);
  return q.snapshot ? of_snapshot(field, q.model, *q.snapshot) : Found();
}

/// Everything the path leads to: a list on the way leads to each of its elements.
void follow(const Found& from, const List<Text>& path, std::size_t i, std::vector<Found>& out) {
  if (i == path.size() || !from) {
    out.push_back(from);
  } else if (const Array* items = from->as_array()) {
    for (const Value& item : *items) follow(item, path, i, out);
  } else {
    const Value* member = from->find(path[i]);
    follow(member ? Found(*member) : Found(), path, i + 1, out);
  }
}

bool has_path(Source source) {
  return source == Source::kProperty || source == Source::kProfile;
}

std::vector<Found> all_of(const Field& field, const Question& q) {
  std::vector<Found> out;
  follow(root_of(field, q), has_path(field.source) ? field.path : List<Text>{}, 0, out);
  return out;
}

std::optional<double> as_number(const Found& value) {
  if (!value) return {};
  if (const double* n = value->as_number()) return *n;
  const Text* s = value->as_text();
  if (s == nullptr || s->find_first_not_of("0123456789.", s->find_first_of("+-") == 0 ? 1 : 0) !=
                          std::string::npos) {
    return {};
  }
  const bool digit = s->find_first_of("0123456789") != std::string::npos;
  const bool one_point = s->find('.') == s->rfind('.');
  return digit && one_point ? std::optional(std::strtod(std::string(*s).c_str(), nullptr))
                            : std::nullopt;
}

bool equals(const Found& x, const Value& y) {
  return x ? *x == y : y.is_null();
}

/// Below zero, zero, above zero; nothing where the two have no order.
std::optional<int> compare(const Found& x, const Value& y) {
  const auto a = as_number(x);
  const auto b = as_number(y);
  if (a && b) return *a < *b ? -1 : *a > *b ? 1 : 0;
  if (x && x->as_text() && y.as_text()) {
    return *x->as_text() < *y.as_text() ? -1 : *x->as_text() > *y.as_text() ? 1 : 0;
  }
  return {};
}

std::string type_of(const Found& x) {
  if (!x) return "missing";
  if (x->is_null()) return "null";
  if (x->as_bool()) return "bool";
  if (x->as_number()) return "number";
  if (x->as_text()) return "string";
  return x->as_array() ? "array" : "object";
}

/// Whether a field is a path or an address, whose parts slashes divide.
bool has_parts(const Field& field, const Model& model) {
  if (field.source == Source::kProperty) {
    const std::string& name = model.fields.properties.members[field.index].name;
    return field.path.empty() &&
           (name == "href" || name == "url" || name == "path" || name == "referrer");
  }
  return field.source == Source::kPagePath || field.source == Source::kPageUrl ||
         field.source == Source::kPageReferrer || field.source == Source::kFirstLanding;
}

bool aged(const Condition& c, const Found& x, Instant at) {
  const auto date = date_in(x);
  if (!date) return false;
  const auto age = static_cast<double>(at.ms - *date);
  const Array& bounds = *c.operand.as_array();
  return age >= *bounds[0].as_number() && age <= *bounds[1].as_number();
}

/// How a test is asked: of a path or address, and when.
struct Asked {
  bool parts;
  Instant at;
};

bool test_single(const Condition& c, const Found& x, Asked how) {
  const auto order = compare(x, c.operand);
  const auto any = [&c](auto test) { return std::any_of(c.texts.begin(), c.texts.end(), test); };
  switch (c.op) {
    case Op::kEqual:
      return equals(x, c.operand);
    case Op::kGreater:
      return order && *order > 0;
    case Op::kGreaterOrEqual:
      return order && *order >= 0;
    case Op::kLess:
      return order && *order < 0;
    case Op::kLessOrEqual:
      return order && *order <= 0;
    case Op::kIn:
      for (const Value& choice : *c.operand.as_array()) {
        if (equals(x, choice)) return true;
      }
      return false;
    case Op::kType:
      return type_of(x) == *c.operand.as_text();
    case Op::kGlob:
    case Op::kTextGlob:
      return x && x->as_text() && any([&](const auto& g) {
               return glob(std::string(g).c_str(), std::string(*x->as_text()).c_str(), how.parts);
             });
    case Op::kAge:
      return aged(c, x, how.at);
    case Op::kContains:
      return x && x->as_text() && any([&](const auto& piece) {
               return folded(*x->as_text()).find(folded(piece)) != std::string::npos;
             });
    case Op::kWords:
      return x && x->as_text() && any([&](const auto& phrase) {
               return words(folded(*x->as_text())).find(phrase) != std::string::npos;
             });
    default:
      return false;
  }
}

bool test(const Condition& c, const Found& x, Asked how);

bool element_meets(const Condition& c, const Value& element, Instant at) {
  const auto meets = [&](const Condition& child) { return element_meets(child, element, at); };
  if (c.op == Op::kAll) return std::all_of(c.children.begin(), c.children.end(), meets);
  if (c.op == Op::kAny) return std::any_of(c.children.begin(), c.children.end(), meets);
  if (c.op == Op::kNone) return std::none_of(c.children.begin(), c.children.end(), meets);
  std::vector<Found> found;
  follow(element, c.field.path, 0, found);
  return std::any_of(found.begin(), found.end(), [&](const Found& x) {
    return test(c, x, {false, at});
  });
}

bool test(const Condition& c, const Found& x, Asked how) {
  const Array* items = x ? x->as_array() : nullptr;
  if (c.op == Op::kExists) return x.has_value();
  if (c.op == Op::kListSize) {
    return items && Value(static_cast<double>(items->size())) == c.operand;
  }
  if (c.op != Op::kElemMatch && test_single(c, x, how)) return true;
  return items && std::any_of(items->begin(), items->end(), [&](const Value& item) {
           return c.op == Op::kElemMatch ? element_meets(c.children[0], item, how.at)
                                         : test_single(c, item, how);
         });
}

}  // namespace

bool true_of(const Condition& condition, const Question& question) {
  const auto& children = condition.children;
  const auto child = [&](const Condition& c) { return true_of(c, question); };
  if (condition.op == Op::kAll) return std::all_of(children.begin(), children.end(), child);
  if (condition.op == Op::kAny) return std::any_of(children.begin(), children.end(), child);
  if (condition.op == Op::kNone) return std::none_of(children.begin(), children.end(), child);
  const auto found = all_of(condition.field, question);
  const Asked how{has_parts(condition.field, question.model), question.at};
  return std::any_of(found.begin(), found.end(),
                     [&](const Found& x) { return test(condition, x, how); });
}

std::optional<Value> value_of(const Field& field, const Question& question) {
  const auto found = all_of(field, question);
  return found.empty() ? Found() : found.front();
}

std::optional<double> number_in(const Field& field, const Question& question) {
  return as_number(value_of(field, question));
}

std::string simple_channel(const Campaign& campaign, const std::string& referrer_host) {
  if (campaign.medium == "cpc" && campaign.source == "google") return "Paid Search";
  if (campaign.medium == "email") return "Email";
  if (referrer_host == "www.google.com") return "Organic Search";
  return referrer_host.empty() ? "Direct" : "Referral";
}

}  // namespace kelvin::property
