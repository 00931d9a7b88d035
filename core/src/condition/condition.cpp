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

Operand text(const std::string& s) {
  return Operand::of(std::string_view(s));
}

Operand seconds(Duration d) {
  return Operand::of(static_cast<double>(d.ms) / 1000);
}

Operand count(std::int64_t n) {
  return Operand::of(static_cast<double>(n));
}

Operand campaign_member(const Campaign& campaign, const Path& path) {
  const std::string* member = campaign.find(path[0]);
  return member != nullptr ? text(*member) : Operand{};
}

Operand event_operand(const Field& field, const Event& event) {
  using Source = Field::Source;
  constexpr std::string Page::*kTexts[] = {&Page::path,  &Page::url,      &Page::host,
                                           &Page::title, &Page::referrer, &Page::search};
  if (field.source >= Source::kPagePath && field.source <= Source::kPageSearch) {
    const auto i =
        static_cast<std::size_t>(field.source) - static_cast<std::size_t>(Source::kPagePath);
    return text(event.page.*kTexts[i]);
  }
  switch (field.source) {
    case Source::kEventName:
      return text(event.name);
    case Source::kEventType: {
      constexpr std::string_view kNames[] = {"page", "track", "identify", "group", ""};
      return Operand::of(kNames[static_cast<std::size_t>(event.type)]);
    }
    case Source::kPageGroup:
      return Operand::of(event.page_groups);
    case Source::kPageQuery:
      for (const auto& [name, value] : event.page.query) {
        if (name == field.path[0]) {
          Operand found = text(value);
          found.kind = Operand::Kind::kText;  // `?ref=` is there, though empty
          return found;
        }
      }
      return {};
    default:
      return {};
  }
}

Operand visitor_operand(const Field& field, const Scene& scene) {
  using Source = Field::Source;
  const State& state = scene.state;
  switch (field.source) {
    case Source::kVisitNumber:
      return count(state.visit.number);
    case Source::kVisitPages:
      return count(state.visit.pages);
    case Source::kVisitSeconds:
      return seconds(state.visit.engaged);
    case Source::kVisitChannel:
      return text(state.visit.origin.channel);
    case Source::kVisitCampaign:
      return campaign_member(state.visit.origin.campaign, field.path);
    case Source::kVisitReferrerHost:
      return text(state.visit.origin.referrer_host);
    case Source::kFirstChannel:
      return text(state.first_origin.channel);
    case Source::kFirstCampaign:
      return campaign_member(state.first_origin.campaign, field.path);
    case Source::kFirstLanding:
      return text(state.first_origin.landing);
    case Source::kTotalVisits:
      return count(state.visit.number);
    case Source::kTotalPages:
      return count(state.total.pages);
    case Source::kTotalSeconds:
      return seconds(state.total.engaged);
    case Source::kTotalDays:
      return count(state.total.days);
    case Source::kTotalAgeDays:
      return state.first ? count((scene.at - *state.first).ms / kDay.ms) : Operand{};
    case Source::kRuleHits: {
      const Rule& rule = scene.model.rules[field.index];
      if (rule.kind == Rule::Kind::kEvent) return count(state.rules[field.index].hits);
      return count(holds(rule.condition, {scene.model, state, scene.at}) ? 1 : 0);
    }
    case Source::kRuleMatches:
      return count(state.rules[field.index].matches);
    default:
      return {};
  }
}

Operand standing_operand(const Field& field, const Scene& scene, Array& scratch) {
  using Source = Field::Source;
  const Standing& standing = *scene.standing;
  switch (field.source) {
    case Source::kScore:
      return Operand::of(standing.scores[field.index].value());
    case Source::kMomentum:
      return Operand::of(standing.momentum[field.index].value());
    case Source::kGrade:
      return text(standing.grade);
    case Source::kSegments:
      for (SegmentIndex i = 0; i < standing.segments.size(); ++i) {
        if (standing.segments[i] != 0) scratch.emplace_back(scene.model.segments[i].id);
      }
      return Operand::of(scratch);
    case Source::kDisqualified:
      for (const RuleIndex rule : standing.disqualified) {
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
  Found found;
  if (field.source == Source::kProperty) {
    if (scene.event != nullptr && scene.event->properties[field.index]) {
      found.tree = &*scene.event->properties[field.index];
    }
  } else if (field.source == Source::kProfile) {
    found.tree = &scene.state.profile;
  } else if (field.source <= Source::kPageGroup) {
    if (scene.event != nullptr) found.operand = event_operand(field, *scene.event);
  } else if (field.source < Source::kScore) {
    found.operand = visitor_operand(field, scene);
  } else if (scene.standing != nullptr) {
    found.operand = standing_operand(field, scene, scratch);
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
      return x.kind == Operand::Kind::kText &&
             std::any_of(condition.texts.begin(), condition.texts.end(),
                         [&x](const std::string& glob) { return glob_matches(glob, x.text); });
    case Op::kWords: {
      if (x.kind != Operand::Kind::kText) return false;
      const std::string folded = fold_words(x.text);
      return std::any_of(condition.texts.begin(), condition.texts.end(),
                         [&](const std::string& phrase) { return contains_words(folded, phrase); });
    }
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

}  // namespace

bool holds(const Condition& condition, const Value& element) {
  using Op = Condition::Op;
  const auto child = [&element](const Condition& c) { return holds(c, element); };
  const auto& children = condition.children;
  switch (condition.op) {
    case Op::kAll:
      return std::all_of(children.begin(), children.end(), child);
    case Op::kAny:
      return std::any_of(children.begin(), children.end(), child);
    case Op::kNone:
      return std::none_of(children.begin(), children.end(), child);
    default:
      return any_at(element, condition.field.path, 0,
                    [&](const Operand& x) { return test_one(condition, x); });
  }
}

bool holds(const Condition& condition, const Scene& scene) {
  using Op = Condition::Op;
  const auto child = [&scene](const Condition& c) { return holds(c, scene); };
  const auto& children = condition.children;
  switch (condition.op) {
    case Op::kAll:
      return std::all_of(children.begin(), children.end(), child);
    case Op::kAny:
      return std::any_of(children.begin(), children.end(), child);
    case Op::kNone:
      return std::none_of(children.begin(), children.end(), child);
    default: {
      Array scratch;
      const Found found = find(condition.field, scene, scratch);
      if (found.tree == nullptr) return test_one(condition, found.operand);
      return any_at(*found.tree, condition.field.path, 0,
                    [&](const Operand& x) { return test_one(condition, x); });
    }
  }
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
