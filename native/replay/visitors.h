// The states of many visitors, found by id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kelvin/model.h"
#include "kelvin/state.h"

namespace kelvin::native {

/// A visitor's id with its hash, so that it is hashed once.
struct VisitorId {
  std::string_view id;
  std::size_t hash = 0;
};

inline std::size_t hash_of(std::string_view id) {
  return std::hash<std::string_view>()(id);
}

class Visitors {
 public:
  /// The visitor's state; a new one the first time.
  State& at(const Model& model, VisitorId visitor) {
    const auto found = states_.find(visitor);
    if (found != states_.end()) return found->second;
    return states_.emplace(Key{std::string(visitor.id), visitor.hash}, new_state(model))
        .first->second;
  }

  /// The visitor's state, or nullptr for one who was not there yet.
  [[nodiscard]] const State* find(VisitorId visitor) const {
    const auto found = states_.find(visitor);
    return found != states_.end() ? &found->second : nullptr;
  }

  [[nodiscard]] std::size_t size() const { return states_.size(); }
  /// Calls with (id, state), in no order.
  template <class Call>
  void each(Call call) const {
    for (const auto& [key, state] : states_) call(std::string_view(key.id), state);
  }
  template <class Call>
  void each(Call call) {
    for (auto& [key, state] : states_) call(std::string_view(key.id), state);
  }

 private:
  struct Key {
    std::string id;
    std::size_t hash;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Key& key) const { return key.hash; }
    std::size_t operator()(const VisitorId& visitor) const { return visitor.hash; }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.hash == b.hash && a.id == b.id;
    }
  };
  std::unordered_map<Key, State, Hash, Equal> states_;
};

}  // namespace kelvin::native
