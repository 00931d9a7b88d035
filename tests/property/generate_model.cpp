#include <algorithm>

#include "property/generate_conditions.h"
#include "property/generators.h"

namespace kelvin::property {
namespace {

Value lookup(Genes& g, const char* number, const char* text) {
  if (g.one_in(2)) {
    return object({{"by", number}, {"steps", Array{Array{1, 3}, Array{2, 12.5}, Array{4, -6}}}});
  }
  return object({{"by", text},
                 {"values", object({{"x", 7}, {"energy", 9}, {"true", -4}, {"3", 1}})},
                 {"else", g.pick({0, 2})}});
}

Value limit(Genes& g) {
  if (g.one_in(3)) return g.pick({1, 2, 3});
  return object({{"times", g.pick({1, 2})}, {"per", g.pick({"visit", "day", "2h", "7d", "ever"})}});
}

void add_count_and_after(Genes& g, const Names& names, Value& rule) {
  const auto other = [&] {
    return numbered("r", names.event_rules[g.take(names.event_rules.size())]);
  };
  if (g.one_in(4)) {
    Value count = object({{"at_least", g.pick({2, 1, 3})}});
    if (g.one_in(2)) count.set("within", g.pick({"1d", "30m", "7d"}));
    if (g.one_in(3)) count.set("since", other());
    if (g.one_in(3))
      count.set("distinct",
                g.pick({"properties.k", "page.path", "properties.n", "properties.tags"}));
    rule.set("count", count);
  }
  if (g.one_in(6)) {
    rule.set("after", object({{"rule", other()}, {"within", g.pick({"1d", "5m", "30m"})}}));
  }
}

void add_decay(Genes& g, Value& rule) {
  switch (g.take(8)) {
    case 4:
      rule.set("decay", object({{"half_life", g.pick({"1d", "30d", "7h"})}}));
      break;
    case 5:
      rule.set("decay",
               object({{"percent", g.pick({25, 10, 33})}, {"every", g.pick({"1d", "7d"})}}));
      break;
    case 6:
      rule.set("decay", object({{"expire", g.pick({"2d", "90s", "31d"})}}));
      break;
    case 7: {
      Value decay = object({{"expire", g.pick({"2d", "10d"})}});
      if (g.one_in(2)) {
        decay.set("half_life", "1d");
      } else {
        decay.set("percent", 20);
        decay.set("every", "3d");
      }
      rule.set("decay", decay);
      break;
    }
    default:
      break;
  }
}

Value event_rule(Genes& g, const Names& names, bool multiplied) {
  Value rule = object(
      {{"on", g.pick({"A", "page", "B", "visit", "Page Engaged", "identify", "group", "Mail Opened",
                      "Mail Delivered", Array{"A", "page"}, Array{"visit", "B"}})}});
  switch (g.take(6)) {
    case 3:
      rule.set("points", Array{10, 4, -2});
      break;
    case 4:
      rule.set("points", lookup(g, "properties.n", "properties.k"));
      break;
    case 5:
      rule.set("points", g.pick({-8, 600000, 0.000001, 33.333333}));
      break;
    default:
      rule.set("points", g.pick({10, 25, 2.5, 1.005, 0}));
      break;
  }
  if (multiplied) {
    Value multiply = object(
        {{"by", g.pick({"properties.n", "properties.seconds"})}, {"unit", g.pick({1, 3, 60})}});
    if (g.one_in(2)) multiply.set("max", 2.5);
    if (g.one_in(2)) multiply.set("signed", g.pick({true, false}));
    rule.set("multiply", multiply);
  }
  if (g.one_in(3)) rule.set("where", condition(g, names, event_test));
  add_count_and_after(g, names, rule);
  if (g.one_in(3)) rule.set("limit", limit(g));
  if (g.one_in(4)) rule.set("max", g.pick({15, 4.5}));
  add_decay(g, rule);
  if (g.one_in(5)) {
    Array cleared;
    for (std::size_t n = g.pick({1, 2, 0}) == Value(0) ? 0 : 1 + g.take(2); n > 0; --n) {
      cleared.push_back(numbered("r", names.event_rules[g.take(names.event_rules.size())]));
    }
    rule.set("clears", cleared);
  }
  // Points that may be taken need a bound of their own.
  const Value* points = rule.find("points");
  const double* number = points->as_number();
  const Value* multiply = rule.find("multiply");
  const bool either = multiply != nullptr && multiply->find("signed") != nullptr;
  const bool plain = number != nullptr && (*number == 0 || (*number > 0 && !either));
  if (!plain && !rule.find("limit") && !rule.find("max") && !rule.find("decay"))
    rule.set("limit", 4);
  return rule;
}

Value fact_rule(Genes& g, const Names& names) {
  Value rule = object({{"while", condition(g, names, person_test)}});
  rule.set("points",
           g.one_in(3) ? lookup(g, "profile.size", "profile.industry") : g.pick({20, 7.25, -10}));
  if (g.one_in(4)) {
    Value multiply = object({{"by", "profile.size"}, {"unit", 2}, {"max", 3}});
    if (g.one_in(2)) multiply.set("signed", true);
    rule.set("multiply", multiply);
  }
  if (g.one_in(4)) rule.set("max", 12);
  return rule;
}

Value group(Genes& g, const std::string& id) {
  Value out = object({{"id", id}});
  if (!g.one_in(3)) out.set("max", g.pick({12, 30, 0}));
  if (g.one_in(3)) out.set("min", g.pick({-3, 0}));
  return out;
}

Value score(GeneList list, std::size_t index, const Array& rules) {
  Genes g(std::move(list));
  Value out = object({{"id", numbered("s", index)}, {"rules", rules}});
  if (g.one_in(3)) out.set("range", g.pick({Array{-20, 50}, Array{10, 60}, Array{0, 1000000}}));
  if (g.one_in(3)) out.set("momentum", g.pick({"1d", "3d", "30d"}));
  out.set("groups", Array{group(g, numbered("events", index)), group(g, numbered("facts", index))});
  if (g.one_in(2)) {
    Array steps{
        object({{"after", g.pick({"3d", "1d", "30m"})}, {"points", g.pick({-5, -15, -0.01})}}),
        object({{"after", "30d"}, {"points", g.pick({-20, -3})}})};
    if (g.one_in(3)) std::swap(steps[0], steps[1]);
    out.set("inactivity", object({{"mode", g.pick({"replace", "add"})}, {"steps", steps}}));
  }
  return out;
}

Value top(Genes& g, const Names& names) {
  Array of;
  for (std::size_t i = 0; i < names.scores; ++i) of.push_back(numbered("s", i));
  if (g.one_in(2)) std::reverse(of.begin(), of.end());
  Value out = object({{"id", numbered("top", names.tops)}, {"of", of}});
  if (g.one_in(2)) out.set("at_least", g.pick({10, 0, 20.005, -5}));
  return out;
}

Value segment(Genes g, std::size_t index, Names names) {
  names.segments = index;
  Value out = object({{"id", numbered("g", index)}, {"when", condition(g, names, standing_test)}});
  if (g.one_in(6)) {
    out.set("sticky", true);
  } else if (g.one_in(2)) {
    out.set("leave", condition(g, names, standing_test));
  }
  return out;
}

Value experience(Genes g, std::size_t index, const Names& names) {
  Value out = object({{"id", numbered("x", index)}, {"at", "#cta"}});
  out.set("set", object({{"text", "Talk"}}));
  if (g.one_in(2)) out.set("holdout", g.pick({0.5, 0, 1, 0.25}));
  if (g.one_in(2)) out.set("limit", limit(g));
  if (g.one_in(2)) out.set("until", "click");
  out.set("if", condition(g, names, standing_test));
  return out;
}

Value trigger(Genes g, std::size_t index, const Names& names) {
  Value when;
  if (names.segments == 0 || g.one_in(3)) {
    when = object({{"hit", numbered("r", names.all_rules[g.take(names.all_rules.size())])}});
  } else {
    when.set(g.one_in(2) ? "leave" : "enter", numbered("g", g.take(names.segments)));
  }
  Value out = object({{"id", numbered("t", index)}, {"when", when}, {"to", Array{"crm"}}});
  if (g.one_in(3)) out.set("if", condition(g, names, g.one_in(2) ? event_test : standing_test));
  if (g.one_in(3)) out.set("limit", limit(g));
  return out;
}

Value account(Genes g, const Names& names) {
  const Value amount = object({{"$gte", g.pick({5, 0, 20, 60})}});
  Value out = object({{"key", "profile.company.id"},
                      {"score", numbered("s", g.take(names.scores))},
                      {"combine", g.pick({"sum", "max"})},
                      {"weight", g.pick({1, 0.2, 0, -0.5})}});
  if (g.one_in(3)) out.set("range", g.pick({Array{-20, 50}, Array{10, 60}}));
  out.set("segments", Array{object({{"id", "a0"}, {"when", object({{"scores.account", amount}})}}),
                            object({{"id", "a1"},
                                    {"when", object({{"contacts", object({{"$gte", 2}})}})},
                                    {"leave", object({{"roles.p0", object({{"$lt", 1}})}})}})});
  Array roles;
  for (std::size_t i = 0; i < 2; ++i) {
    roles.push_back(object({{"id", numbered("p", i)},
                            {"weight", g.pick({2, 0.3333333, 1})},
                            {"if", condition(g, names, standing_test)}}));
  }
  out.set("roles", roles);
  out.set("triggers", Array{object({{"id", "at"}, {"when", object({{"enter", "a1"}})}})});
  return out;
}

/// A rule's genes, and what the first of them say it is.
struct RuleReader {
  Genes genes;
  bool is_fact;
  bool is_multiplied;
};

/// Before any is made: rules name each other.
std::vector<RuleReader> read_rules(const std::vector<GeneList>& lists, Names& names) {
  std::vector<RuleReader> out;
  for (const GeneList& list : lists) {
    Genes genes(list);
    const bool is_fact = genes.one_in(4);
    const bool is_multiplied = genes.one_in(4);
    names.all_rules.push_back(out.size());
    (is_fact ? names.facts : names.event_rules).push_back(out.size());
    if (!is_fact && is_multiplied) names.multiplied_rules.push_back(out.size());
    out.push_back({genes, is_fact, is_multiplied});
  }
  return out;
}

/// By the score that each is of.
std::vector<Array> rules_of(std::vector<RuleReader> readers, const Names& names,
                            std::size_t scores) {
  std::vector<Array> out(scores);
  for (std::size_t i = 0; i < readers.size(); ++i) {
    auto& [genes, is_fact, is_multiplied] = readers[i];
    const std::size_t to = genes.take(scores);
    const bool grouped = genes.one_in(4);
    const bool veto = genes.one_in(10);
    Value rule = is_fact ? fact_rule(genes, names) : event_rule(genes, names, is_multiplied);
    rule.set("id", numbered("r", i));
    if (grouped) rule.set("group", numbered(is_fact ? "facts" : "events", to));
    if (veto) rule.set("veto", true);
    out[to].push_back(rule);
  }
  return out;
}

Array scores_of(const GeneList& head, std::vector<Array> rules) {
  Array out;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].empty()) {
      rules[i].push_back(object({{"id", numbered("none", i)}, {"on", "Never"}, {"points", 1}}));
    }
    out.push_back(score({head.begin() + static_cast<std::ptrdiff_t>(4 + 12 * i),
                         head.begin() + static_cast<std::ptrdiff_t>(16 + 12 * i)},
                        i, rules[i]));
  }
  return out;
}

/// Segments, and what is made of the same genes.
void add_segments(const std::vector<GeneList>& lists, Names& names, Value& model) {
  Array segments;
  for (const GeneList& list : lists) {
    segments.push_back(segment(Genes(list), segments.size(), names));
  }
  names.segments = segments.size();
  model.set("segments", segments);
  Array experiences;
  for (const GeneList& list : lists) {
    experiences.push_back(experience(Genes(list), experiences.size(), names));
  }
  model.set("experiences", experiences);
  if (!lists.empty()) model.set("account", account(Genes(lists.back()), names));
}

void add_triggers(const ModelGenes& genes, Names& names, Value& model) {
  Array triggers;
  for (const GeneList& list : genes.triggers) {
    if (names.all_rules.empty() && names.segments == 0) break;
    if (names.all_rules.empty()) names.all_rules = {0};
    triggers.push_back(trigger(Genes(list), triggers.size(), names));
  }
  if (genes.rules.empty()) triggers.clear();
  model.set("triggers", triggers);
}

}  // namespace

ModelText model_of(const ModelGenes& genes) {
  const GeneList& head = genes.head;
  Genes g(head);
  Names names;
  const std::size_t scores = 1 + g.take(2);
  Array all = scores_of(head, rules_of(read_rules(genes.rules, names), names, scores));
  if (scores == 2 && g.one_in(2)) {
    all.push_back(
        object({{"id", "s2"}, {"of", object({{"s0", 0.6}, {"s1", g.pick({0.4, -0.333})}})}}));
  }
  names.scores = all.size();
  Genes more({head.begin() + 28, head.end()});
  Array tops;
  for (const std::size_t count = more.take(3); names.tops < count; ++names.tops) {
    tops.push_back(top(more, names));
  }

  Value model = object({{"kelvin", 1},
                        {"id", "m"},
                        {"version", "1"},
                        {"passive", Array{"Mail Delivered"}},
                        {"offsite", Array{"Mail Opened"}},
                        {"pages", object({{"pricing", Array{"/pricing/**"}}, {"all", "/**"}})},
                        {"destinations", Array{object({{"id", "crm"}, {"url", "/in"}})}},
                        {"scores", all},
                        {"top", tops}});
  if (more.one_in(2)) {
    model.set("day", object({{"offset", more.pick({"-5h", "330m", "14h", "-14h", "0s"})}}));
  }
  model.set(
      "grade",
      Array{object({{"score", "s0"}, {"bands", object({{"B", 10}, {"A", 30.5}, {"C", 0}})}})});
  if (g.one_in(3)) {
    model.set("privacy", object({{"retention", g.pick({"30d", "3d", "2h", "100d"})}}));
  }
  add_segments(genes.segments, names, model);
  add_triggers(genes, names, model);
  return {to_json(model)};
}

}  // namespace kelvin::property
