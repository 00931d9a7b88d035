#include "kelvin/packed.h"

#include <utility>

#include "base/hash.h"
#include "condition/glob.h"
#include "json/number_text.h"
#include "json/writer.h"
#include "model/archive.h"
#include "model/enlist.h"
#include "model/problems.h"

namespace kelvin {
namespace {

/// Rises when the order or the meaning of the values changes.
constexpr int kPackedFormat = 1;
constexpr const char* kCore = KELVIN_VERSION;
constexpr const char* kPackAgain = "pack it again: kelvin check --pack model.json";

constexpr std::int64_t kMostTimes = 1'000'000;
constexpr std::int64_t kLongestLife = 1'000'000'000'000'000'000;
constexpr Duration kLongestMomentum{90 * kDay.ms};
constexpr std::size_t kMostLevels = 2 * kMaxDepth;

/// A model's parts in their order. What names another part by its place comes after that part's
/// list has its size; what a list says already is not written, but found again (see enlist.h).
class ModelArchive : public Archive {
 public:
  using Archive::part;

  explicit ModelArchive(Model& model) : model_(model) {}
  ModelArchive(Model& model, Array row) : Archive(std::move(row)), model_(model) {}

  void whole_model();

 private:
  /// A list's size, and its items.
  template <class T>
  void sized(std::vector<T>& items) {
    std::size_t count = items.size();
    size(count);
    if (reads()) items = std::vector<T>(count);
  }
  template <class T>
  void parts(std::vector<T>& items) {
    for (T& item : items) part(item);
  }
  template <class T>
  void list(std::vector<T>& items) {
    sized(items);
    parts(items);
  }
  /// Places in a list of `size`.
  template <class T>
  void places(std::vector<T>& items, std::size_t size) {
    sized(items);
    for (T& item : items) {
      auto index = static_cast<std::size_t>(item);
      place(index, size);
      item = static_cast<T>(index);
    }
  }
  /// Whether it is there; then it follows.
  template <class T>
  bool given(std::optional<T>& item) {
    bool there = item.has_value();
    part(there);
    if (there && !item) item.emplace();
    return there;
  }
  template <class T>
  void maybe(std::optional<T>& item) {
    if (given(item)) part(*item);
  }
  template <class First, class Second>
  void part(std::pair<First, Second>& pair) {
    part(pair.first);
    part(pair.second);
  }

  void part(Glob& glob);
  void part(Keep& keep);
  void part(Keep::Member& member);
  void part(Field& field);
  void part(Condition& condition);
  void part(Limit& limit);
  void part(PointsTable& points);
  void part(Multiply& multiply);
  void part(Count& count);
  void part(After& after);
  void part(Decay& decay);
  void part(Rule& rule);
  void part(Group& group);
  void part(Inactivity& inactivity);
  void part(Score& score);
  void part(GradePart& grade);
  void part(Segment& segment);
  void part(Trigger& trigger);
  void part(Experience& experience);
  void part(Destination& destination);
  void part(PageGroup& group);
  void part(EventName& name);
  void digest(std::uint64_t& bits);
  void finish();

  Model& model_;
  std::size_t level_ = 0;  ///< of what holds its own kind
  bool of_fact_ = false;   ///< whether this is a fact rule's
};

void ModelArchive::part(Glob& glob) {
  part(glob.pattern);
  require(glob.pattern.size() <= kMaxGlob);
}

void ModelArchive::part(Keep& keep) {
  require(++level_ <= kMostLevels);
  part(keep.whole);
  list(keep.members);
  --level_;
}

void ModelArchive::part(Keep::Member& member) {
  part(member.name);
  part(member.keep);
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
  choice(condition.op, Op::kWords);
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
    case Op::kWords:
      list(condition.texts);
      for (const std::string& text : condition.texts) {
        require(condition.op == Op::kWords || text.size() <= kMaxGlob);
      }
      break;
    default:
      part(condition.operand);
      require(condition.op != Op::kIn || condition.operand.as_array() != nullptr);
      require(condition.op != Op::kType || condition.operand.as_text() != nullptr);
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
}

void ModelArchive::part(Count& count) {
  whole(count.at_least, 1, kMostTimes);
  maybe(count.within);
  if (given(count.since)) place(*count.since, model_.rules.size());
  maybe(count.distinct);
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
  sized(model_.segments);
  sized(model_.destinations);
  for (Rule& rule : model_.rules) choice(rule.kind, Rule::Kind::kFact);

  parts(model_.scores);
  parts(model_.groups);
  parts(model_.rules);
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

double checksum(const Array& row) {
  return static_cast<double>(hash48(to_json(row)));
}

Error damaged(std::string at) {
  return {"damaged", std::move(at), "this is not as it was packed", kPackAgain};
}

}  // namespace

std::string pack(Model model) {
  ModelArchive archive(model);
  archive.whole_model();
  JsonWriter json;
  json.begin_object().integer("kelvin_packed", kPackedFormat).text("core", kCore);
  json.key("sum").number(checksum(archive.row()));
  return json.value("model", archive.row()).end_object().take();
}

Result<Model> unpack(std::string_view text) {
  if (text.size() > kMaxPackedBytes) {
    return Error{"too_long", "", joined("", text.size(), " bytes"),
                 joined("a packed model has at most ", kMaxPackedBytes)};
  }
  auto document = parse_json(text);
  if (!document) return document.errors();
  const Value* format = document->find("kelvin_packed");
  if (format == nullptr) {
    return Error{"not_packed", "", "no packed model",
                 "load the whole core for a model's source, or pack it: kelvin check --pack"};
  }
  const Value* core = document->find("core");
  if (*format != Value(kPackedFormat) || core == nullptr || *core != Value(kCore)) {
    return Error{"other_version", "/core", core != nullptr ? to_json(*core) : "nothing",
                 std::string("this core is ") + kCore + ": " + kPackAgain};
  }
  const Value* sum = document->find("sum");
  auto* row = const_cast<Value*>(document->find("model"));
  if (sum == nullptr || row == nullptr || row->as_array() == nullptr ||
      *sum != Value(checksum(*row->as_array()))) {
    return damaged("/sum");
  }
  auto model = std::make_unique<Model>();
  const std::size_t size = row->as_array()->size();
  ModelArchive archive(*model, std::move(*row->as_array()));
  archive.whole_model();
  if (!archive.good() || archive.at() != size) {
    return damaged("/model/" + integer_text(archive.at()));
  }
  return model;
}

}  // namespace kelvin
