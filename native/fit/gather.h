// Logs and labels to what points are learnt from. Logs are read twice: which fields there are, then
// what each visitor did before the moment that counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kelvin/study/fit.h"
#include "kelvin/study/gather.h"
#include "kelvin/study/labels.h"
#include "replay/replay.h"

namespace kelvin::native {

struct Gathered {
  study::FitData data;
  std::vector<std::uint32_t> events;  ///< of each visitor, that counted
  std::uint64_t unlabelled = 0;       ///< visitors with events and no label
  std::uint64_t silent = 0;           ///< labels of visitors without an event
  std::uint64_t late = 0;             ///< buyers without an event before they bought
  std::uint64_t future = 0;  ///< buyers whose purchase is a year later than all that counts
};

/// Where what visitors did is read from.
struct Sources {
  std::vector<std::string> logs;
  ReplayOptions how;
};

/// Candidates are found in the logs, or are those that are given. Throws Unusable where a log can
/// be read only once.
Gathered gather(const Sources& sources, const study::Labels& labels,
                const study::GivenCandidates* given, BadLines& bad);

/// Takes in only labelled visitors' events, and those of a buyer only until the purchase.
class BeforeTheMoment : public Listener {
 public:
  explicit BeforeTheMoment(const study::Labels& labels) : labels_(labels) {}
  bool takes(unsigned worker, const Event& event) override;

 protected:
  const study::Labels& labels_;
};

/// Replays logs of which another reading says what is to be said.
Replayed replay_quietly(const Model& model, LogReader& logs, ReplayOptions how, Listener& listener);

/// The first score that a model shows each of the data's visitors before the moment; 0 where it
/// knows nothing of one.
std::vector<double> scores_before(const Sources& sources, const Model& model,
                                  const study::Labels& labels, const study::FitData& data);

/// The place of a visitor in the data.
std::optional<std::size_t> place_of(const study::FitData& data, std::string_view visitor);

}  // namespace kelvin::native
