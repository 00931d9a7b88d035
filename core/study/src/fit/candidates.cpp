// Candidates of events, pages, values and numbers.
#include "candidates.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/hash.h"
#include "value_sets.h"

namespace kelvin::study {
namespace {

using CandidateKind = Candidate::Kind;

/// How often: did it at least so many times.
constexpr std::uint32_t kTimes[] = {1, 2, 3, 5, 10, 20, 50};
/// Bounds of a number lie at so many quantiles of those who have it.
constexpr std::size_t kBins = 10;

/// How much a visitor did in all. A buyer's history ends at the purchase and another's does not:
/// that who bought did less says nothing, so only more of it is a candidate.
bool is_amount(const FactField& field) {
  return field.kind == FactField::Kind::kSeconds ||
         (field.kind == FactField::Kind::kFact && field.path.starts_with("total."));
}

class Finder {
 public:
  Finder(const FitData& data, Part training, const FitOptions& options)
      : data_(data), training_(training), options_(options) {
    for (std::size_t i = 0; i < training.size(); ++i) {
      if (training[i] == 0) continue;
      ++all_;
      yes_ += data.visitors[i].converted ? 1 : 0;
    }
    least_ = least_support(all_);
  }

  std::vector<Candidate> find() {
    for (std::size_t i = 0; i < data_.given.size(); ++i) {
      Candidate candidate;
      candidate.kind = CandidateKind::kGiven;
      candidate.from = i;
      candidate.holds = data_.given[i].holds;
      add(std::move(candidate));
    }
    for (std::size_t i = 0; i < data_.columns.size(); ++i) add_values(i);
    for (std::size_t i = 0; i < data_.columns.size(); ++i) add_numbers(i);
    for (std::size_t i = 0; i < data_.columns.size(); ++i) add_sets(i);
    return std::move(found_);
  }

 private:
  void add(Candidate candidate);
  bool is_known(const Candidate& candidate);
  void add_values(std::size_t column);
  void add_numbers(std::size_t column);
  void add_bound(std::size_t column, CandidateKind kind, double bound);
  void add_sets(std::size_t column);
  [[nodiscard]] std::vector<double> bounds_of(const FactColumn& column) const;

  const FitData& data_;
  Part training_;
  const FitOptions& options_;
  std::size_t all_ = 0, yes_ = 0, least_ = 0;
  std::vector<Candidate> found_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_holds_;
};

/// Whether one holds for the very same visitors.
bool Finder::is_known(const Candidate& candidate) {
  std::uint64_t hash = candidate.holds.size();
  for (const std::uint32_t visitor : candidate.holds) hash = mix_bits(hash ^ visitor) + visitor;
  const auto [from, to] = by_holds_.equal_range(hash);
  for (auto at = from; at != to; ++at) {
    if (found_[at->second].holds == candidate.holds) return true;
  }
  by_holds_.emplace(hash, found_.size());
  return false;
}

void Finder::add(Candidate candidate) {
  for (const std::uint32_t visitor : candidate.holds) {
    if (training_[visitor] == 0) continue;
    ++candidate.had;
    candidate.had_yes += data_.visitors[visitor].converted ? 1 : 0;
  }
  if (candidate.had < least_ || all_ - candidate.had < least_) return;
  const double with = static_cast<double>(candidate.had_yes) * static_cast<double>(all_);
  const double overall = static_cast<double>(yes_) * static_cast<double>(candidate.had);
  if (with == overall) return;
  candidate.sign = with > overall ? 1 : -1;
  if (options_.low >= 0 && candidate.sign < 0 && !options_.any_sign) return;
  const bool less = candidate.sign < 0 && candidate.kind == Candidate::Kind::kAtLeast;
  if (less && is_amount(data_.columns[candidate.from].field)) return;
  if (!is_known(candidate)) found_.push_back(std::move(candidate));
}

void Finder::add_values(std::size_t column) {
  const FactColumn& of = data_.columns[column];
  const bool counts =
      of.field.kind != FactField::Kind::kProperty && of.field.kind != FactField::Kind::kFact;
  for (std::uint32_t value = 0; value < of.values.size(); ++value) {
    for (const std::uint32_t times : kTimes) {
      Candidate candidate;
      candidate.from = column;
      candidate.values = {value};
      candidate.times = times;
      for (const Seen& seen : of.values[value].seen) {
        if (seen.times >= times) candidate.holds.push_back(seen.visitor);
      }
      if (candidate.holds.size() < least_) break;
      add(std::move(candidate));
      if (!counts) break;
    }
  }
}

std::vector<double> Finder::bounds_of(const FactColumn& column) const {
  std::vector<double> numbers;
  for (const Extent& extent : column.numbers) {
    if (training_[extent.visitor] != 0) numbers.push_back(extent.most);
  }
  std::sort(numbers.begin(), numbers.end());
  const bool seconds = column.field.kind == FactField::Kind::kSeconds;
  std::vector<double> bounds;
  if (numbers.empty()) return bounds;
  for (std::size_t i = 0; i < kBins; ++i) {
    double bound = numbers[i * numbers.size() / kBins];
    if (seconds) bound = std::max(1.0, std::floor(bound));
    if (bound < -kMostBound || bound > kMostBound) continue;
    bounds.push_back(bound);
  }
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

void Finder::add_bound(std::size_t column, CandidateKind kind, double bound) {
  Candidate candidate;
  candidate.kind = kind;
  candidate.from = column;
  candidate.bound = bound;
  for (const Extent& extent : data_.columns[column].numbers) {
    const bool holds =
        kind == CandidateKind::kAtLeast ? extent.most >= bound : extent.least < bound;
    if (holds) candidate.holds.push_back(extent.visitor);
  }
  add(std::move(candidate));
}

void Finder::add_numbers(std::size_t column) {
  if (data_.columns[column].numbers.empty()) return;
  const bool amount = is_amount(data_.columns[column].field);
  for (const double bound : bounds_of(data_.columns[column])) {
    add_bound(column, CandidateKind::kAtLeast, bound);
    if (!amount) add_bound(column, CandidateKind::kBelow, bound);
  }
}

void Finder::add_sets(std::size_t column) {
  if (data_.columns[column].field.kind == FactField::Kind::kEvent) return;
  for (Candidate& candidate : value_sets(data_, column, training_)) add(std::move(candidate));
}

}  // namespace

std::size_t least_support(std::size_t training) {
  constexpr std::size_t kLeast = 10;
  constexpr double kShare = 0.004;
  return std::max(kLeast,
                  static_cast<std::size_t>(std::ceil(kShare * static_cast<double>(training))));
}

bool is_single(const Candidate& candidate) {
  return candidate.values.size() <= 1;
}

std::vector<Candidate> find_candidates(const FitData& data, Part training,
                                       const FitOptions& options) {
  return Finder(data, training, options).find();
}

}  // namespace kelvin::study
