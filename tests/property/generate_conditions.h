// Random conditions, by what they may see.
#pragma once

#include <string>
#include <vector>

#include "property/genes.h"

namespace kelvin::property {

/// Who may be named: the rules by kind, and how many of the rest there are.
struct Names {
  std::vector<std::size_t> event_rules, all_rules;
  std::vector<std::size_t> multiplied_rules;  ///< event rules with `multiply`
  std::vector<std::size_t> facts;             ///< that segments may ask for
  std::size_t scores = 1;
  std::size_t tops = 0;
  std::size_t segments = 0;
};

inline std::string numbered(const char* stem, std::size_t n) {
  return stem + std::to_string(n);
}

/// Of the visitor: what every condition may see.
Value person_test(Genes& g, const Names& names);
/// Of the event, or the visitor.
Value event_test(Genes& g, const Names& names);
/// Of scores and segments, or the visitor.
Value standing_test(Genes& g, const Names& names);

/// One test, or several joined.
template <class Test>
Value condition(Genes& g, const Names& names, Test test) {
  switch (g.take(8)) {
    case 5:
      return object({{"$or", Array{test(g, names), test(g, names)}}});
    case 6:
      return object({{"$nor", Array{test(g, names), test(g, names)}}});
    case 7:
      return object({{"$and", Array{test(g, names), object({{"$not", test(g, names)}})}}});
    default:
      return test(g, names);
  }
}

}  // namespace kelvin::property
