// What advice says of a model holds for every visitor: what can surely not happen never happens,
// scores stay in their bounds, and no state outgrows the bound of its size.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "lint/known.h"
#include "property/arbitrary.h"
#include "property/generators.h"
#include "property/genes.h"
#include "property/journey.h"

namespace kelvin::property {
namespace {

void stays_within(const Known& known, const State& state, const Snapshot& snapshot) {
  const Model& model = known.model;
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    const RuleKnown& rule = known.rules[i];
    RC_ASSERT(rule.matches || (state.rules[i].matches == 0 && !state.rules[i].holds));
    RC_ASSERT(rule.hits || state.rules[i].hits == 0);
    RC_ASSERT(!rule.most_hits || state.rules[i].hits <= *rule.most_hits);
  }
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    RC_ASSERT(snapshot.scores[i] >= known.shown[i].low);
    RC_ASSERT(snapshot.scores[i] <= known.shown[i].high);
  }
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    RC_ASSERT(known.entered[i] != 0 || snapshot.segments[i] == 0);
  }
  const auto& grades = known.grades;
  RC_ASSERT(grades.empty() ||
            std::find(grades.begin(), grades.end(), snapshot.grade) != grades.end());
}

RC_GTEST_PROP(Advice, WhatCannotBeNeverIs, ()) {
  const Journey journey(*any_model(), *any_log());
  const Known known = what_is_known(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const Outcome outcome = apply(journey.model, state, event);
    if (outcome.status != Outcome::Status::kScored) continue;
    stays_within(known, state, outcome.after);
    stays_within(known, state, view(journey.model, state, event.time + Duration{*any_silence()}));
  }
}

RC_GTEST_PROP(Advice, ATriggerThatNeverFiresDoesNot, ()) {
  const ModelText text = *any_model();
  const Journey journey(text, *any_log());
  std::vector<bool> never(journey.model.triggers.size());
  for (const Error& warning : lint(journey.model, *parse_json(text.json))) {
    RC_ASSERT(!warning.found.empty());
    RC_ASSERT(!warning.fix.empty());
    for (std::size_t i = 0; i < never.size(); ++i) {
      const bool here = warning.at.starts_with("/triggers/" + std::to_string(i));
      if (here && warning.code == "never_fires") never[i] = true;
    }
  }
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    for (const Firing& firing : apply(journey.model, state, event).fired) {
      RC_ASSERT(!never[firing.trigger]);
    }
  }
}

RC_GTEST_PROP(Advice, EveryModelIsDescribed, ()) {
  const ModelText text = *any_model();
  const auto model = compile(text.json);
  const std::string sentences = describe(*model);
  for (const Rule& rule : model->rules) RC_ASSERT(sentences.find(rule.id) != std::string::npos);
  for (const Trigger& t : model->triggers) RC_ASSERT(sentences.find(t.id) != std::string::npos);
}

/// A rule that remembers as much as it can.
Value hoarder(Genes& g, std::size_t index) {
  Value rule = object({{"id", "rule-" + std::to_string(index)}, {"on", "page"}, {"points", 1}});
  switch (g.take(6)) {
    case 0:
      rule.set("count", object({{"at_least", g.pick({2, 256})}, {"distinct", "page.path"}}));
      break;
    case 5:
      rule.set(
          "count",
          object({{"at_least", 1}, {"distinct", "page.path"}, {"within", g.pick({"400d", "1s"})}}));
      break;
    case 1:
      rule.set("count", object({{"at_least", 64}, {"within", "400d"}}));
      break;
    case 2:
      rule.set("decay", object({{"expire", g.pick({"32d", "31d", "1h", "1s"})}}));
      break;
    case 3:
      rule.set("decay", object({{"percent", g.pick({10, 2.0408163265306123, 33.333333333333336, 7,
                                                    0.3, 1.1, 99})},
                                {"every", g.pick({"1d", "1s", "1m", "1h"})}}));
      break;
    default:
      rule.set("decay", object({{"half_life", "1d"}}));
      break;
  }
  if (g.one_in(3)) rule.set("points", Array{-0.333333, 999999.123456});
  if (rule.find("points")->as_array())
    rule.set("limit", object({{"times", 1000000}, {"per", "1s"}}));
  if (g.one_in(4)) rule.set("limit", g.pick({1, 3, 40}));
  return rule;
}

std::string hoarding_model(Genes& g) {
  Array rules;
  const std::size_t count = g.take(12);
  for (std::size_t i = 0; i < count; ++i) rules.push_back(hoarder(g, i));
  rules.push_back(object({{"id", "fact"},
                          {"while", object({{"profile.role", object({{"$exists", true}})}})},
                          {"points", 1}}));
  Value model = object({{"kelvin", 1}, {"id", "m"}, {"version", "\"\n\t\""}});
  model.set("scores", Array{object({{"id", "s"},
                                    {"momentum", g.pick({"90d", "7d"})},
                                    {"range", Array{-1000000, 1000000}},
                                    {"rules", rules}})});
  model.set("segments", Array{object({{"id", "g"}, {"when", Object{}}})});
  model.set("triggers", Array{object({{"id", "t"},
                                      {"when", object({{"hit", "fact"}})},
                                      {"limit", object({{"times", 9}, {"per", "visit"}})},
                                      {"to", Array{}}})});
  Array keep{"tags", "deep", "role"};
  if (g.one_in(2)) keep.push_back("company");
  model.set("privacy", object({{"keep", keep}}));
  return to_json(model);
}

/// Long, and as wide in JSON as letters can be.
std::string wide_text(Genes& g) {
  const Value letter = g.pick({"\n", "\"", "x", "\\", "é", "\x01"});
  std::string out;
  for (std::size_t n = 40 + g.take(300); n > 0; --n) out += *letter.as_text();
  return std::to_string(g.take(1000)) + out;
}

Value wide_value(Genes& g, std::size_t depth) {
  if (depth == 0 || g.one_in(3)) return g.one_in(5) ? Value(-1.7976931348623157e308) : wide_text(g);
  Value out = Object{};
  for (std::size_t n = 1 + g.take(4); n > 0; --n) out.set(wide_text(g), wide_value(g, depth - 1));
  return g.one_in(3) ? Value(Array{out, wide_value(g, depth - 1)}) : out;
}

std::string wide_message(Genes& g, std::int64_t time) {
  // Always the same person: another would begin anew.
  Value out = object({{"anonymousId", wide_text(g)}, {"userId", std::string(250, 'x')}});
  out.set("timestamp", static_cast<double>(time));
  out.set("messageId", std::to_string(time) + std::to_string(g.take(100000)));
  switch (g.take(4)) {
    case 2: {
      Value traits = Object{};
      for (const char* name : {"tags", "deep", "role", "email_domain"}) {
        if (g.one_in(2)) traits.set(name, wide_value(g, 2));
      }
      out.set("type", "identify");
      out.set("traits", traits);
      break;
    }
    case 3:
      out.set("type", "group");
      out.set("groupId", g.one_in(3) ? wide_text(g) : "same");
      out.set("traits", object({{"name", wide_value(g, 2)}}));
      out.set("traits", [&] {
        Value traits = *out.find("traits");
        traits.set(wide_text(g), wide_value(g, 2));
        return traits;
      }());
      break;
    default:
      out.set("type", "page");
      out.set("properties", object({{"path", std::string("/").append(wide_text(g))},
                                    {"referrer", std::string("https://").append(wide_text(g))}}));
      break;
  }
  Value campaign = Object{};
  for (const CampaignMember& member : kCampaignMembers) campaign.set(member.name, wide_text(g));
  out.set("context", object({{"campaign", campaign}}));
  return to_json(out);
}

/// As many genes as a wide message can use.
Genes wide_genes(unsigned seed) {
  std::minstd_rand random(seed);
  GeneList list(100);
  for (unsigned& gene : list) gene = static_cast<unsigned>(random() % 720720);
  return Genes(list);
}

RC_GTEST_PROP(Advice, NoStateOutgrowsItsBound, ()) {
  Genes g(*genes(60));
  const auto compiled = compile(hoarding_model(g));
  if (!compiled)
    RC_FAIL("the generator made a wrong model: " + std::string(errors_json(compiled.errors())));
  const Model& model = *compiled;
  const std::size_t bound = state_bound(model).bytes;
  State state = new_state(model);
  const unsigned seed = *rc::gen::arbitrary<unsigned>();
  constexpr std::int64_t kPaces[] = {1, 33, 1000, 32'000, 2'700'000, 86'400'000};
  const std::int64_t pace = kPaces[g.take(std::size(kPaces))];
  constexpr std::int64_t kFirst = 100'000'000'000;  // what is below are seconds
  std::int64_t now = g.one_in(2) ? kLatest.ms - 400 * kDay.ms : kFirst;
  for (unsigned i = 0; i < 40; ++i) {
    Genes message = wide_genes(seed + i);
    now += pace;
    const auto event = read_event(model, wide_message(message, now));
    if (!event)
      RC_FAIL("the generator made a wrong event: " + std::string(errors_json(event.errors())));
    apply(model, state, *event);
    if (i % 10 == 9) RC_ASSERT(save_compact(model, state).size() <= bound);
  }
  RC_CLASSIFY(save_compact(model, state).size() * 2 > bound, "fills more than half of its bound");
}

}  // namespace
}  // namespace kelvin::property
