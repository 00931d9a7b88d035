#include "condition/condition.h"

#include <algorithm>

#include "condition/glob.h"
#include "facts/words.h"

namespace kelvin {
namespace {

using Path = std::vector<std::string>;

/// A number that a field computes, or the text or value that it points to; below it may lie a path.
struct Found {
  Operand operand;
  const Value* tree = nullptr;  ///< where `path` goes on
};

/// The text that a field is; nullptr for others.
const std::string* text_of(const Field& field, const Scene& scene) {
  using Source = Field::Source;
  const VisitState& visit = scene.state.visit;
  const Origin& first = scene.state.first_origin;
  switch (field.source) {
    case Source::kEventName:
      return &scene.event->name;
    case Source::kPagePath:
      return &scene.event->page.path;
    case Source::kPageUrl:
      return &scene.event->page.url;
    case Source::kPageHost:
      return &scene.event->page.host;
    case Source::kPageTitle:
      return &scene.event->page.title;
    case Source::kPageReferrer:
      return &scene.event->page.referrer;
    case Source::kPageSearch:
      return &scene.event->page.search;
    case Source::kVisitChannel:
      return &visit.origin.channel;
    case Source::kVisitCampaign:
      return visit.origin.campaign.find(field.path[0]);
    case Source::kVisitReferrerHost:
      return &visit.origin.referrer_host;
    case Source::kFirstChannel:
      return &first.channel;
    case Source::kFirstCampaign:
      return first.campaign.find(field.path[0]);
    case Source::kFirstLanding:
      return &first.landing;
    case Source::kGrade:
      return &scene.standing->grade;
    default:
      return nullptr;
  }
}

double seconds(Duration d) {
  return static_cast<double>(d.ms) / 1000;
}

double whole_days(Duration d) {
  const std::int64_t days = d.ms / kDay.ms;
  return static_cast<double>(days);
}

double hits_of(RuleIndex index, const Scene& scene) {
  const Rule& rule = scene.model.rules[index];
  if (rule.kind == Rule::Kind::kEvent) return static_cast<double>(scene.state.rules[index].hits);
  return holds(rule.condition, {scene.model, scene.state, scene.at}) ? 1 : 0;
}

/// The number that a field is; nothing for others.
std::optional<double> number_at(const Field& field, const Scene& scene) {
  using Source = Field::Source;
  const State& state = scene.state;
  switch (field.source) {
    case Source::kVisitNumber:
    case Source::kTotalVisits:
      return static_cast<double>(state.visit.number);
    case Source::kVisitPages:
      return static_cast<double>(state.visit.pages);
    case Source::kVisitSeconds:
      return seconds(state.visit.engaged);
    case Source::kTotalPages:
      return static_cast<double>(state.total.pages);
    case Source::kTotalSeconds:
      return seconds(state.total.engaged);
    case Source::kTotalDays:
      return static_cast<double>(state.total.days);
    case Source::kTotalAgeDays:
      if (!state.first) return std::nullopt;
      return whole_days(scene.at - *state.first);
    case Source::kRuleHits:
      return hits_of(field.index, scene);
    case Source::kRuleMatches:
      return static_cast<double>(state.rules[field.index].matches);
    case Source::kScore:
      return scene.standing->scores[field.index].value();
    case Source::kMomentum:
      return scene.standing->momentum[field.index].value();
    default:
      return std::nullopt;
  }
}

/// What is neither a text nor a number of its own: the event's type, a query's value, lists of
/// names.
Operand other_operand(const Field& field, const Scene& scene, Array& scratch) {
  using Source = Field::Source;
  switch (field.source) {
    case Source::kEventType: {
      constexpr std::string_view kNames[] = {"page", "track", "identify", "group", ""};
      return Operand::of(kNames[static_cast<std::size_t>(scene.event->type)]);
    }
    case Source::kPageGroup:
      return Operand::of(scene.event->page_groups);
    case Source::kPageQuery:
      for (const auto& [name, value] : scene.event->page.query) {
        if (name != field.path[0]) continue;
        Operand found = Operand::of(std::string_view(value));
        found.kind = Operand::Kind::kText;  // `?ref=` is there, though empty
        return found;
      }
      return {};
    case Source::kSegments:
      for (SegmentIndex i = 0; i < scene.standing->segments.size(); ++i) {
        if (scene.standing->segments[i] != 0) scratch.emplace_back(scene.model.segments[i].id);
      }
      return Operand::of(scratch);
    case Source::kDisqualified:
      for (const RuleIndex rule : scene.standing->disqualified) {
        scratch.emplace_back(scene.model.rules[rule].id);
      }
      return Operand::of(scratch);
    default:
      return {};
  }
}

/// Where the field begins: an operand, or a tree in which its path goes on.
Found find(const Field& field, const Scene& scene, Array& scratch) {
  using Source = Field::Source;
  const bool of_event = field.source <= Source::kPageGroup;
  const bool of_standing = field.source >= Source::kScore;
  if ((of_event && scene.event == nullptr) || (of_standing && scene.standing == nullptr)) return {};
  Found found;
  if (field.source == Source::kProperty) {
    const auto& value = scene.event->properties[field.index];
    if (value) found.tree = &*value;
  } else if (field.source == Source::kProfile) {
    found.tree = &scene.state.profile;
  } else if (const std::string* text = text_of(field, scene)) {
    found.operand = Operand::of(std::string_view(*text));
  } else if (const auto number = number_at(field, scene)) {
    found.operand = Operand::of(*number);
  } else {
    found.operand = other_operand(field, scene, scratch);
  }
  return found;
}

/// MongoDB's paths: through an object by name, through a list into each of its elements. Whether
/// `test` is true of anything the path leads to; it is asked once about a missing operand where
/// the path leads nowhere.
template <class Test>
bool any_at(const Value& tree, const Path& path, std::size_t from, const Test& test) {
  if (from == path.size()) return test(Operand::of(tree));
  if (const Array* items = tree.as_array()) {
    return std::any_of(items->begin(), items->end(),
                       [&](const Value& item) { return any_at(item, path, from, test); });
  }
  const Value* member = tree.find(path[from]);
  return member != nullptr ? any_at(*member, path, from + 1, test) : test(Operand{});
}

bool test_one(const Condition& condition, const Operand& x);

/// Whether a text is like one of the condition's texts, or has one of them in it.
bool test_text(const Condition& condition, std::string_view text) {
  using Op = Condition::Op;
  const bool glob = condition.op == Op::kGlob || condition.op == Op::kTextGlob;
  const GlobOf of = condition.op == Op::kGlob ? GlobOf::kPath : GlobOf::kText;
  std::string folded;
  if (!glob) folded = condition.op == Op::kWords ? fold_words(text) : fold_text(text);
  return std::any_of(condition.texts.begin(), condition.texts.end(), [&](const std::string& t) {
    return glob ? glob_matches(t, text, of) : folded.find(t) != folded.npos;
  });
}

/// The test on one value that is no list, or on a list as a whole.
bool test_value(const Condition& condition, const Operand& x) {
  using Op = Condition::Op;
  switch (condition.op) {
    case Op::kEqual:
      return equal(x, condition.operand);
    case Op::kGreater:
      return order(x, condition.operand).value_or(-1) > 0;
    case Op::kGreaterOrEqual:
      return order(x, condition.operand).value_or(-1) >= 0;
    case Op::kLess:
      return order(x, condition.operand).value_or(1) < 0;
    case Op::kLessOrEqual:
      return order(x, condition.operand).value_or(1) <= 0;
    case Op::kIn: {
      const Array& choices = *condition.operand.as_array();
      return std::any_of(choices.begin(), choices.end(),
                         [&x](const Value& choice) { return equal(x, choice); });
    }
    case Op::kType:
      return type_name(x) == *condition.operand.as_text();
    case Op::kGlob:
    case Op::kTextGlob:
    case Op::kWords:
    case Op::kContains:
      return x.kind == Operand::Kind::kText && test_text(condition, x.text);
    default:
      return false;
  }
}

bool test_one(const Condition& condition, const Operand& x) {
  using Op = Condition::Op;
  const bool list = x.kind == Operand::Kind::kList;
  switch (condition.op) {
    case Op::kExists:
      return x.kind != Operand::Kind::kMissing;
    case Op::kListSize:
      return list && equal(Operand::of(static_cast<double>(x.items->size())), condition.operand);
    case Op::kElemMatch:
      return list && std::any_of(x.items->begin(), x.items->end(), [&](const Value& item) {
               return holds(condition.children[0], item);
             });
    default:
      return test_value(condition, x) ||
             (list && std::any_of(x.items->begin(), x.items->end(), [&](const Value& item) {
                return test_value(condition, Operand::of(item));
              }));
  }
}

bool test_at(const Condition& condition, const Value& tree) {
  return any_at(tree, condition.field.path, 0,
                [&](const Operand& x) { return test_one(condition, x); });
}

bool test(const Condition& condition, const Value& element) {
  return test_at(condition, element);
}

bool test(const Condition& condition, const Scene& scene) {
  Array scratch;
  const Found found = find(condition.field, scene, scratch);
  return found.tree == nullptr ? test_one(condition, found.operand)
                               : test_at(condition, *found.tree);
}

/// A condition of an element, or of a visitor: combinations are the same, only tests differ.
template <class Subject>
bool holds_of(const Condition& condition, const Subject& subject) {
  using Op = Condition::Op;
  const auto child = [&subject](const Condition& c) { return holds(c, subject); };
  const auto& children = condition.children;
  switch (condition.op) {
    case Op::kAll:
      return std::all_of(children.begin(), children.end(), child);
    case Op::kAny:
      return std::any_of(children.begin(), children.end(), child);
    case Op::kNone:
      return std::none_of(children.begin(), children.end(), child);
    default:
      return test(condition, subject);
  }
}

}  // namespace

bool holds(const Condition& condition, const Value& element) {
  return holds_of(condition, element);
}

bool holds(const Condition& condition, const Scene& scene) {
  return holds_of(condition, scene);
}

Operand operand_of(const Field& field, const Scene& scene) {
  Array scratch;
  const Found found = find(field, scene, scratch);
  if (found.tree == nullptr) return found.operand;
  Operand out;
  any_at(*found.tree, field.path, 0, [&out](const Operand& x) {
    out = x;
    return true;
  });
  return out;
}

std::optional<double> number_of(const Field& field, const Scene& scene) {
  return as_number(operand_of(field, scene));
}

}  // namespace kelvin
