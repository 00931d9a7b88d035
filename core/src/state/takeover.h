// What a changed model takes over from a state of before: by id, what it still has.
#pragma once

#include <array>
#include <cstddef>

#include "kelvin/state.h"

namespace kelvin {

/// The five lists of a state that follow the model's: what saved forms call each, and what is said
/// of an item that is dropped.
struct Part {
  const char* member;
  const char* kind;
};
inline constexpr std::array<Part, 5> kParts = {{{"rules", "rule "},
                                                {"scores", "momentum "},
                                                {"segments", "segment "},
                                                {"triggers", "trigger "},
                                                {"experiences", "experience "}}};
/// A state that says nothing of experiences is saved as if there were none.
inline constexpr std::size_t kExperiencePart = 4;
/// Segments last: what is dropped is told in this order.
inline constexpr std::array<std::size_t, kParts.size()> kTakeoverOrder = {0, 1, 3, 4, 2};

[[nodiscard]] std::size_t size_of(const State& state, std::size_t part);
void resize(State& state, std::size_t part, std::size_t size);
[[nodiscard]] bool holds_something(const State& state, std::size_t part, std::size_t i);
[[nodiscard]] const Text& id_of(const Model& model, std::size_t part, std::size_t i);

class Takeover {
 public:
  /// All but these lists goes to `out.state` at once; `then` keeps these.
  Takeover(const Model& model, State& then, Restored& out);

  /// Item i of a part, which was called so: where the model has no such thing any more it is told
  /// among `out.dropped`.
  void take(std::size_t part, std::size_t i, const Text& id);

 private:
  [[nodiscard]] std::optional<std::size_t> place_of(std::size_t part, const Text& id) const;

  const Model& model_;
  State& then_;
  Restored& out_;
};

/// Every rule remembers what it has a use for today, whatever it was when the state was saved.
void fit_rules(const Model& model, State& state);

}  // namespace kelvin
