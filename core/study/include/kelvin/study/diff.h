// Diff: what another model would have made of the same log. Who moves between segments and grades,
// how scores shift, whom triggers call.
//
//   DiffSide one(old_model), other(new_model);
//   one.applied(state, outcome);                    // while each replays the log
//   one.conclude(state, at);                        // once for each visitor, at the end
//   DiffReport report = diff(one, other, main);
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/study/statistics.h"

namespace kelvin::study {

/// What one model makes of the visitors. Each thread has its own; then they merge.
class DiffSide {
 public:
  /// The model must outlive it.
  explicit DiffSide(const Model& model) : model_(&model) {}
  void applied(const State& state, const Outcome& outcome);
  void conclude(const State& state, Instant at);
  void merge(DiffSide&& other);

  struct Visitor {
    std::vector<Points> scores;  ///< as Model::scores, at the end
    std::string grade;
    std::vector<std::uint8_t> segments;          ///< as Model::segments
    std::map<std::size_t, std::uint64_t> fired;  ///< by trigger
  };
  [[nodiscard]] const Model& model() const { return *model_; }
  [[nodiscard]] const std::map<std::string, Visitor, std::less<>>& visitors() const {
    return visitors_;
  }
  [[nodiscard]] std::optional<Instant> first() const { return first_; }
  [[nodiscard]] std::optional<Instant> last() const { return last_; }

 private:
  const Model* model_;
  std::map<std::string, Visitor, std::less<>> visitors_;
  std::optional<Instant> first_, last_;
};

struct ScoreShift {
  std::string id;
  double mean_old = 0, mean_new = 0;
  std::uint64_t up = 0, down = 0, same = 0;
  double least = 0, low = 0, middle = 0, high = 0, most = 0;  ///< 0, 5, 50, 95 and 100 % of shifts
};

/// The shares of visitors who have at least that score.
struct Reach {
  double score = 0, before = 0, after = 0;
};

/// Of a segment or trigger that either model has.
struct Membership {
  std::string id;
  std::uint64_t both = 0, only_old = 0, only_new = 0;  ///< visitors
  std::uint64_t times_old = 0, times_new = 0;          ///< firings
  bool in_old = false, in_new = false;                 ///< which model has it
};

/// From what to what how many visitors went.
using Moves = std::map<std::pair<std::string, std::string>, std::uint64_t>;

/// What a rule gave under one model and gives under the other.
struct ReasonShift {
  std::string rule;
  Points before, after;
};

struct LargeMove {
  std::string visitor;
  Points before, after;
  std::vector<ReasonShift> reasons;  ///< the largest first
};

struct DiffReport {
  std::uint64_t visitors = 0, unchanged = 0;  ///< unchanged: all scores, segments and the grade
  double weeks = 0;
  std::string main;                ///< the score whose moves are told
  std::vector<ScoreShift> scores;  ///< that both models have
  std::vector<std::string> scores_gone, scores_new;
  std::vector<Membership> segments, triggers;
  Moves between_segments;  ///< by all that a visitor is in: `hot + mql`, `none`
  Moves between_grades;
  std::vector<LargeMove> largest;       ///< of the main score
  std::vector<Reach> reached;           ///< the same score, evenly from the lowest to the highest
  std::optional<AreaDifference> areas;  ///< with labels: new less old
  std::uint64_t judged = 0, converted = 0;
};

/// `main`: a score's id; it must be in both models.
DiffReport diff(const DiffSide& one, const DiffSide& other, const std::string& main);

/// Why the score moved: rules by id, the largest shift first, at most `most`.
std::vector<ReasonShift> reason_shifts(const Model& old_model, const List<Reason>& before,
                                       const Model& new_model, const List<Reason>& after,
                                       const std::string& score, std::size_t most);

std::string diff_json(const Model& old_model, const Model& new_model, const DiffReport& report);

}  // namespace kelvin::study
