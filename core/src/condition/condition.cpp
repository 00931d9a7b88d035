#include "condition/condition.h"

#include "condition/field_value.h"

namespace kelvin {
namespace {

/// The text that a field is; nullptr for others.
const Text* text_of(const Field& field, const EvalContext& context) {
  using Source = Field::Source;
  const VisitState& visit = context.state.visit;
  const Origin& first = context.state.first_origin;
  switch (field.source) {
    case Source::kEventName:
      return &context.event->name;
    case Source::kPagePath:
      return &context.event->page.path;
    case Source::kPageUrl:
      return &context.event->page.url;
    case Source::kPageHost:
      return &context.event->page.host;
    case Source::kPageTitle:
      return &context.event->page.title;
    case Source::kPageReferrer:
      return &context.event->page.referrer;
    case Source::kPageSearch:
      return &context.event->page.search;
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
      return &context.snapshot->grade;
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

double hits_of(RuleIndex index, const EvalContext& context) {
  const Rule& rule = context.model.rules[index];
  if (rule.kind == Rule::Kind::kEvent) return static_cast<double>(context.state.rules[index].hits);
  return holds(rule.condition, {context.model, context.state, context.at}) ? 1 : 0;
}

/// The number that a field is; nothing for others.
std::optional<double> number_at(const Field& field, const EvalContext& context) {
  using Source = Field::Source;
  const State& state = context.state;
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
      return whole_days(context.at - *state.first);
    case Source::kRuleHits:
      return hits_of(field.index, context);
    case Source::kRuleMatches:
      return static_cast<double>(state.rules[field.index].matches);
    case Source::kRuleSum:
      return static_cast<double>(state.rules[field.index].sum) / 1e6;
    case Source::kScore:
      return context.snapshot->scores[field.index].value();
    case Source::kMomentum:
      return context.snapshot->momentum[field.index].value();
    default:
      return std::nullopt;
  }
}

/// What is neither a text nor a number of its own: the event's type, a query's value, lists of
/// names.
Operand other_operand(const Field& field, const EvalContext& context, Array& scratch) {
  using Source = Field::Source;
  switch (field.source) {
    case Source::kEventType: {
      constexpr std::string_view kNames[] = {"page", "track", "identify", "group", "", ""};
      return Operand::of(kNames[static_cast<std::size_t>(context.event->type)]);
    }
    case Source::kPageGroup:
      return Operand::of(context.event->page_groups);
    case Source::kPageQuery:
      for (const auto& [name, value] : context.event->page.query) {
        if (name != field.path[0]) continue;
        Operand found = Operand::of(std::string_view(value));
        found.kind = Operand::Kind::kText;  // `?ref=` is there, though empty
        return found;
      }
      return {};
    case Source::kTop: {
      Operand found = Operand::of(top_id(context.model, *context.snapshot, field.index));
      found.kind = Operand::Kind::kText;  // "" where no score is on top
      return found;
    }
    case Source::kSegments:
      for (SegmentIndex i = 0; i < context.snapshot->segments.size(); ++i) {
        if (context.snapshot->segments[i] != 0) scratch.emplace_back(context.model.segments[i].id);
      }
      return Operand::of(scratch);
    case Source::kDisqualified:
      for (const RuleIndex rule : context.snapshot->disqualified) {
        scratch.emplace_back(context.model.rules[rule].id);
      }
      return Operand::of(scratch);
    default:
      return {};
  }
}

}  // namespace

FieldValue find_value(const Field& field, const EvalContext& context, Array& scratch) {
  using Source = Field::Source;
  const bool of_event = field.source <= Source::kPageGroup;
  const bool of_snapshot = field.source >= Source::kScore;
  if ((of_event && context.event == nullptr) || (of_snapshot && context.snapshot == nullptr))
    return {};
  FieldValue found;
  if (field.source == Source::kProperty) {
    const auto& value = context.event->properties[field.index];
    if (value) found.tree = &*value;
  } else if (field.source == Source::kProfile) {
    found.tree = &context.state.profile;
  } else if (const Text* text = text_of(field, context)) {
    found.operand = Operand::of(std::string_view(*text));
  } else if (const auto number = number_at(field, context)) {
    found.operand = Operand::of(*number);
  } else {
    found.operand = other_operand(field, context, scratch);
  }
  return found;
}

Operand operand_of(const Field& field, const EvalContext& context) {
  Array scratch;
  const FieldValue found = find_value(field, context, scratch);
  if (found.tree == nullptr) return found.operand;
  Operand out;
  any_at(*found.tree, field.path, 0, [&out](const Operand& x) {
    out = x;
    return true;
  });
  return out;
}

std::optional<double> number_of(const Field& field, const EvalContext& context) {
  return as_number(operand_of(field, context));
}

}  // namespace kelvin
