// Random models and visitors. Every model is valid by construction and every choice is a small
// number whose zero is the plainest, so that a failure shrinks to a plain example.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "property/genes.h"

namespace kelvin::property {

/// A model's JSON text.
struct ModelText {
  std::string json;
};

/// The messages of one visitor, as lines of JSON: ties in time, repeated ids, clocks that run
/// backwards, several visits, long silences, missing fields.
struct Log {
  std::vector<std::string> lines;
};

/// What a model is made of: a list of genes for itself, and one for each rule, segment and trigger.
struct ModelGenes {
  GeneList head;
  std::vector<GeneList> rules, segments, triggers;
};
inline constexpr std::size_t kHeadGenes = 40;
inline constexpr std::size_t kRuleGenes = 40;
inline constexpr std::size_t kSegmentGenes = 16;
inline constexpr std::size_t kTriggerGenes = 16;
inline constexpr std::size_t kMessageGenes = 20;

ModelText model_of(const ModelGenes& genes);
Log log_of(const std::vector<GeneList>& messages);

/// A length of time in milliseconds, from none to half a year.
std::int64_t silence_of(unsigned gene);

}  // namespace kelvin::property
