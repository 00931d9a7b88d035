// A threshold for a goal: the height of a score that would have met it.
#pragma once

#include <cstdint>
#include <optional>

#include "kelvin/study/calibrate.h"

namespace kelvin::study {

struct Goal {
  enum class Kind : std::uint8_t {
    kCapacity,   ///< no more leads a week than `amount`: the lowest threshold that keeps to it
    kPrecision,  ///< at least this share of those found convert: the lowest
    kRecall,     ///< at least this share of the converted are found: the highest
    kCost,       ///< a false alarm costs `amount`, one who is missed `missed`: the cheapest
  };
  Kind kind = Kind::kCapacity;
  double amount = 0, missed = 0;
};

struct Proposal {
  Goal goal;
  double least = 0;  ///< the score to wait for
  double visitors = 0, converted = 0;
  double precision = 0, recall = 0, lift = 0, per_week = 0;
  std::optional<Interval> precision_interval, recall_interval;
  double cost = 0;         ///< of kCost
  bool everybody = false;  ///< the lowest score there is: no threshold at all
};

/// Of visitors, by the highest that they showed. Nothing where no threshold meets it.
std::optional<Proposal> propose(const ScoreCalibration& score, double weeks, const Goal& goal);

/// The report as one JSON object, with the score that is told in full and what was proposed for it;
/// a goal that no threshold meets is there without one.
struct Answer {
  Goal goal;
  std::optional<Proposal> proposal;
};
std::string calibration_json(const Model& model, const CalibrationReport& report, ScoreIndex main,
                             const std::vector<Answer>& answers);

}  // namespace kelvin::study
