// The states of many visitors, found by id. Each is a block of bytes (kelvin/state_block.h); the
// one that is worked on is in hand as a State, and becomes a block again when another one is asked
// for.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/state.h"

namespace kelvin::native {

class FormerStates;

/// A visitor's id with its hash, so that it is hashed once.
struct VisitorId {
  std::string_view id;
  std::size_t hash = 0;
};

inline std::size_t hash_of(std::string_view id) {
  return std::hash<std::string_view>()(id);
}

/// Open addressing: a place holds a hash and where the block lies. The model must outlive it, and
/// so must the states of before, where the visitors who are new to the table are looked for.
class Visitors {
 public:
  explicit Visitors(const Model& model, const FormerStates* former = nullptr);

  /// The visitor's state, in hand until `at`, `find`, `each` or `put_back` is called; a new one the
  /// first time.
  State& at(VisitorId visitor);

  /// The same for a visitor who is there, or was before; nullptr for others.
  [[nodiscard]] const State* find(VisitorId visitor);

  /// Whether the visitor is in the table. No state is in hand meanwhile.
  [[nodiscard]] bool holds(VisitorId visitor) const {
    return places_[place_of(visitor)].block != nullptr;
  }

  /// Brings near what an `at` will need that comes some events later: first the place, then, a few
  /// events on, the block. It changes nothing; a table of many visitors waits for memory less.
  void expect_place(std::size_t hash) const { __builtin_prefetch(&places_[first_place(hash)]); }
  void expect_block(std::size_t hash) const;

  /// Makes a block of the state in hand. To be called before a constant table is read.
  void put_back();

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Calls with (id, state), in no order. The id stays where it is; the state is another's next.
  template <class Call>
  void each(Call call) const {
    State state = new_state(*model_);
    for (const Place& place : places_) {
      if (place.block == nullptr) continue;
      read(place, state);
      call(id_of(place), std::as_const(state));
    }
  }
  /// Calls with (id, block), in no order; both stay where they are.
  template <class Call>
  void each_block(Call call) const {
    for (const Place& place : places_) {
      if (place.block != nullptr) call(id_of(place), bytes_of(place));
    }
  }
  /// The same with states that may change.
  template <class Call>
  void each(Call call) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      put_back();
      if (places_[i].block != nullptr) call(id_of(places_[i]), hold(i));
    }
    put_back();
  }

 private:
  struct Free {
    void operator()(char* block) const;
  };
  struct Place {
    std::size_t hash = 0;
    std::unique_ptr<char, Free> block;  ///< see visitors.cpp
  };
  static constexpr std::size_t kNone = ~std::size_t{0};

  static std::string_view id_of(const Place& place);
  static std::string_view bytes_of(const Place& place);
  void read(const Place& place, State& state) const;
  void read_block(std::string_view bytes, State& state) const;
  [[nodiscard]] std::size_t first_place(std::size_t hash) const;
  [[nodiscard]] std::size_t place_of(VisitorId visitor) const;
  State& hold(std::size_t place);
  State* take_former(VisitorId visitor, std::size_t place);
  State& take_new(VisitorId visitor, std::size_t place, std::string_view block);
  void grow();

  const Model* model_;
  const FormerStates* former_;
  std::vector<Place> places_;  ///< as many as a power of two
  std::size_t size_ = 0;
  State hand_;
  std::size_t held_ = kNone;  ///< the place of the state in hand
  List<char> packed_, nobody_;
};

}  // namespace kelvin::native
