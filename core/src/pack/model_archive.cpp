#include "pack/model_archive.h"

#include "compile/enlist.h"
#include "condition/glob.h"

namespace kelvin {
namespace {

constexpr std::int64_t kLongestLife = 1'000'000'000'000'000'000;
constexpr Duration kLongestMomentum{90 * kDay.ms};
constexpr std::size_t kMostLevels = 2 * kMaxDepth;

/// The bounds of an age, which no sum with a date may overflow.
bool are_bounds(const Value& value) {
  const auto is_bound = [](const Value& bound) {
    const double* ms = bound.as_number();
    return ms != nullptr && -kMostAge <= *ms && *ms <= kMostAge;
  };
  const Array* bounds = value.as_array();
  return bounds != nullptr && bounds->size() == 2 && is_bound((*bounds)[0]) &&
         is_bound((*bounds)[1]);
}

}  // namespace

void ModelArchive::part(Glob& glob) {
  part(glob.pattern);
  require(glob.pattern.size() <= kMaxGlob);
}

void ModelArchive::part(FieldMask& mask) {
  require(++level_ <= kMostLevels);
  part(mask.whole);
  list(mask.members);
  --level_;
}

void ModelArchive::part(FieldMask::Member& member) {
  part(member.name);
  part(member.mask);
}

void ModelArchive::part(Field& field) {
  using Source = Field::Source;
  choice(field.source, Source::kElement);
  switch (field.source) {
    case Source::kProperty:
      place(field.index, model_.fields.properties.members.size());
      break;
    case Source::kRuleHits:
    case Source::kRuleMatches:
      place(field.index, model_.rules.size());
      // A fact sees no other facts, so that none can see itself.
      require(!of_fact_ || (good() && model_.rules[field.index].kind == Rule::Kind::kEvent));
      break;
    case Source::kRuleSum:
      place(field.index, model_.rules.size());
      require(good() && model_.rules[field.index].kind == Rule::Kind::kEvent);
      break;
    case Source::kTop:
      place(field.index, model_.top.size());
      break;
    case Source::kScore:
    case Source::kMomentum:
      place(field.index, model_.scores.size());
      break;
    default:
      break;
  }
  list(field.path);
  const bool below = field.source == Source::kPageQuery || field.source == Source::kVisitCampaign ||
                     field.source == Source::kFirstCampaign;
  require(!below || !field.path.empty());
}

void ModelArchive::part(Condition& condition) {
  using Op = Condition::Op;
  require(++level_ <= kMostLevels);
  choice(condition.op, Op::kAge);
  if (condition.op > Op::kNone) part(condition.field);
  switch (condition.op) {
    case Op::kAll:
    case Op::kAny:
    case Op::kNone:
      list(condition.children);
      break;
    case Op::kElemMatch:
      list(condition.children);
      require(condition.children.size() == 1);
      break;
    case Op::kGlob:
    case Op::kTextGlob:
    case Op::kWords:
    case Op::kContains:
      list(condition.texts);
      for (const Text& text : condition.texts) {
        const bool glob = condition.op == Op::kGlob || condition.op == Op::kTextGlob;
        require(!glob || text.size() <= kMaxGlob);
      }
      break;
    default:
      part(condition.operand);
      require(condition.op != Op::kIn || condition.operand.as_array() != nullptr);
      require(condition.op != Op::kType || condition.operand.as_text() != nullptr);
      require(condition.op != Op::kAge || are_bounds(condition.operand));
  }
  --level_;
}

void ModelArchive::part(Limit& limit) {
  whole(limit.times, 1, kMostTimes);
  choice(limit.per, Limit::Per::kDuration);
  if (limit.per == Limit::Per::kDuration) part(limit.window);
}

void ModelArchive::part(PointsTable& points) {
  choice(points.kind, PointsTable::Kind::kValues);
  list(points.list);
  require(!points.list.empty());
  if (points.kind == PointsTable::Kind::kList) return;
  part(points.by);
  list(points.steps);
  list(points.values);
  part(points.otherwise);
}

void ModelArchive::part(Multiply& multiply) {
  part(multiply.by);
  part(multiply.unit);
  maybe(multiply.max);
  part(multiply.is_signed);
}

void ModelArchive::part(Count& count) {
  whole(count.at_least, 1, kMostTimes);
  maybe(count.within);
  if (given(count.since)) place(*count.since, model_.rules.size());
  maybe(count.distinct);
  require(count.at_least <= most_at_least(count));
}

void ModelArchive::part(After& after) {
  place(after.rule, model_.rules.size());
  part(after.within);
}

void ModelArchive::part(Decay& decay) {
  maybe(decay.half_life);
  maybe(decay.expire);
  if (given(decay.every)) {
    part(*decay.every);
    part(decay.percent);
  }
  if (decay.in_slots()) whole(decay.life.ms, 1, kLongestLife);
}

void ModelArchive::part(Rule& rule) {
  of_fact_ = rule.kind == Rule::Kind::kFact;
  part(rule.id);
  part(rule.label);
  place(rule.score, model_.scores.size());
  places(rule.on, model_.names.size());
  part(rule.condition);
  maybe(rule.count);
  maybe(rule.after);
  maybe(rule.limit);
  part(rule.points);
  maybe(rule.multiply);
  part(rule.summed);
  maybe(rule.max);
  if (given(rule.group)) {
    place(*rule.group, model_.groups.size());
    require(good() && model_.groups[*rule.group].score == rule.score);
  }
  part(rule.decay);
  places(rule.clears, model_.rules.size());
  part(rule.veto);
  of_fact_ = false;
}

void ModelArchive::part(Group& group) {
  part(group.id);
  place(group.score, model_.scores.size());
  maybe(group.max);
  maybe(group.min);
}

void ModelArchive::part(Inactivity& inactivity) {
  choice(inactivity.mode, Inactivity::Mode::kAdd);
  list(inactivity.steps);
}

void ModelArchive::part(Score& score) {
  part(score.id);
  part(score.label);
  part(score.low);
  part(score.high);
  require(score.low <= score.high);
  part(score.momentum);
  require(score.momentum <= kLongestMomentum);
  maybe(score.inactivity);
  sized(score.of);
  for (auto& [other, weight] : score.of) {
    // Scores are settled in their order: one is made of those before it.
    place(other, static_cast<std::size_t>(&score - model_.scores.data()));
    part(weight);
  }
}

void ModelArchive::part(Top& top) {
  part(top.id);
  places(top.of, model_.scores.size());
  maybe(top.at_least);
}

void ModelArchive::part(GradePart& grade) {
  place(grade.score, model_.scores.size());
  list(grade.bands);
  require(!grade.bands.empty());
}

void ModelArchive::part(Segment& segment) {
  part(segment.id);
  part(segment.label);
  part(segment.when);
  maybe(segment.leave);
  part(segment.sticky);
}

void ModelArchive::part(Trigger& trigger) {
  part(trigger.id);
  part(trigger.say);
  choice(trigger.on, Trigger::On::kHit);
  const bool of_rule = trigger.on == Trigger::On::kHit;
  place(trigger.subject, of_rule ? model_.rules.size() : model_.segments.size());
  maybe(trigger.condition);
  maybe(trigger.limit);
  places(trigger.to, model_.destinations.size());
}

void ModelArchive::part(Experience& experience) {
  part(experience.id);
  part(experience.label);
  part(experience.condition);
  part(experience.at);
  part(experience.set);
  part(experience.holdout);
}

void ModelArchive::part(Destination& destination) {
  part(destination.id);
  part(destination.url);
  choice(destination.format, Destination::Format::kTemplate);
  part(destination.body);
  part(destination.method);
  part(destination.content_type);
  list(destination.headers);
  part(destination.fields);
}

void ModelArchive::part(PageGroup& group) {
  part(group.name);
  list(group.globs);
}

void ModelArchive::part(EventName& name) {
  part(name.name);
  part(name.passive);
  part(name.offsite);
}

/// In two halves, each a number that a double holds.
void ModelArchive::digest(std::uint64_t& bits) {
  constexpr std::int64_t kMostHalf = 0xFFFFFFFF;
  auto high = static_cast<std::int64_t>(bits >> 32);
  auto low = static_cast<std::int64_t>(bits & kMostHalf);
  whole(high, 0, kMostHalf);
  whole(low, 0, kMostHalf);
  bits = static_cast<std::uint64_t>(high) << 32 | static_cast<std::uint64_t>(low);
}

void ModelArchive::whole_model() {
  part(model_.id);
  part(model_.version);
  digest(model_.digest);
  part(model_.visit_timeout);
  whole(model_.day_offset.ms, -kMostDayOffset.ms, kMostDayOffset.ms);
  maybe(model_.retention);
  list(model_.names);
  list(model_.pages);
  part(model_.fields.properties);
  part(model_.fields.traits);
  part(model_.fields.company);
  part(model_.fields.any_traits);
  list(model_.fields.query);

  sized(model_.scores);
  sized(model_.groups);
  sized(model_.rules);
  sized(model_.top);
  sized(model_.segments);
  sized(model_.destinations);
  for (Rule& rule : model_.rules) choice(rule.kind, Rule::Kind::kFact);

  parts(model_.scores);
  parts(model_.groups);
  parts(model_.rules);
  parts(model_.top);
  list(model_.grade);
  parts(model_.segments);
  parts(model_.destinations);
  list(model_.triggers);
  list(model_.experiences);
  if (reads() && good()) finish();
}

/// What is not written, because it follows from the rest.
void ModelArchive::finish() {
  for (GroupIndex i = 0; i < model_.groups.size(); ++i) enlist_group(model_, i);
  for (RuleIndex i = 0; i < model_.rules.size(); ++i) enlist_rule(model_, i);
  model_.visit_name = model_.find_name("visit");
  require(model_.visit_name != kNoName && model_.fields.properties.find("seconds") != nullptr);
}

}  // namespace kelvin
