#include "fit/gather.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "log/byte_source.h"
#include "replay/block_slice.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

/// Hears which fields there are.
class FieldWatch final : public Listener {
 public:
  explicit FieldWatch(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) {
      workers_.push_back(std::make_unique<Worker>());
      // Where a log has more names of events than a survey counts, these stay among them.
      workers_.back()->survey.keep({"page", "identify", "group", "Page Engaged"});
    }
  }
  RawListener* raw(unsigned worker) override { return workers_[worker].get(); }
  bool takes(unsigned, const Event&) override { return false; }
  void applied(const Applied&) override {}

  study::SurveyReport report() {
    for (std::size_t i = 1; i < workers_.size(); ++i)
      workers_[0]->survey.merge(workers_[i]->survey);
    return workers_[0]->survey.report();
  }

 private:
  struct Worker final : RawListener {
    JsonListener& message() override { return reader; }
    void gave(const Event& event) override { reader.finish(event.visitor()); }
    study::Survey survey;
    study::SurveyReader reader{survey};
  };
  std::vector<std::unique_ptr<Worker>> workers_;
};

/// A purchase so long after all that counts was hardly made yet.
constexpr Duration kYear{365 * kDay.ms};

/// A visitor, or who that was before another person came to the device.
struct Row {
  std::string visitor;
  std::uint32_t events = 0;
  bool present = true;
};

class FactWatch final : public BeforeTheMoment {
 public:
  FactWatch(const Model& model, const study::Labels& labels, unsigned threads, bool given)
      : BeforeTheMoment(labels), model_(model), given_(given) {
    for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(model));
  }

  bool takes(unsigned worker, const Event& event) override {
    Worker& own = *workers_[worker];
    const study::Label* label = labels_.find(event.visitor());
    if (label == nullptr) {
      own.unlabelled.insert(hash_of(event.visitor()));
      return false;
    }
    own.seen.insert(hash_of(event.visitor()));
    if (label->converted && event.time >= *label->converted_at) return false;
    own.newest = std::max(own.newest.value_or(event.time), event.time);
    return true;
  }

  void applied(const Applied& applied) override {
    if (applied.outcome.status != Outcome::Status::kScored) return;
    Worker& own = *workers_[applied.worker];
    const std::uint32_t row = own.row_of(applied.state.visitor, applied.outcome.new_person);
    ++own.rows[row].events;
    if (!given_) own.gather.take(row, applied.event);
  }

  Gathered finish(const std::vector<Visitors>& shards, const study::GivenCandidates* given);

 private:
  struct Worker {
    explicit Worker(const Model& model) : gather(model) {}
    std::uint32_t row_of(const Text& visitor, bool new_person);

    study::FactGatherer gather;
    std::vector<Row> rows;
    std::unordered_map<std::string, std::uint32_t> by_visitor;
    std::unordered_set<std::size_t> unlabelled, seen;
    std::optional<Instant> newest;
    std::vector<std::vector<std::uint32_t>> holds;  ///< of given rules, rows
  };

  void conclude(Worker& own, const Visitors& shard) const;
  void count_labels(Gathered& out) const;

  const Model& model_;
  bool given_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

std::uint32_t FactWatch::Worker::row_of(const Text& visitor, bool new_person) {
  const auto next = static_cast<std::uint32_t>(rows.size());
  const auto [at, fresh] = by_visitor.try_emplace(visitor, next);
  if (!fresh && !new_person) return at->second;
  if (!fresh) rows[at->second].present = false;
  at->second = next;
  rows.push_back({visitor, 0, true});
  return next;
}

void FactWatch::conclude(Worker& own, const Visitors& shard) const {
  own.holds.resize(model_.rules.size());
  shard.each([&](std::string_view visitor, const State& state) {
    const auto at = own.by_visitor.find(std::string(visitor));
    if (at == own.by_visitor.end()) return;
    if (!given_) return own.gather.conclude(at->second, state);
    for (std::size_t i = 0; i < own.holds.size(); ++i) {
      if (state.rules[i].hits > 0 || state.rules[i].holds) own.holds[i].push_back(at->second);
    }
  });
}

void FactWatch::count_labels(Gathered& out) const {
  std::unordered_set<std::size_t> seen;
  std::optional<Instant> newest;
  for (const auto& own : workers_) {
    out.unlabelled += own->unlabelled.size();
    seen.insert(own->seen.begin(), own->seen.end());
    if (own->newest) newest = std::max(newest.value_or(*own->newest), *own->newest);
  }
  labels_.each([&](const study::Label& label) {
    if (!seen.contains(hash_of(label.visitor))) {
      ++out.silent;
    } else if (label.converted) {
      out.late += place_of(out.data, label.visitor) ? 0 : 1;
      out.future += newest && *label.converted_at > *newest + kYear ? 1 : 0;
    }
  });
}

Gathered FactWatch::finish(const std::vector<Visitors>& shards,
                           const study::GivenCandidates* given) {
  Gathered out;
  study::Facts facts;
  std::vector<Row> rows;
  std::vector<std::vector<std::uint32_t>> holds(model_.rules.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& own = *workers_[i];
    conclude(own, shards[i]);
    const auto first = static_cast<std::uint32_t>(rows.size());
    if (workers_.size() == 1) {
      facts = std::move(own.gather.facts);
    } else {
      facts.merge(own.gather.facts, first);
    }
    for (std::size_t r = 0; r < holds.size(); ++r) {
      for (const std::uint32_t row : own.holds[r]) holds[r].push_back(first + row);
    }
    rows.insert(rows.end(), own.rows.begin(), own.rows.end());
  }
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::erase_if(order, [&](std::uint32_t row) { return !rows[row].present; });
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return rows[a].visitor < rows[b].visitor; });
  std::vector<std::uint32_t> places(rows.size(), study::kNobody);
  for (const std::uint32_t row : order) {
    places[row] = static_cast<std::uint32_t>(out.data.visitors.size());
    const study::Label* label = labels_.find(rows[row].visitor);
    out.data.visitors.push_back({rows[row].visitor, label->converted});
    out.events.push_back(rows[row].events);
  }
  constexpr std::size_t kLeast = 5;
  out.data.columns = facts.columns(places, kLeast);
  for (std::size_t i = 0; given != nullptr && i < given->rules.size(); ++i) {
    study::GivenRule rule = given->rules[i];
    for (const std::uint32_t row : holds[i]) {
      if (places[row] != study::kNobody) rule.holds.push_back(places[row]);
    }
    std::sort(rule.holds.begin(), rule.holds.end());
    out.data.given.push_back(std::move(rule));
  }
  count_labels(out);
  return out;
}

Model compiled(const Value& document) {
  auto model = compile(document);
  if (!model) throw Unusable("the candidates make no model: " + one_line(model.errors()));
  return std::move(*model);
}

/// Who is shown what, at the end of what counts.
class ScoreWatch final : public BeforeTheMoment {
 public:
  using BeforeTheMoment::BeforeTheMoment;
  void applied(const Applied&) override {}
};

}  // namespace

Replayed replay_quietly(const Model& model, LogReader& logs, ReplayOptions how,
                        Listener& listener) {
  how.quiet = true;
  BadLines bad = BadLines::counting();
  return replay(model, logs, how, bad, &listener);
}

bool BeforeTheMoment::takes(unsigned, const Event& event) {
  const study::Label* label = labels_.find(event.visitor());
  if (label == nullptr) return false;
  return !label->converted || event.time < *label->converted_at;
}

std::optional<std::size_t> place_of(const study::FitData& data, std::string_view visitor) {
  const auto at = std::lower_bound(
      data.visitors.begin(), data.visitors.end(), visitor,
      [](const study::FitVisitor& one, std::string_view id) { return one.id < id; });
  if (at == data.visitors.end() || at->id != visitor) return std::nullopt;
  return static_cast<std::size_t>(at - data.visitors.begin());
}

Gathered gather(const Sources& sources, const study::Labels& labels,
                const study::GivenCandidates* given, BadLines& bad) {
  for (const std::string& path : sources.logs) {
    if (!can_be_read_again(path)) {
      throw Unusable((path == "-" ? "standard input" : path) +
                     ": fit reads its logs more than once: put them into a file");
    }
  }
  const ReplayOptions& how = sources.how;
  Value document;
  if (given != nullptr) {
    document = given->model;
  } else {
    const Model nothing = compiled(study::gathering_model({}));
    FieldWatch fields(how.threads);
    LogReader first(sources.logs);
    static_cast<void>(replay_quietly(nothing, first, how, fields));
    document = study::gathering_model(fields.report());
  }
  const Model model = compiled(document);
  LogReader logs(sources.logs);
  FactWatch watch(model, labels, how.threads, given != nullptr);
  const Replayed replayed = replay(model, logs, how, bad, &watch);
  return watch.finish(replayed.shards, given);
}

std::vector<double> scores_before(const Sources& sources, const Model& model,
                                  const study::Labels& labels, const study::FitData& data) {
  std::vector<double> scores(data.visitors.size(), 0);
  ScoreWatch watch(labels);
  LogReader logs(sources.logs);
  const Replayed replayed = replay_quietly(model, logs, sources.how, watch);
  for (const Visitors& shard : replayed.shards) {
    shard.each([&](std::string_view visitor, const State& state) {
      const auto place = place_of(data, visitor);
      if (place && state.last) scores[*place] = view(model, state, *state.last).scores[0].value();
    });
  }
  return scores;
}

}  // namespace kelvin::native
