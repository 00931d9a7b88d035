// The engine against the oracle over a million events: random models and visitors from fixed
// seeds, in every build. RapidCheck, which shrinks what fails, is for the native builds only; here
// a failure is told with its model and its log. KELVIN_ORACLE_EVENTS sets another number.
#include <gtest/gtest.h>

#include <cstdlib>

#include "kelvin/json.h"
#include "property/agreement.h"
#include "property/journey.h"

namespace kelvin::property {
namespace {

constexpr int kParts = 8;  // so that they can run beside each other

std::size_t events_wanted() {
  const char* text = std::getenv("KELVIN_ORACLE_EVENTS");
  return text != nullptr ? std::strtoul(text, nullptr, 10) : 1'000'000;
}

/// Random genes: splitmix64.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  unsigned below(unsigned n) { return static_cast<unsigned>((next() >> 33) % n); }
  GeneList genes(std::size_t count) {
    GeneList out(count);
    for (unsigned& gene : out) gene = below(kGeneRange);
    return out;
  }
  std::vector<GeneList> lists(std::size_t count, std::size_t length) {
    std::vector<GeneList> out(count);
    for (GeneList& list : out) list = genes(length);
    return out;
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

class AMillionEvents : public ::testing::TestWithParam<int> {};

/// Feeds one visitor to both; now and then reads ahead, and goes on from a saved state.
std::string compare(const Journey& journey, Dice& dice) {
  Oracle oracle(journey.model);
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    const Outcome outcome = apply(journey.model, state, event);
    std::string found = disagreement(journey.model, oracle.apply(event), outcome);
    const unsigned chance = dice.below(8);
    if (chance == 0) {
      const Instant at = event.time + Duration{silence_of(dice.below(kGeneRange))};
      found += differences(journey.model, oracle.read(at), view(journey.model, state, at));
    } else if (chance == 1) {
      auto restored = restore(journey.model, save(journey.model, state));
      if (!restored || !(restored->state == state))
        found += "a saved state reads back as another\n";
      if (restored) state = std::move(restored->state);
    }
    if (!found.empty()) return "at " + to_iso(event.time) + ": " + found;
  }
  return "";
}

TEST_P(AMillionEvents, EngineAndOracleAgree) {
  Dice dice(static_cast<std::uint64_t>(GetParam()) + 20260301);
  std::size_t events = 0;
  while (events < events_wanted() / kParts) {
    const ModelText model = model_of({dice.genes(kHeadGenes), dice.lists(dice.below(8), kRuleGenes),
                                      dice.lists(dice.below(4), kSegmentGenes),
                                      dice.lists(dice.below(3), kTriggerGenes)});
    const Log log = log_of(dice.lists(1 + dice.below(30), kMessageGenes));
    const std::string found = compare(Journey(model, log), dice);
    if (!found.empty()) {
      std::string lines;
      for (const std::string& line : log.lines) lines += line + '\n';
      FAIL() << found << model.json << '\n' << lines;
    }
    events += log.lines.size();
  }
  RecordProperty("events", static_cast<int>(events));
}

INSTANTIATE_TEST_SUITE_P(Parts, AMillionEvents, ::testing::Range(0, kParts));

}  // namespace
}  // namespace kelvin::property
