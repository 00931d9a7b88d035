#include "property/generate_conditions.h"

namespace kelvin::property {
namespace {

Value test_of_number(Genes& g) {
  switch (g.take(6)) {
    case 0:
      return object({{"$gte", g.pick({1, 2, 3})}});
    case 1:
      return object({{"$lt", g.pick({2, 5, "4"})}});
    case 2:
      return object({{"$gt", 1}, {"$lte", g.pick({3, 10})}});
    case 3:
      return object({{"$exists", g.pick({true, false})}});
    case 4:
      return object({{"$not", object({{"$gte", 2}})}});
    default:
      return g.pick({1, 2, Value()});
  }
}

Value test_of_text(Genes& g, std::initializer_list<Value> texts) {
  switch (g.take(6)) {
    case 0:
      return g.pick(texts);
    case 1:
      return object({{"$in", Array{g.pick(texts), g.pick(texts)}}});
    case 2:
      return object({{"$ne", g.pick(texts)}});
    case 3:
      return object({{"$nin", Array{g.pick(texts)}}});
    case 4:
      return object({{"$type", g.pick({"string", "number", "null", "bool"})}});
    default:
      return object({{"$words", Array{g.pick({"x", "Energy", "two words"})}}});
  }
}

/// Of a text that may be a path, an address or neither.
Value test_of_letters(Genes& g) {
  if (g.one_in(2)) {
    return object({{"$contains", g.pick({"x", "wo wo", "\u00c9n", "/TEA", "stra\u00dfe",
                                         Array{"gy", "\u00fc"}})}});
  }
  return object({{"$glob", g.pick({"*", "*x*", "x/**", "/pricing/*", "**/teams",
                                   "https://*/pricing*", Array{"t*o*", "/**"}})}});
}

Value test_of_list(Genes& g) {
  switch (g.take(7)) {
    case 5:
      return test_of_letters(g);
    case 6:
      return object({{"$elemMatch", test_of_letters(g)}});
    case 0:
      return "x";
    case 1:
      return object({{"$all", Array{"x", "y"}}});
    case 2:
      return object({{"$size", g.pick({0, 2})}});
    case 3:
      return object({{"$elemMatch", object({{"$gte", "x"}, {"$lt", "y"}})}});
    default:
      return object({{"$ne", "y"}});
  }
}

Value test_of_date(Genes& g) {
  switch (g.take(7)) {
    case 0:
      return object({{"$age", object({{"$lt", g.pick({"7d", "1d", "30d"})}})}});
    case 1:
      return object({{"$age", object({{"$gte", g.pick({"7d", "30m", "0s", "60d"})}})}});
    case 2:
      return object({{"$age", object({{"$gte", "-3d"}, {"$lt", "0s"}})}});
    case 3:
      return object({{"$not", object({{"$age", object({{"$lte", g.pick({"2d", "-1d"})}})}})}});
    case 4:
      return object({{"$age", object({{"$gt", g.pick({"1d", "12h"})}, {"$lte", "10d"}})}});
    case 5:
      return object({{"$elemMatch", object({{"$age", object({{"$gt", "5d"}})}})}});
    default:
      return object({{"$exists", true}});
  }
}

}  // namespace

Value person_test(Genes& g, const Names& names) {
  const std::initializer_list<Value> industries{"energy", "Two Words", "x"};
  if (!names.multiplied_rules.empty() && g.one_in(6)) {
    Value out;
    const auto rule = names.multiplied_rules[g.take(names.multiplied_rules.size())];
    out.set(numbered("rules.r", rule) + ".sum",
            object({{g.one_in(3) ? "$lt" : "$gte", g.pick({1, 30, 2.5, -3})}}));
    return out;
  }
  switch (g.take(names.event_rules.empty() ? 8 : 10)) {
    case 6:
    case 7:
      return object({{"profile.since", test_of_date(g)}});
    case 0:
      return object({{"profile.industry", test_of_text(g, industries)}});
    case 1:
      return object({{"profile.size", test_of_number(g)}});
    case 2:
      return object({{"total.days", test_of_number(g)}});
    case 3:
      return object({{"total.age_days", test_of_number(g)}});
    case 4:
      return object({{"first.channel", test_of_text(g, {"Direct", "Paid Search", "Email"})}});
    case 5:
      return object({{"profile.company.plan", test_of_text(g, {"pro", "free"})}});
    default: {
      const char* what = g.one_in(2) ? ".matches" : ".hits";
      const auto rule = names.event_rules[g.take(names.event_rules.size())];
      Value out;
      out.set(numbered("rules.r", rule) + what, test_of_number(g));
      return out;
    }
  }
}

Value event_test(Genes& g, const Names& names) {
  switch (g.take(15)) {
    case 13:
      return object({{"properties.k", test_of_date(g)}});
    case 10:
      return object({{"properties.k", test_of_letters(g)}});
    case 11:
      return object({{"page.url", test_of_letters(g)}});
    case 12:
      return object({{"properties.href", test_of_letters(g)}});
    case 0:
      return object({{"properties.n", test_of_number(g)}});
    case 1:
      return object({{"properties.k", test_of_text(g, {"x", "y", true})}});
    case 2:
      return object({{"page.group", g.pick({"pricing", "all"})}});
    case 3:
      return object(
          {{"page.path", object({{"$glob", g.pick({"/pricing/**", "/*/teams", "**c**"})}})}});
    case 4:
      return object({{"visit.number", test_of_number(g)}});
    case 5:
      return object({{"visit.pages", test_of_number(g)}});
    case 6:
      return object({{"visit.channel", test_of_text(g, {"Direct", "Organic Search"})}});
    case 7:
      return object({{"properties.tags", test_of_list(g)}});
    case 8:
      return object({{"visit.seconds", test_of_number(g)}});
    case 9:
      return object({{"page.query.ref", test_of_text(g, {"a", "b"})}});
    default:
      return person_test(g, names);
  }
}

Value standing_test(Genes& g, const Names& names) {
  if (names.tops > 0 && g.one_in(5)) {
    Value out;
    out.set(numbered("top.top", g.take(names.tops)), test_of_text(g, {"s0", "", "s0"}));
    return out;
  }
  if (!names.facts.empty() && g.one_in(6)) {
    Value out;
    out.set(numbered("rules.r", names.facts[g.take(names.facts.size())]) + ".hits", g.pick({1, 0}));
    return out;
  }
  switch (g.take(names.segments > 0 ? 6 : 5)) {
    case 0: {
      Value out;
      const Value bound = g.pick({5, 10, 20.5, 40});
      out.set(numbered("scores.s", g.take(names.scores)),
              g.one_in(3) ? object({{"$lt", bound}}) : object({{"$gte", bound}}));
      return out;
    }
    case 1: {
      Value out;
      out.set(numbered("momentum.s", g.take(names.scores)), object({{"$gt", g.pick({0, 10, -5})}}));
      return out;
    }
    case 2:
      return object({{"grade", test_of_text(g, {"A", "B", "C"})}});
    case 3:
      return object({{"disqualified", object({{"$size", g.pick({0, 1})}})}});
    case 4:
      return person_test(g, names);
    default: {
      const Value test = g.pick({"g0", object({{"$ne", "g0"}}), object({{"$size", 1}})});
      return object({{"segments", test}});
    }
  }
}

}  // namespace kelvin::property
