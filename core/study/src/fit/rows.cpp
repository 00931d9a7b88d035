#include "rows.h"

#include <algorithm>
#include <span>
#include <unordered_map>

#include "base/hash.h"

namespace kelvin::study {
namespace {

constexpr std::size_t kWord = 64;

/// Each visitor's bits, side by side.
class Bits {
 public:
  Bits(std::size_t visitors, const std::vector<Candidate>& candidates)
      : words_((candidates.size() + kWord - 1) / kWord), bits_(visitors * words_, 0) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      for (const std::uint32_t visitor : candidates[i].holds) {
        bits_[visitor * words_ + i / kWord] |= std::uint64_t{1} << (i % kWord);
      }
    }
  }
  [[nodiscard]] std::span<const std::uint64_t> of(std::size_t visitor) const {
    return std::span(bits_).subspan(visitor * words_, words_);
  }
  [[nodiscard]] std::uint64_t hash(std::size_t visitor) const {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : of(visitor)) hash = mix_bits(hash ^ word) + word;
    return hash;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace

Rows rows_of(const FitData& data, const std::vector<Candidate>& candidates, bool any_sign) {
  const std::size_t visitors = data.visitors.size();
  const Bits bits(visitors, candidates);
  Rows rows;
  rows.row_of.resize(visitors);
  std::vector<std::uint32_t> first;  // visitor of each row
  std::unordered_multimap<std::uint64_t, std::uint32_t> known;
  known.reserve(visitors);
  for (std::uint32_t visitor = 0; visitor < visitors; ++visitor) {
    const std::uint64_t hash = bits.hash(visitor);
    auto [at, end] = known.equal_range(hash);
    const auto same = [&](std::uint32_t row) {
      const auto mine = bits.of(visitor), others = bits.of(first[row]);
      return std::equal(mine.begin(), mine.end(), others.begin(), others.end());
    };
    while (at != end && !same(at->second)) ++at;
    if (at == end) {
      at = known.emplace(hash, static_cast<std::uint32_t>(first.size()));
      first.push_back(visitor);
    }
    rows.row_of[visitor] = at->second;
  }
  for (const Candidate& candidate : candidates) {
    std::vector<std::uint32_t> on;
    for (const std::uint32_t visitor : candidate.holds) {
      if (first[rows.row_of[visitor]] == visitor) on.push_back(rows.row_of[visitor]);
    }
    rows.problem.on.push_back(std::move(on));
    rows.problem.sign.push_back(static_cast<std::int8_t>(any_sign ? 0 : candidate.sign));
  }
  rows.problem.all.assign(first.size(), 0);
  rows.problem.yes.assign(first.size(), 0);
  return rows;
}

void count(const FitData& data, Part part, Rows& rows) {
  std::fill(rows.problem.all.begin(), rows.problem.all.end(), 0);
  std::fill(rows.problem.yes.begin(), rows.problem.yes.end(), 0);
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == 0) continue;
    rows.problem.all[rows.row_of[i]] += 1;
    rows.problem.yes[rows.row_of[i]] += data.visitors[i].converted ? 1 : 0;
  }
}

}  // namespace kelvin::study
