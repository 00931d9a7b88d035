// pack and unpack: the same model without the compiler; and nothing in a packed text is trusted.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "corpus/case.h"
#include "kelvin/json.h"
#include "unit/support.h"

namespace kelvin {
namespace {

/// Everything that a rule, a segment, a trigger and a destination may have.
constexpr std::string_view kEverything = R"({"kelvin":1,"id":"m","version":"1",
  "visit":{"timeout":"20m"},"passive":["Mail"],"offsite":["Open"],
  "pages":{"p":["/a/**","/b/*/c"]},"privacy":{"keep":["kept","deep.er"],"retention":"395d"},
  "scores":[
   {"id":"s","range":[-50,100],"momentum":"5d","groups":[{"id":"g","max":5,"min":-5},{"id":"h","max":1}],
    "inactivity":{"mode":"add","steps":[{"after":"1d","points":-5}]},"rules":[
    {"id":"a","label":"A","on":"page","where":{"page.group":"p","page.query.ref":{"$ne":"x"}},
     "points":[3,2],"limit":{"times":2,"per":"visit"},"group":"g"},
    {"id":"b","on":"Page Engaged","points":1,"multiply":{"by":"properties.seconds","unit":2,"max":4},
     "max":9,"decay":{"half_life":"1h","expire":"2d"},"group":"h"},
    {"id":"c","on":["page","X"],"where":{"properties.text":{"$words":["seo"],"$contains":"s e","$glob":"*"},"properties.day":{"$age":{"$gte":"-1d","$lt":"7d"}},"$nor":[{"rules.d.hits":1}]},
     "points":-5,"decay":{"percent":10,"every":"1h"},"clears":["a"]},
    {"id":"d","while":{"profile.email_free":true,"rules.a.matches":{"$gte":1}},"points":-3},
    {"id":"e","on":"X","where":{"properties.list":{"$elemMatch":{"a":{"$gte":2}}}},"points":2,
     "count":{"at_least":2,"within":"1d","distinct":"properties.id"},
     "after":{"rule":"a","within":"10m"},"limit":{"times":1,"per":"1d"}},
    {"id":"f","on":"X","count":{"at_least":2,"since":"a"},"points":{"by":"profile.n","steps":[[1,2],[5,3]]},
     "veto":true}]},
   {"id":"t","rules":[{"id":"v","while":{"profile.k":{"$in":["x","y"]}},
     "points":{"by":"profile.k","values":{"x":2},"else":1}}]},
   {"id":"u","of":{"s":0.5,"t":2}}],
  "grade":[{"score":"s","bands":{"A":5,"B":0}}],
  "segments":[{"id":"hot","label":"Hot","when":{"scores.s":{"$gte":3}},"leave":{"scores.s":{"$lt":2}}},
    {"id":"old","when":{"segments":"hot","total.visits":{"$exists":true}},"sticky":true}],
  "destinations":[{"id":"in","url":"/in?s={{scores.s}}","format":"template","body":{"x":["{{profile.n}}"]},
    "method":"PUT","content_type":"application/json","headers":{"x-a":"b"},"fields":["email","n"]}],
  "triggers":[{"id":"k","when":{"enter":"hot"},"if":{"visit.campaign.source":"g"},"limit":3,"to":["in"],"say":"hi"},
    {"id":"l","when":{"hit":"a"},"to":["in"]}],
  "experiences":[{"id":"x","if":{"segments":"hot"},"at":"#cta","holdout":0.25,
    "set":{"text":"Hi","attribute":{"title":"T"}}}]})";

/// The text with its checksum made right again, whatever stands in it.
std::string resealed(Value document) {
  const auto sum = static_cast<double>(hash48(to_json(*document.find("model"))));
  document.set("sum", sum);
  return to_json(document);
}

/// Lets a visitor do a little of what the model looks for. Whatever it is, it must do no harm.
void use(const Model& model) {
  State state = new_state(model);
  for (const char* message :
       {R"({"type":"page","messageId":"1","anonymousId":"v","timestamp":1770000000000,
            "properties":{"path":"/a/b","url":"https://x.test/a/b?ref=1&utm_source=g"}})",
        R"({"type":"track","event":"Page Engaged","anonymousId":"v","timestamp":1770000060000,
            "properties":{"seconds":61}})",
        R"({"type":"identify","anonymousId":"v","timestamp":1770000061000,
            "traits":{"email":"a@gmail.com","n":7,"k":"x"}})",
        R"({"type":"track","event":"X","anonymousId":"v","timestamp":1770000062000,
            "properties":{"text":"seo","id":1,"list":[{"a":3}]}})",
        R"({"type":"track","event":"X","anonymousId":"v","timestamp":1770500062000,
            "properties":{"text":"seo","id":2,"list":[{"a":3}]}})"}) {
    const auto event = read_event(model, message);
    if (!event) continue;
    const Outcome outcome = apply(model, state, *event);
    outcome_json(model, state, *event, outcome);
  }
  view_json(model, state, {1'780'000'000'000}, {.reasons = true});
  (void)restore(model, save(model, state));
}

TEST(Packed, IsTheSameModel) {
  const Model model = compiled(kEverything);
  const std::string text = pack(model);
  const auto packed = unpack(text);
  ASSERT_TRUE(packed.ok()) << errors_json(packed.errors());
  EXPECT_EQ(pack(*packed), text);
  EXPECT_EQ(packed->digest, model.digest);
  EXPECT_EQ(packed->names.size(), model.names.size());
  for (std::size_t i = 0; i < model.names.size(); ++i) {
    EXPECT_EQ(packed->names[i].rules, model.names[i].rules);
  }
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    EXPECT_EQ(packed->scores[i].rules, model.scores[i].rules);
    EXPECT_EQ(packed->scores[i].groups, model.scores[i].groups);
  }
  EXPECT_EQ(packed->visit_name, model.visit_name);
}

TEST(Packed, AnyModelOfTheCorpusPacks) {
  for (const std::string& name : corpus::case_names()) {
    const auto model = compile(corpus::load_case(name).model);
    if (!model) continue;
    const std::string text = pack(*model);
    const auto packed = unpack(text);
    ASSERT_TRUE(packed.ok()) << name << errors_json(packed.errors());
    EXPECT_EQ(pack(*packed), text) << name;
  }
}

TEST(Packed, SurvivesBeingWrittenAnewAsJson) {
  const std::string text = pack(compiled(kEverything));
  const std::string spaced = nlohmann::ordered_json::parse(text).dump(2);
  EXPECT_GT(spaced.size(), 2 * text.size());
  const auto packed = unpack("\xEF\xBB\xBF" + spaced + "\n");
  ASSERT_TRUE(packed.ok()) << errors_json(packed.errors());
  EXPECT_EQ(pack(*packed), text);
}

TEST(Packed, ASourceAnotherFormatAndDamageAreTold) {
  const std::string text = pack(compiled(kEverything));
  EXPECT_EQ(code_of(unpack(kEverything)), "not_packed");
  EXPECT_EQ(code_of(unpack("[]")), "not_packed");
  EXPECT_EQ(code_of(unpack("")), "bad_json");
  EXPECT_EQ(code_of(unpack(text.substr(0, text.size() - 9))), "bad_json");
  EXPECT_EQ(code_of(unpack(text + std::string(kMaxPackedBytes, ' '))), "too_long");

  Value other = *parse_json(text);
  other.set("kelvin_packed", 1);
  EXPECT_EQ(code_of(unpack(to_json(other))), "older_format");
  other.set("kelvin_packed", 3);
  EXPECT_EQ(code_of(unpack(to_json(other))), "newer_format");
  for (const Value& odd : {Value(), Value(0), Value(1.5), Value("2")}) {
    other.set("kelvin_packed", odd);
    EXPECT_EQ(code_of(unpack(to_json(other))), "damaged") << to_json(odd);
  }
  other = *parse_json(text);
  other.set("laws", kLaws + 1);
  const auto refused = unpack(to_json(other));
  EXPECT_EQ(code_of(refused), "newer_format");
  EXPECT_EQ(refused.errors()[0].at, "/laws");
  EXPECT_NE(refused.errors()[0].fix.find("update this one"), std::string::npos);
  other.set("laws", 1);  // scored under today's
  EXPECT_EQ(code_of(unpack(to_json(other))), "");

  Value changed = *parse_json(text);
  Array row = *changed.find("model")->as_array();
  row[1] = "n";
  changed.set("model", row);
  EXPECT_EQ(code_of(unpack(to_json(changed))), "damaged");
  EXPECT_EQ(code_of(unpack(resealed(changed))), "");
  for (const char* member : {"sum", "model"}) {
    Value without = *parse_json(text);
    without.erase(member);
    EXPECT_EQ(code_of(unpack(to_json(without))), "damaged") << member;
    without.set(member, "x");
    EXPECT_EQ(code_of(unpack(to_json(without))), "damaged") << member;
  }
}

/// What a later release adds has a tag, or a choice, that this one does not know. Anything else
/// that cannot be is damage.
TEST(Packed, WhatALaterReleaseAddsIsToldFromDamage) {
  const Value whole = *parse_json(pack(compiled(model_json(
      R"("rules":[{"id":"r","on":"page","points":1,"limit":{"times":2,"per":"visit"}}])"))));
  const Array row = *whole.find("model")->as_array();
  ASSERT_EQ(row.back(), Value(0));
  const auto read = [&whole](const Array& changed) {
    Value document = whole;
    document.set("model", changed);
    return code_of(unpack(resealed(document)));
  };
  Array added(row.begin(), row.end() - 1);
  added.insert(added.end(), {99, "what is new", 0});
  EXPECT_EQ(read(added), "newer_format");
  // A limit of two times a visit: tag 1 has 2, tag 2 has the choice 1.
  const Value limit[] = {9, 1, 2, 2, 1, 0};
  const auto at = std::search(row.begin(), row.end(), std::begin(limit), std::end(limit));
  ASSERT_NE(at, row.end());
  const auto with = [&row, at](std::ptrdiff_t i, const Value& value) {
    Array changed = row;
    changed[static_cast<std::size_t>(at - row.begin() + i)] = value;
    return changed;
  };
  EXPECT_EQ(read(with(4, 4)), "newer_format");
  EXPECT_EQ(read(with(4, 3)), "damaged");  // per duration, and none is there
  EXPECT_EQ(read(with(3, 4)), "newer_format");
  EXPECT_EQ(read(with(3, 1)), "damaged");  // tags rise
  EXPECT_EQ(read(with(3, 1.5)), "damaged");
  EXPECT_EQ(read(with(2, 0)), "damaged");  // no times
}

/// What is not written is what a model has without it.
TEST(Packed, WhatIsMissingHasItsDefault) {
  const auto model = unpack(resealed(
      *parse_json(R"({"kelvin_packed":2,"model":[7,1,1,"visit",0,9,1,2,1,1,"seconds",0,0,0,0]})")));
  ASSERT_TRUE(model.ok()) << errors_json(model.errors());
  EXPECT_EQ(model->visit_timeout, Duration{30 * kMinute.ms});
  EXPECT_TRUE(model->rules.empty());
  use(*model);
}

TEST(Packed, WhatOtherReleasesPacked) {
  const std::string folder = std::string(KELVIN_CASES) + "/../packed/";
  const auto old = unpack(corpus::read_file(folder + "release-0.1.0.packed.json"));
  ASSERT_EQ(code_of(old), "older_format");
  EXPECT_NE(old.errors()[0].fix.find("pack it again"), std::string::npos);
  // Format 2, as it was first written: today's release reads it as it packs it.
  const Model model = compiled(corpus::read_file(folder + "format-2.model.json"));
  const auto packed = unpack(corpus::read_file(folder + "format-2.packed.json"));
  ASSERT_TRUE(packed.ok()) << errors_json(packed.errors());
  EXPECT_EQ(pack(*packed), pack(model));
}

/// The checksum tells accidents, not intent: behind a right one, every value may be any other. Each
/// is some of them here; the fuzzer tries them all.
TEST(Packed, AnyValueMayBeAnyOther) {
  const std::string text = pack(compiled(kEverything));
  const Value whole = *parse_json(text);
  const Array row = *whole.find("model")->as_array();
  const Value kOthers[] = {Value(),
                           -1,
                           0,
                           1,
                           2,
                           3,
                           5,
                           33,
                           1000,
                           0.5,
                           1e9,
                           1e300,
                           -1e300,
                           true,
                           "x",
                           "",
                           Array{},
                           Object{},
                           std::string(300, '*')};
  constexpr std::size_t kTries = 4;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (std::size_t n = 0; n < kTries; ++n) {
      Array changed = row;
      changed[i] = kOthers[(i * kTries + n) % std::size(kOthers)];
      Value document = whole;
      document.set("model", changed);
      const auto model = unpack(resealed(document));
      if (!model) {
        ASSERT_TRUE(code_of(model) == "damaged" || code_of(model) == "newer_format");
        continue;
      }
      ++taken;
      use(*model);
    }
    Value document = whole;
    document.set("model", Array(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(i)));
    ASSERT_EQ(code_of(unpack(resealed(document))), "damaged") << i;
  }
  EXPECT_GT(taken, row.size() / 3);  // many are as good as what was there
  Array longer = row;
  longer.emplace_back(0);
  Value document = whole;
  document.set("model", longer);
  EXPECT_EQ(code_of(unpack(resealed(document))), "damaged");
}

TEST(Packed, NothingSeesItselfAndNestingHasAnEnd) {
  const std::string facts = model_json(
      R"("rules":[{"id":"a","on":"page","points":1},{"id":"b","while":{"rules.a.hits":1},"points":1},
                  {"id":"c","while":{"rules.a.hits":1},"points":1}])");
  const Value whole = *parse_json(pack(compiled(facts)));
  Array row = *whole.find("model")->as_array();
  const auto hits = static_cast<double>(Field::Source::kRuleHits);
  std::size_t seen = 0;
  for (std::size_t i = 1; i + 1 < row.size(); ++i) {
    // A field of that source, its path next: without a place it is the first rule's.
    if (row[i - 1] != Value(1) || row[i] != Value(hits) || row[i + 1] != Value(3)) continue;
    Array changed = row;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i) + 1, {2, 2});  // the fact c
    Value document = whole;
    document.set("model", changed);
    EXPECT_EQ(code_of(unpack(resealed(document))), "damaged");
    ++seen;
  }
  EXPECT_EQ(seen, 2U);

  // A kept field that nests without end: "seconds", its mask: its members: 1, named "n", its ...
  Array deep;
  for (const Value& value : row) {
    deep.push_back(value);
    if (value != Value("seconds")) continue;
    for (int i = 0; i < 2000; ++i) {
      for (const Value& step : {Value(2), Value(2), Value(1), Value(1), Value("n")}) {
        deep.push_back(step);
      }
    }
  }
  Value document = whole;
  document.set("model", deep);
  EXPECT_EQ(code_of(unpack(resealed(document))), "damaged");
}

}  // namespace
}  // namespace kelvin
