// The states of a file under the model of today: what new events go on from.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "kelvin/model.h"
#include "kelvin/text.h"
#include "states/state_file.h"

namespace kelvin::native {

class FormerStates {
 public:
  /// The model must outlive it. Throws Unusable where the file is of another model, or of newer
  /// laws.
  FormerStates(const std::string& path, const Model& model);

  [[nodiscard]] const StateFile& file() const { return file_; }
  /// Whether the model has not changed since: then blocks are today's as they are.
  [[nodiscard]] bool same_model() const { return same_model_; }

  /// The visitor's block for the model of today, in the file or in `room`; "" where there is none,
  /// and where it cannot be read. Safe to use from several threads, as all of this.
  [[nodiscard]] std::string_view find(std::string_view visitor, List<char>& room) const;
  /// A block of the file as one for the model of today.
  [[nodiscard]] std::string_view renewed(std::string_view block, List<char>& room) const;

  /// Throws Unusable where a block could not be read: to be asked before anything is written.
  void require_sound() const;
  /// What a changed model drops: "rule old-pricing", of how many of all visitors. One more pass.
  [[nodiscard]] std::map<std::string, std::uint64_t> dropped() const;

 private:
  friend class Visitors;
  /// Somebody could not read a block. No file that was written is so: it was made by hand.
  void note_damage() const;

  const Model& model_;
  StateFile file_;
  bool same_model_;
  mutable std::atomic<bool> damaged_ = false;
};

/// Says it on stderr, a line each.
void tell_dropped(const FormerStates& former);

}  // namespace kelvin::native
