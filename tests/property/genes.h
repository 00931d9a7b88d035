// Genes: a list of small numbers that decides what is built. It shrinks towards zeros.
#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "kelvin/value.h"

namespace kelvin::property {

using GeneList = std::vector<unsigned>;

/// Genes are below this: it is divisible by every number up to 16, so that choices are even.
inline constexpr unsigned kGeneRange = 720720;

class Genes {
 public:
  explicit Genes(GeneList list) : list_(std::move(list)) {}

  /// A number below n; 0 once the list is used up.
  std::size_t take(std::size_t n) { return next_ < list_.size() ? list_[next_++] % n : 0; }
  /// True in one of n cases.
  bool one_in(std::size_t n) { return take(n) == n - 1; }
  Value pick(std::initializer_list<Value> choices) { return choices.begin()[take(choices.size())]; }

 private:
  GeneList list_;
  std::size_t next_ = 0;
};

/// `{"a": 1, ...}` in one breath.
inline Value object(std::initializer_list<std::pair<const char*, Value>> members) {
  Value out = Object{};
  for (const auto& [name, value] : members) out.set(name, value);
  return out;
}

}  // namespace kelvin::property
