#include "fit/model_file.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "kelvin/journey.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

/// A journey of a test has at most so many events, and a model so many tests.
constexpr std::uint32_t kMostEvents = 40;
constexpr std::size_t kMostTests = 12;

/// Visitors who make good tests: for each line one who has it, the shortest first; then the highest
/// and the lowest total.
std::vector<std::size_t> chosen_for_tests(const Gathered& gathered,
                                          const study::FitReport& report) {
  std::vector<std::size_t> chosen;
  const auto is_short = [&](std::size_t place) { return gathered.events[place] <= kMostEvents; };
  const auto choose = [&](std::size_t place) {
    if (std::find(chosen.begin(), chosen.end(), place) == chosen.end()) chosen.push_back(place);
  };
  for (const study::FitLine& line : report.lines) {
    const bool covered = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t place) {
      return std::binary_search(line.holds.begin(), line.holds.end(),
                                static_cast<std::uint32_t>(place));
    });
    const auto shortest = std::min_element(
        line.holds.begin(), line.holds.end(),
        [&](std::uint32_t a, std::uint32_t b) { return gathered.events[a] < gathered.events[b]; });
    if (!covered && shortest != line.holds.end() && is_short(*shortest)) choose(*shortest);
  }
  for (const bool highest : {true, false}) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < report.total.size(); ++i) {
      if (!is_short(i)) continue;
      const bool better = !best || (highest ? report.total[i] > report.total[*best]
                                            : report.total[i] < report.total[*best]);
      if (better) best = i;
    }
    if (best) choose(*best);
  }
  if (chosen.size() > kMostTests) chosen.resize(kMostTests);
  return chosen;
}

class JourneyWatch final : public BeforeTheMoment {
 public:
  JourneyWatch(const Model& model, const study::Labels& labels, const study::FitData& data,
               const std::vector<std::size_t>& chosen)
      : BeforeTheMoment(labels), model_(model) {
    for (const std::size_t place : chosen) drafts_[data.visitors[place].id];
  }

  void applied(const Applied& applied) override {
    if (applied.outcome.status != Outcome::Status::kScored) return;
    // The map itself does not change any more, and a visitor is one thread's.
    const auto at = drafts_.find(std::string(applied.state.visitor));
    if (at == drafts_.end()) return;
    if (applied.outcome.new_person) at->second = {};
    at->second.add(model_, applied.event);
  }

  [[nodiscard]] const study::JourneyDraft& draft(const std::string& visitor) const {
    return drafts_.at(visitor);
  }

 private:
  const Model& model_;
  std::map<std::string, study::JourneyDraft> drafts_;
};

void require_equal_totals(const Model& model, const std::vector<Visitors>& shards,
                          const Gathered& gathered, const study::FitReport& report) {
  std::uint64_t other = 0;
  std::string example;
  for (const Visitors& shard : shards) {
    shard.each([&](std::string_view visitor, const State& state) {
      const auto place = place_of(gathered.data, visitor);
      if (!place || !state.last) return;
      const double shown = view(model, state, *state.last).scores[0].value();
      if (shown == report.total[*place]) return;
      if (other++ == 0) {
        example = printable(visitor) + ": " + std::to_string(shown) + ", not " +
                  std::to_string(report.total[*place]);
      }
    });
  }
  if (other == 0) return;
  throw Unusable("the model gives " + std::to_string(other) +
                 " visitors another total than was learnt (" + example +
                 "): this is a fault of kelvin; nothing was written");
}

}  // namespace

Value model_with_tests(const Sources& sources, const study::Labels& labels,
                       const Gathered& gathered, const study::FitReport& report,
                       const std::string& id, const Value& like) {
  Value document = study::fitted_model(report, id, like);
  auto model = compile(document);
  if (!model) throw Unusable("what was learnt makes no model: " + one_line(model.errors()));
  const std::vector<std::size_t> chosen = chosen_for_tests(gathered, report);
  JourneyWatch watch(*model, labels, gathered.data, chosen);
  LogReader logs(sources.logs);
  const Replayed replayed = replay_quietly(*model, logs, sources.how, watch);
  require_equal_totals(*model, replayed.shards, gathered, report);

  Array tests;
  const std::string score(model->scores[0].id);
  for (const std::size_t place : chosen) {
    const int total = report.total[place];
    Value test = watch.draft(gathered.data.visitors[place].id)
                     .finish("journey " + std::to_string(tests.size() + 1) + ": " +
                                 std::to_string(total) + " points",
                             score, total);
    Value alone = document;
    alone.set("tests", Value(Array{test}));
    const auto journeys = read_journeys(*model, alone);
    // What made it so may have been taken away with what names a person: no test then.
    if (journeys && run_journeys(*model, *journeys).failed() == 0) tests.push_back(std::move(test));
  }
  if (!tests.empty()) document.set("tests", Value(std::move(tests)));
  return document;
}

}  // namespace kelvin::native
