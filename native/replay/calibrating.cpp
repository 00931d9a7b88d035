#include "replay/calibrating.h"

#include <thread>
#include <utility>
#include <vector>

namespace kelvin::native {
namespace {

class Watch final : public Listener {
 public:
  Watch(const Model& model, const study::Labels& labels, const study::CalibrationOptions& judging,
        unsigned threads)
      : workers_(threads, study::Calibration(model, labels, judging)) {}

  bool takes(unsigned worker, const Event& event) override { return workers_[worker].takes(event); }
  void applied(const Applied& applied) override {
    workers_[applied.worker].applied(applied.state, applied.outcome);
  }

  study::CalibrationReport report(const std::vector<Visitors>& shards) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < workers_.size(); ++i) {
        threads.emplace_back([&worker = workers_[i], &shard = shards[i]] {
          shard.each([&](std::string_view, const State& state) { worker.conclude(state); });
        });
      }
    }
    for (std::size_t i = 1; i < workers_.size(); ++i) workers_[0].merge(std::move(workers_[i]));
    return workers_[0].report();
  }

 private:
  std::vector<study::Calibration> workers_;
};

}  // namespace

study::CalibrationReport calibrate_log(const Model& model, LogReader& logs,
                                       const ReplayOptions& how, const study::Labels& labels,
                                       const study::CalibrationOptions& judging, BadLines& bad) {
  Watch watch(model, labels, judging, how.threads);
  // Never taken apart, as in score: the program ends soon.
  const Replayed& replayed = *new Replayed(replay(model, logs, how, bad, &watch));
  return watch.report(replayed.shards);
}

}  // namespace kelvin::native
