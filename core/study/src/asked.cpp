// What a model asks for: events, pages; and a quick look at which of its rules matched.
#include <algorithm>

#include "condition_tally.h"
#include "kelvin/study/coverage.h"

namespace kelvin::study {
namespace {

bool is_of_page(const Condition& test) {
  using Source = Field::Source;
  return test.op != Condition::Op::kExists &&
         (test.field.source == Source::kPagePath || test.field.source == Source::kPageUrl);
}

}  // namespace

std::vector<std::string> names_asked(const Model& model) {
  std::vector<std::string> out;
  for (const EventName& name : model.names) out.push_back(name.name);
  return out;
}

PagesAsked::PagesAsked(const Model& model) : model_(model), state_(new_state(model)) {
  const auto look = [this](const Condition& condition) {
    each_test(condition, [this](const Condition& test) {
      if (is_of_page(test)) tests_.push_back(&test);
    });
  };
  for (const Rule& rule : model.rules) look(rule.condition);
  for (const Trigger& trigger : model.triggers) {
    if (trigger.condition) look(*trigger.condition);
  }
}

bool PagesAsked::asks_for(const Event& event) const {
  if (!event.page_groups.empty()) return true;
  const EvalContext context{model_, state_, event.time, &event};
  return std::any_of(tests_.begin(), tests_.end(),
                     [&context](const Condition* test) { return holds(*test, context); });
}

RulesMatched::RulesMatched(const Model& model) : model_(&model), matched_(model.rules.size()) {}

void RulesMatched::look_at(const State& state) {
  for (RuleIndex i = 0; i < matched_.size(); ++i) {
    const bool event_rule = model_->rules[i].kind == Rule::Kind::kEvent;
    if (event_rule ? state.rules[i].matches > 0 : state.rules[i].holds) matched_[i] = true;
  }
}

void RulesMatched::merge(const RulesMatched& other) {
  for (RuleIndex i = 0; i < matched_.size(); ++i) {
    if (other.matched_[i]) matched_[i] = true;
  }
}

std::size_t RulesMatched::never() const {
  return static_cast<std::size_t>(std::count(matched_.begin(), matched_.end(), false));
}

}  // namespace kelvin::study
