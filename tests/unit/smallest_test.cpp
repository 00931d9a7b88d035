// Smallest: a table in bounds, whose entries never depend on the order or on the parts.
#include "../../core/study/src/smallest.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/hash.h"
#include "support.h"

namespace kelvin::study {
namespace {

/// What stays of 10,000 entries of three times each, in that order, on so many tables.
std::string kept_of(unsigned seed, std::size_t parts) {
  constexpr std::size_t kMost = 100;
  std::vector<std::uint64_t> log;
  for (std::uint64_t i = 0; i < 30000; ++i) log.push_back(mix_bits(i % 10000 + 1));
  std::shuffle(log.begin(), log.end(), std::mt19937(seed));
  std::vector<Smallest<int>> tables(parts, Smallest<int>(kMost));
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (int* count = tables[i % parts].at(log[i])) ++*count;
  }
  for (std::size_t i = 1; i < parts; ++i) {
    tables[0].narrow_as(tables[i]);
    tables[i].each([&tables](std::uint64_t hash, int count) {
      if (int* mine = tables[0].at(hash)) *mine += count;
    });
  }
  std::map<std::uint64_t, int> kept;
  tables[0].each([&kept](std::uint64_t hash, int count) { kept[hash] = count; });
  EXPECT_EQ(kept.size(), kMost);
  std::string out;
  for (const auto& [hash, count] : kept) {
    EXPECT_EQ(count, 3);
    out += to_hex(hash) + " ";
  }
  return out;
}

TEST(Smallest, WhatStaysIsCountedInFullAndNeverDependsOnTheOrder) {
  const std::string kept = kept_of(1, 1);
  EXPECT_EQ(kept_of(2, 1), kept);
  EXPECT_EQ(kept_of(3, 4), kept);
}

}  // namespace
}  // namespace kelvin::study
