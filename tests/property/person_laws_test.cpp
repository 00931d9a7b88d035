// Laws of who somebody is: contacts of an account, who was forgotten, another person.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "property/arbitrary.h"
#include "property/outcomes.h"

namespace kelvin::property {
namespace {

/// What an account is depends on who its contacts are, in any order; each by law 1.
RC_GTEST_PROP(Laws, AnAccountIsTheSumOfItsContacts, ()) {
  const ModelText text = *any_model();
  const auto logs = *rc::gen::resize(4, rc::gen::container<std::vector<Log>>(any_log()));
  List<Contact> contacts;
  const Model model = Journey(text, {}).model;
  RC_PRE(model.account.has_value());
  const Account& account = *model.account;
  Points sum;
  for (const Log& log : logs) {
    const Journey journey(text, log);
    const State state = after_all(journey);
    if (!state.last) continue;
    const Instant at = *state.last + Duration{*any_silence()};
    const Contact contact = contact_of(model, state, at);
    RC_ASSERT(contact.score == view(model, state, at).scores[account.score]);
    const double weight = contact.role ? account.roles[*contact.role].weight : account.weight;
    const Points points = to_contribution(static_cast<double>(contact.score.millionths) * weight);
    RC_ASSERT(contact.points == points);
    const bool max = account.combine == Account::Combine::kMax && !contacts.empty();
    sum = max ? std::max(sum, points) : sum + points;
    contacts.push_back(contact);
  }
  const AccountSnapshot told = decide_account(model, contacts);
  RC_ASSERT(told.score == to_shown(std::clamp(sum, account.low, account.high)));
  RC_ASSERT(told.contacts == static_cast<std::int64_t>(contacts.size()));
  RC_ASSERT(told.triggers.empty() == (told.contacts < 2 || told.roles[0] < 1));
  std::reverse(contacts.begin(), contacts.end());
  RC_ASSERT(decide_account(model, contacts) == told);
}

/// After `retention` a visitor is as new, but for the numbers of firings.
RC_GTEST_PROP(Laws, WhoStayedAwayIsNew, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  State state = after_all(journey);
  const auto end = forgotten_at(model, state);
  RC_PRE(end.has_value());
  if (*end > *state.last) {
    RC_ASSERT(!is_forgotten(model, state, {end->ms - 1}));
    RC_ASSERT(view(model, state, {end->ms - 1}).at.ms == end->ms - 1);
  }
  Event event = journey.events.front();
  event.time = std::max(*end, *state.last) + Duration{*any_silence()};
  State stranger = new_state(model);
  const Snapshot seen = view(model, state, event.time);
  RC_ASSERT(differences(model, view(model, stranger, event.time), seen) == "");
  RC_ASSERT(explain(model, state, event.time).size() ==
            explain(model, stranger, event.time).size());

  const List<TriggerState> fired = state.triggers;
  const Outcome outcome = apply(model, state, event);
  Outcome expected = apply(model, stranger, event);
  for (Firing& firing : expected.fired) firing.nth += fired[firing.trigger].fired;
  if (outcome.status == Outcome::Status::kIgnored) return;
  same_outcome(model, expected, outcome);
  for (std::size_t i = 0; i < fired.size(); ++i) stranger.triggers[i].fired += fired[i].fired;
  stranger.visitor = state.visitor;
  RC_ASSERT(state == stranger);
}

/// Another person is as new at the device's time, but for the numbers of firings and the last ids.
RC_GTEST_PROP(Laws, AnotherPersonIsNew, ()) {
  const Journey journey(*any_model(), *any_log());
  const Model& model = journey.model;
  State state = new_state(model);
  for (const Event& event : journey.events) {
    const State former = state;
    const bool other = is_other_person(model, state, event);
    RC_ASSERT(state == former);
    const Outcome outcome = apply(model, state, event);
    RC_ASSERT(outcome.new_person == other);
    if (!other) continue;
    RC_ASSERT(outcome.status == Outcome::Status::kScored);
    State stranger = new_state(model);
    stranger.last = former.last;
    Outcome expected = apply(model, stranger, event);
    for (Firing& firing : expected.fired) firing.nth += former.triggers[firing.trigger].fired;
    expected.new_person = true;
    same_outcome(model, expected, outcome);
    for (const SegmentIndex left : outcome.left) {
      RC_ASSERT(std::count(outcome.entered.begin(), outcome.entered.end(), left) == 1);
    }
    for (std::size_t i = 0; i < former.triggers.size(); ++i) {
      stranger.triggers[i].fired += former.triggers[i].fired;
    }
    stranger.visitor = former.visitor;
    if (former.recent.size() + stranger.recent.size() <= kRecentIds) {
      stranger.recent.insert(stranger.recent.begin(), former.recent.begin(), former.recent.end());
      RC_ASSERT(state == stranger);
    }
  }
}

}  // namespace
}  // namespace kelvin::property
