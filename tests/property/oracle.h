// The oracle: a slow, obvious scorer. It keeps every event of a visitor and works everything out
// from the first one on at each question, straight from the contract's sentences. Where it and the
// engine differ, one of them is wrong.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kelvin/kelvin.h"

namespace kelvin::property {

/// What one event did.
struct Told {
  bool scored = false;      ///< false: a duplicate, or of a type that touches nothing
  bool new_person = false;  ///< another one, at the same device
  List<Hit> hits;
  Snapshot before, after;
  List<SegmentIndex> entered, left;
  std::vector<std::pair<std::size_t, std::int64_t>> fired;  ///< trigger, and its nth firing
};

class Replay;

class Oracle {
 public:
  /// The model must outlive the oracle.
  explicit Oracle(const Model& model) : model_(model) {}

  Told apply(const Event& event);
  [[nodiscard]] Snapshot read(Instant at) const;
  /// The experiences that hold then, by id; one that is spent with " (spent)".
  [[nodiscard]] std::vector<std::string> experiences(Instant at) const;
  /// How often each experience was seen, where it was: "x0 3".
  [[nodiscard]] std::vector<std::string> exposures(Instant at) const;

 private:
  [[nodiscard]] std::unique_ptr<Replay> so_far() const;
  /// What is known of the visitor at that time, which is never before the last event: nothing of
  /// who stayed away for too long.
  [[nodiscard]] std::unique_ptr<Replay> known_at(Instant& at) const;

  const Model& model_;
  std::vector<Event> log_;
};

}  // namespace kelvin::property
