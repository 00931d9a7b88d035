// Known: what a model can bring about at all, as far as it is certain. What is not known to be
// impossible counts as possible.
#pragma once

#include <cstdint>
#include <optional>

#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/text.h"

namespace kelvin {

struct Range {
  Points low, high;
};

/// What a rule can come to.
struct RuleKnown {
  bool matches = true;                    ///< a fact rule: holds
  bool hits = true;                       ///< a fact rule: as matches
  std::optional<std::int64_t> most_hits;  ///< of a rule limited for ever
  Range given{};                          ///< by all its hits together, at any time
};

struct Known {
  const Model& model;
  List<RuleKnown> rules{};
  List<Range> sums{};            ///< as Model::scores, before the range cuts
  List<Range> shown{};           ///< as Model::scores
  List<std::uint8_t> entered{};  ///< as Model::segments: 0 is surely never
  List<Text> grades{};           ///< all that can be; empty where they are too many
};

Known what_is_known(const Model& model);

/// What all of a rule's hits can give together, at any time.
Range given_by(const Rule& rule);

/// What a group's rules can come to before it is cut.
Range uncut(const Known& known, GroupIndex group);

}  // namespace kelvin
