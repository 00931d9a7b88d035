// One visitor's story: what each event gave, what time took, when segments were entered and left.
#pragma once

#include <string>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/state.h"
#include "replay/replay.h"
#include "report/document.h"

namespace kelvin::native {

/// Listens to the replay of one visitor.
class Story final : public Listener {
 public:
  /// The model must outlive it.
  explicit Story(const Model& model) : model_(model), curves_(model.scores.size()) {}

  void before(unsigned worker, const State& state, const Event& event) override;
  void applied(const Applied& applied) override;

  /// The whole of it, to a moment.
  [[nodiscard]] Document document(const State& state, Instant at);

 private:
  struct Taken {
    Points decay, cap, wear;
  };
  struct Chapter {
    Instant time;
    std::string what;
    List<Hit> hits;
    List<Points> scores;
    std::vector<Taken> taken;  ///< by score
    std::string moves;         ///< segments entered and left
  };

  /// Points of the curves between the last event and a moment.
  void pass_time(const State& state, Instant until);
  void add_points(const Snapshot& snapshot);
  void tell_score(Document& out, const State& state, Instant at, ScoreIndex score) const;
  [[nodiscard]] Table chapters_of(ScoreIndex score) const;

  const Model& model_;
  std::vector<Chapter> chapters_;
  std::vector<std::vector<Point>> curves_;  ///< by score
};

}  // namespace kelvin::native
