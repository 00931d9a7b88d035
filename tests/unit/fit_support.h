// What the tests of learning points share: a made shop's visitors, of whom some buy.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kelvin/study/facts.h"
#include "kelvin/study/fit.h"
#include "kelvin/study/resample.h"

namespace kelvin::study {

/// Visitors of a shop: who saw prices and asked for a demo bought more often, who came for a job
/// did not; industries differ; the rest is noise.
class Shop {
 public:
  explicit Shop(std::uint32_t visitors, std::uint64_t seed = 1) : random_(seed) {
    for (std::uint32_t visitor = 0; visitor < visitors; ++visitor) add(visitor);
  }

  Facts facts;
  std::vector<std::uint8_t> bought;

  [[nodiscard]] FitData data() const {
    FitData data;
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < bought.size(); ++i) {
      places.push_back(i);
      data.visitors.push_back({name(i), bought[i] != 0});
    }
    data.columns = facts.columns(places, 5);
    return data;
  }
  /// The same visitors, and who bought drawn anew.
  void shuffle(std::uint64_t seed) {
    Random random(seed);
    for (std::uint32_t i = static_cast<std::uint32_t>(bought.size()); i > 1; --i) {
      std::swap(bought[i - 1], bought[random.below(i)]);
    }
  }
  bool tossed(double chance) {
    constexpr std::uint32_t kSides = 1'000'000;
    return random_.below(kSides) < chance * kSides;
  }

 private:
  static std::string name(std::uint32_t visitor) {
    return "v" + std::to_string(1'000'000 + visitor);
  }

  void add(std::uint32_t visitor) {
    const char* const kIndustries[] = {"energy", "steel", "glass", "paper", "music", "games"};
    const std::size_t event = facts.field({FactField::Kind::kEvent, "", ""});
    const std::size_t page = facts.field({FactField::Kind::kPage, "page", ""});
    const std::size_t industry = facts.field({FactField::Kind::kFact, "", "profile.industry"});
    const std::size_t seats = facts.field({FactField::Kind::kFact, "", "profile.seats"});
    double chance = 0.04;
    facts.saw(visitor, event, "page");
    if (tossed(0.3)) {
      facts.saw(visitor, page, "/pricing");
      chance += 0.1;
    }
    if (tossed(0.15)) {
      facts.saw(visitor, event, "Demo Requested");
      chance += 0.25;
    }
    if (tossed(0.2)) {
      facts.saw(visitor, page, "/careers");
      chance -= 0.1;
    }
    const std::uint32_t which = random_.below(6);
    facts.saw(visitor, industry, kIndustries[which]);
    if (which < 2) chance += 0.15;
    facts.saw(visitor, seats, static_cast<double>(random_.below(100)));
    for (int i = 0; i < 20; ++i) {
      if (tossed(0.2)) facts.saw(visitor, page, "/blog/" + std::to_string(i));
    }
    bought.push_back(tossed(std::clamp(chance, 0.005, 0.95)) ? 1 : 0);
  }

  Random random_;
};

/// The first line whose label has these words, or nullptr.
inline const FitLine* line_of(const FitReport& report, std::string_view words) {
  for (const FitLine& line : report.lines) {
    if (line.label.find(words) != std::string::npos) return &line;
  }
  return nullptr;
}

}  // namespace kelvin::study
