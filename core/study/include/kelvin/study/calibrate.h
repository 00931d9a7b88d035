// Calibration: a model's scores against who converted. The unit is a visitor: the highest that each
// score showed by the conversion, or by the last event of who did not convert. So a threshold finds
// a visitor whose score had reached it by then.
//
//   Calibration calibration(model, labels, {});
//   if (calibration.takes(event)) {              // of the label's time, and not after it
//     apply(model, state, event, outcome);
//     calibration.applied(state, outcome);
//   }
//   calibration.conclude(state);                 // once for each visitor, at the end
//   CalibrationReport report = calibration.report();
//
// Each thread has the visitors that are its own; then they merge, in any order, to the same report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/study/holdout.h"
#include "kelvin/study/labels.h"
#include "kelvin/study/statistics.h"
#include "kelvin/study/thresholds.h"

namespace kelvin::study {

struct CalibrationOptions {
  std::optional<Instant> until = std::nullopt;  ///< where observation ends; default: the last event
  /// Looks instead of visitors: at the end of each visit, will there be a conversion within so
  /// long? A visitor's looks weigh one together; those nearer to the end of the log are left out.
  std::optional<Duration> horizon = std::nullopt;
};

/// How much may be said, by the rarer outcome.
enum class Depth : std::uint8_t {
  kNothing,  ///< below 10: counts
  kLittle,   ///< below 50: an area and shares, with wide intervals
  kSome,     ///< below 120: chances too, roughly
  kEnough,
};
Depth depth_of(double yes, double no);

/// Who was found by a threshold or a segment.
struct Found {
  std::uint64_t visitors = 0, converted = 0;
  double precision = 0;
  std::optional<Interval> precision_interval;
  double recall = 0, lift = 0;
  double per_week = 0;                     ///< first crossings; 0 where the log has no length
  std::uint64_t judged = 0, accepted = 0;  ///< of those whose label tells
  std::optional<Duration> lead;  ///< from the first crossing to the conversion, the median
};

struct ThresholdFound {
  Threshold threshold;
  Found found;
};

/// A chance at a score, with what it was in resamples.
struct Chance {
  double score = 0, chance = 0;
  Interval interval;
};

struct ScoreCalibration {
  ScoreIndex score = 0;
  std::vector<Scored> rows;   ///< visitors, or looks
  std::vector<Cut> cuts;      ///< of `rows`
  std::vector<Cut> visitors;  ///< of each visitor's highest
  bool constant = false, separated = false;
  std::optional<double> area, average_precision;
  std::optional<Interval> area_interval;
  std::vector<Slice> deciles;
  std::vector<ThresholdFound> thresholds;
  bool stepwise = false;        ///< chances are isotonic; else the logistic's
  std::optional<Logistic> map;  ///< of the score to a chance
  std::vector<Chance> chances;  ///< at scores that are easy to read
  std::optional<Brier> brier;   ///< of chances that each fifth of the visitors got from the others
  std::vector<Chance> reliability;  ///< chance told, share that came
};

/// A rule that tells too well to be true.
struct Leak {
  RuleIndex rule = 0;
  std::uint64_t matched = 0, converted = 0;  ///< visitors whom it matched, and of them
};

struct CalibrationReport {
  std::uint64_t labels = 0, repeated_labels = 0;
  std::uint64_t visitors = 0, converted = 0;  ///< that are used
  std::uint64_t without_events = 0;           ///< labels of which no event is there
  std::uint64_t converted_first = 0;          ///< all of whose events came at or after conversion
  std::uint64_t without_label = 0;            ///< visitors
  std::uint64_t events_after = 0;             ///< left out: at or after their visitor's conversion
  std::uint64_t converted_later = 0;          ///< whose conversion is after the end of the log
  std::uint64_t looks = 0, looks_too_late = 0;
  static constexpr std::size_t kNamed = 5;                           ///< so many of them are named
  std::vector<std::string> some_without_events, some_without_label;  ///< the first by name
  std::optional<Instant> first, last;  ///< of the events that were used
  double weeks = 0;
  std::uint64_t judged = 0, accepted = 0;
  Depth depth = Depth::kNothing;
  std::vector<ScoreCalibration> scores;  ///< as Model::scores
  std::vector<Found> segments;           ///< as Model::segments: who entered
  std::vector<Leak> leaks;
  std::vector<Holdout> holdouts;  ///< of all visitors with a label, converted first or not
};

class Calibration {
 public:
  /// They must outlive it.
  Calibration(const Model& model, const Labels& labels, CalibrationOptions options);

  /// Whether the event counts: not where its visitor had converted by then.
  bool takes(const Event& event);
  void applied(const State& state, const Outcome& outcome);
  void conclude(const State& state);
  void merge(Calibration&& other);
  [[nodiscard]] CalibrationReport report() const;

  /// What is remembered of a visitor with a label; for the library's own functions.
  struct Look {
    Instant at;
    std::vector<Points> shown;
  };
  struct Standing {
    const Label* label = nullptr;
    std::uint64_t events = 0, after = 0;
    Instant first, last;
    std::vector<Points> highest;                  ///< as Model::scores
    std::vector<std::optional<Instant>> crossed;  ///< as thresholds(model)
    std::vector<std::optional<Instant>> entered;  ///< as Model::segments
    std::vector<std::uint8_t> matched;            ///< as Model::rules
    std::vector<std::uint8_t> exposed;            ///< as Model::experiences
    std::vector<Look> looks;                      ///< of visits; the last may go on
    std::int64_t visit = 0;
  };

 private:
  Standing& standing_of(std::string_view visitor, const Label& label);
  void look(Standing& standing, const Snapshot& snapshot, Instant at) const;

  const Model* model_;
  const Labels* labels_;
  CalibrationOptions options_;
  std::vector<Threshold> thresholds_;
  std::map<std::string, Standing, std::less<>> standings_;
  std::uint64_t without_label_ = 0;
  std::vector<std::string> some_without_label_;
};

}  // namespace kelvin::study
