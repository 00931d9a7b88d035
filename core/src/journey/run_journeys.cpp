// Runs a model's tests: each step's events go the way of real ones, as the text of Segment
// messages.
#include <algorithm>

#include "journey/compare.h"
#include "json/number_text.h"
#include "kelvin/journey.h"
#include "kelvin/kelvin.h"

namespace kelvin {
namespace {

/// What the tests made happen, as Model::rules, segments and triggers, and those of the account.
struct Seen {
  explicit Seen(const Model& model)
      : rules(model.rules.size()),
        segments(model.segments.size()),
        triggers(model.triggers.size()) {
    if (!model.account) return;
    account_segments.resize(model.account->segments.size());
    account_triggers.resize(model.account->triggers.size());
  }
  List<bool> rules, segments, triggers, account_segments, account_triggers;
};

class Run {
 public:
  Run(const Model& model, const Journey& journey, Seen& seen, JourneyResult& out)
      : model_(model), now_(journey.start), seen_(seen), out_(out) {}

  /// Where each message is kept, too.
  void keep_messages(Array& messages) { kept_ = &messages; }

  void step(const Step& step) {
    switch (step.kind) {
      case Step::Kind::kWait:
        return advance(step.apart);
      case Step::Kind::kExpect:
        return expect(step);
      case Step::Kind::kEvent:
        for (std::int64_t i = 0; i < step.times; ++i) {
          if (i > 0) advance(step.apart);
          if (!feed(step)) return;
        }
    }
  }

 private:
  void advance(Duration time) { now_ = std::min(kLatest, now_ + time); }

  Visitor& visitor(const Text& who) {
    return visitors_.try_emplace(who, Visitor{new_state(model_), {}, {}}).first->second;
  }

  /// False where the step's message cannot be read.
  bool feed(const Step& step) {
    const Value message = message_of(step);
    if (kept_ != nullptr) kept_->push_back(message);
    const auto event = read_event(model_, message);
    if (!event) {
      for (const Error& error : event.errors()) {
        out_.failures.push_back(
            {step.at + "/event" + error.at, error.fix, error.code + ": " + error.found});
      }
      return false;
    }
    Visitor& who = visitor(step.who);
    const Outcome outcome = apply(model_, who.state, *event);
    add_happened(model_, *event, outcome, who);
    record(outcome, who.state);
    return true;
  }

  /// The step's message with what it lacks: who, when, its id, and the page that is open.
  Value message_of(const Step& step) {
    Value message = step.message;
    if (message.find("anonymousId") == nullptr) message.set("anonymousId", step.who);
    if (message.find("messageId") == nullptr) message.set("messageId", integer_text(++messages_));
    if (message.find("timestamp") == nullptr) {
      message.set("timestamp", static_cast<double>(now_.ms));
    }
    Value& page = visitor(step.who).page;
    const Value* type = message.find("type");
    if (const Value* own = message.find("properties"); own && type && *type == Value("page")) {
      page = *own;
    } else if (step.on_page && !page.is_null()) {
      Value context;
      context.set("page", page);
      message.set("context", context);
    }
    return message;
  }

  void record(const Outcome& outcome, const State& state) {
    for (const Hit& hit : outcome.hits) seen_.rules[hit.rule] = true;
    for (RuleIndex i = 0; i < state.rules.size(); ++i) {
      if (state.rules[i].holds) seen_.rules[i] = true;
    }
    for (const SegmentIndex i : outcome.entered) seen_.segments[i] = true;
    for (const Firing& firing : outcome.fired) seen_.triggers[firing.trigger] = true;
  }

  void record(const AccountSnapshot& account) {
    for (std::size_t i = 0; i < account.segments.size(); ++i) {
      if (account.segments[i] != 0) seen_.account_segments[i] = true;
    }
    for (const std::size_t i : account.triggers) seen_.account_triggers[i] = true;
  }

  void expect(const Step& step) {
    Visitor& who = visitor(step.who);
    Accounts accounts;
    if (model_.account) accounts = accounts_of(model_, visitors_, now_);
    compare(model_, {who, accounts, now_}, step.expected, out_.failures);
    for (const auto& [key, account] : accounts) record(account);
    who.happened = {};
  }

  const Model& model_;
  Instant now_;
  Seen& seen_;
  JourneyResult& out_;
  Visitors visitors_;
  std::int64_t messages_ = 0;
  Array* kept_ = nullptr;
};

template <class T>
void add_unseen(const List<T>& things, const List<bool>& seen, List<Text>& ids) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (!seen[i]) ids.push_back(things[i].id);
  }
}

Unexercised not_in(const Seen& seen, const Model& model) {
  Unexercised out;
  add_unseen(model.rules, seen.rules, out.rules);
  add_unseen(model.segments, seen.segments, out.segments);
  add_unseen(model.triggers, seen.triggers, out.triggers);
  if (!model.account) return out;
  add_unseen(model.account->segments, seen.account_segments, out.segments);
  add_unseen(model.account->triggers, seen.account_triggers, out.triggers);
  return out;
}

}  // namespace

std::size_t JourneyReport::failed() const {
  return static_cast<std::size_t>(
      std::count_if(tests.begin(), tests.end(),
                    [](const JourneyResult& test) { return !test.failures.empty(); }));
}

JourneyReport run_journeys(const Model& model, const Journeys& journeys) {
  JourneyReport report;
  Seen seen(model);
  for (const Journey& journey : journeys) {
    JourneyResult& result = report.tests.emplace_back();
    result.name = journey.name;
    result.at = "/tests/" + integer_text(report.tests.size() - 1);
    Run run(model, journey, seen, result);
    for (const Step& step : journey.steps) run.step(step);
  }
  report.unexercised = not_in(seen, model);
  return report;
}

List<Array> journey_messages(const Model& model, const Journeys& journeys) {
  List<Array> out;
  Seen seen(model);
  for (const Journey& journey : journeys) {
    JourneyResult result;
    Run run(model, journey, seen, result);
    run.keep_messages(out.emplace_back());
    for (const Step& step : journey.steps) run.step(step);
  }
  return out;
}

}  // namespace kelvin
