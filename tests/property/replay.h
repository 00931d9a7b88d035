// Replay: a visitor's story so far, told by the oracle from his first event.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "property/oracle.h"
#include "property/oracle_facts.h"

namespace kelvin::property {

/// A hit, or a wear: what changed a rule's live points.
struct Change {
  Instant time;
  Points points;               ///< of a hit
  std::optional<double> wear;  ///< the factor, where it was a wear
  std::int64_t visit = 0;
  double value = 0;  ///< of a hit: what `multiply`'s field was
};

struct Seen {
  std::size_t event = 0;
  Instant time;
  std::string value;  ///< of `distinct`, as JSON; "" where there was none
};

/// The values that a rule with `distinct` remembers, each with when it was last seen.
using Memory = std::map<std::string, Seen>;

struct RuleStory {
  std::vector<Seen> matches;  ///< every one, ever
  Memory memory;
  std::vector<Change> changes;  ///< since the rule was last cleared
  [[nodiscard]] std::vector<Change> hits() const;
};

/// A term of a score's sum: a rule, or a group as one.
struct Term {
  List<RuleIndex> rules;
  Points uncut, cut;
  bool earned = false;
};

class Replay {
 public:
  /// `fired`: how often each trigger had fired before the visitor was forgotten.
  explicit Replay(const Model& model, std::vector<std::int64_t> fired = {});
  /// The next person at the device of `former`.
  static Replay after(const Replay& former);

  Told take(const Event& event);
  /// What a view at t shows, segments settled.
  [[nodiscard]] Snapshot snapshot(Instant t) const;
  /// Those that hold; one that was seen as often as its limit says with " (spent)".
  [[nodiscard]] std::vector<std::string> experiences(Instant t) const;
  /// How often each experience was seen, where it was: "x0 3".
  [[nodiscard]] std::vector<std::string> exposures() const;
  /// Whether nobody remembers the visitor at that time (not before the last event).
  [[nodiscard]] bool forgotten(Instant t) const;
  /// Whether the event, which finds the visitor remembered, is another person's.
  [[nodiscard]] bool of_another(const Event& event) const;
  /// Whether an alias names the visitor, or came before.
  [[nodiscard]] bool is_named_by(const Event& alias) const;
  /// How often each trigger has fired, ever.
  [[nodiscard]] std::vector<std::int64_t> firings() const;
  [[nodiscard]] Instant not_before_last(Instant t) const { return last_ ? std::max(t, *last_) : t; }

 private:
  [[nodiscard]] Question ask(Instant t, const Event* event = nullptr) const;
  [[nodiscard]] Points contribution(RuleIndex index, Instant t) const;
  [[nodiscard]] bool alive(RuleIndex index, Instant t) const;
  [[nodiscard]] std::vector<Term> terms(const Score& score, Instant t) const;
  [[nodiscard]] Points sum(const Score& score, Instant t) const;
  void wear(Instant t);
  [[nodiscard]] std::optional<ScoreIndex> on_top(const Top& top, const Snapshot& now) const;
  [[nodiscard]] Snapshot unsettled(Instant t) const;
  [[nodiscard]] Snapshot settled(Snapshot snapshot) const;

  [[nodiscard]] bool seen_before(const Event& event) const;
  bool meet(const Event& event, Instant t);
  void join(const Event& event);
  void look(const Event& event, Instant t);
  [[nodiscard]] List<RuleIndex> matching(const Event& event, bool opens, Instant t) const;
  [[nodiscard]] std::int64_t day(Instant t) const;
  [[nodiscard]] bool still_counts(const Count& count, const Seen& seen, Instant now) const;
  [[nodiscard]] bool counted_enough(RuleIndex index, const Seen& now) const;
  bool remember(const Count& count, const Seen& now, Memory& memory) const;
  [[nodiscard]] std::optional<double> value_multiplied(RuleIndex index, const Question& q) const;
  [[nodiscard]] Seen seen_now(RuleIndex index, const Event& event, Instant t) const;
  [[nodiscard]] std::optional<Points> worth(RuleIndex index, std::int64_t nth,
                                            const Question& q) const;
  List<RuleIndex> candidates(const Event& event, bool opens, Instant t);
  std::set<RuleIndex> hitting(const List<RuleIndex>& candidates, Instant t);
  void recount();
  List<Hit> score(const Event& event, bool opens, Instant t);
  List<RuleIndex> facts_turning(Instant t);
  void change_segments(const Snapshot& next, const Event& event, const List<RuleIndex>& hits,
                       Told& told);
  [[nodiscard]] std::int64_t used(const Limit& limit, const std::vector<Change>& uses,
                                  Instant t) const;

  const Model& model_;
  Person person_;
  std::size_t event_ = 0;
  std::optional<Instant> last_, last_activity_, last_onsite_;
  std::optional<std::int64_t> last_day_;
  std::vector<std::string> ids_;
  std::string user_;  ///< the last userId; "" before the first
  std::vector<RuleStory> rules_;
  std::vector<std::vector<std::pair<std::int64_t, Points>>> moves_;  ///< by score: day, moved
  List<std::uint8_t> in_;
  std::vector<std::vector<Change>> firings_;  ///< by trigger
  std::vector<std::int64_t> fired_before_;
  std::vector<std::vector<Change>> seen_;  ///< by experience: each time that it was seen
  std::set<std::size_t> clicked_;          ///< the experiences that were clicked on
  std::set<RuleIndex> true_facts_;
};

}  // namespace kelvin::property
