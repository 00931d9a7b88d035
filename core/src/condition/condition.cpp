#include "condition/condition.h"

#include "condition/field_value.h"

namespace kelvin {
namespace {

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
    case Source::kRuleSum:
      return static_cast<double>(state.rules[field.index].sum) / 1e6;
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
      constexpr std::string_view kNames[] = {"page", "track", "identify", "group", "", ""};
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
    case Source::kTop: {
      Operand found = Operand::of(top_id(scene.model, *scene.standing, field.index));
      found.kind = Operand::Kind::kText;  // "" where no score is on top
      return found;
    }
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

}  // namespace

FieldValue find_value(const Field& field, const Scene& scene, Array& scratch) {
  using Source = Field::Source;
  const bool of_event = field.source <= Source::kPageGroup;
  const bool of_standing = field.source >= Source::kScore;
  if ((of_event && scene.event == nullptr) || (of_standing && scene.standing == nullptr)) return {};
  FieldValue found;
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

Operand operand_of(const Field& field, const Scene& scene) {
  Array scratch;
  const FieldValue found = find_value(field, scene, scratch);
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
