#include "journey/compare.h"

#include <algorithm>

#include "journey/read_expected.h"
#include "report/sent_bodies.h"

namespace kelvin {
namespace {

using What = Expected::What;

/// Whether a message holds what is expected of it: members that are not named may be there.
bool holds(const Value& message, const Value& expected) {
  if (expected.as_object() == nullptr) return message == expected;
  return message.as_object() != nullptr &&
         std::all_of(expected.as_object()->begin(), expected.as_object()->end(),
                     [&message](const auto& member) {
                       const Value* found = message.find(member.first);
                       return found != nullptr && holds(*found, member.second);
                     });
}

/// Of a message the members that are expected: a failure is told without the rest.
Value named_part(const Value& message, const Value& expected) {
  if (expected.as_object() == nullptr || message.as_object() == nullptr) return message;
  Value out = Object{};
  for (const auto& [name, value] : *expected.as_object()) {
    const Value* found = message.find(name);
    if (found != nullptr) out.set(name, named_part(*found, value));
  }
  return out;
}

Array sorted(Array texts) {
  sort_texts(texts);
  return texts;
}

template <class T>
Array ids_of(const List<T>& things, const List<std::size_t>& places) {
  Array ids;
  for (const std::size_t i : places) ids.emplace_back(things[i].id);
  return ids;
}

template <class T>
Array ids_in(const List<T>& things, const List<std::uint8_t>& in) {
  Array ids;
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (in[i] != 0) ids.emplace_back(things[i].id);
  }
  return ids;
}

/// What is expected of a company; null where no visitor belongs to it.
Value found_of(const Account& account, const AccountSnapshot* snapshot, const Expected& expected) {
  if (snapshot == nullptr) return {};
  switch (expected.what) {
    case What::kAccountScore:
      return snapshot->score.value();
    case What::kAccountContacts:
      return static_cast<double>(snapshot->contacts);
    case What::kAccountRole:
      return static_cast<double>(snapshot->roles[expected.index]);
    case What::kAccountSegments:
      return sorted(ids_in(account.segments, snapshot->segments));
    case What::kAccountTriggers:
      return sorted(ids_of(account.triggers, snapshot->triggers));
    default:
      return {};
  }
}

/// Reads the visitor once for all that is expected at one step.
struct Found {
  const Model& model;
  const Visitor& visitor;
  const Accounts& accounts;
  Snapshot snapshot;
  List<Reason> reasons;

  [[nodiscard]] Value of(const Expected& expected) const {
    switch (expected.what) {
      case What::kScore:
        return snapshot.scores[expected.index].value();
      case What::kMomentum:
        return snapshot.momentum[expected.index].value();
      case What::kReason:
        return points_of(expected.index).value();
      case What::kTop:
        return top_id(model, snapshot, expected.index);
      case What::kGrade:
        return snapshot.grade;
      case What::kSegments:
        return sorted(ids_in(model.segments, snapshot.segments));
      case What::kDisqualified:
        return sorted(ids_of(model.rules, snapshot.disqualified));
      case What::kExperiences:
        return sorted(experiences());
      case What::kEntered:
        return sorted(visitor.happened.entered);
      case What::kLeft:
        return sorted(visitor.happened.left);
      case What::kFired:
        return sorted(visitor.happened.fired);
      case What::kSent:
        return sent(expected);
      default:
        return of_account(expected);
    }
  }

  /// Those that would begin now, for who is held out of them as well.
  [[nodiscard]] Array experiences() const {
    Array ids;
    for (std::size_t i = 0; i < model.experiences.size(); ++i) {
      const auto standing = experience_now(model, visitor.state, i, snapshot);
      if (standing == ExperienceNow::kOn) ids.emplace_back(model.experiences[i].id);
    }
    return ids;
  }

  [[nodiscard]] Value of_account(const Expected& expected) const {
    const auto it = accounts.find(expected.account);
    return found_of(*model.account, it != accounts.end() ? &it->second : nullptr, expected);
  }

  [[nodiscard]] Points points_of(RuleIndex rule) const {
    Points points;
    for (const Reason& reason : reasons) {
      if (reason.rule == rule) points = reason.points;
    }
    return points;
  }

  [[nodiscard]] Value sent(const Expected& expected) const {
    const auto& bodies = visitor.happened.sent;
    return expected.index < bodies.size() ? named_part(bodies[expected.index], expected.value)
                                          : Value();
  }
};

bool asks_for_reasons(const List<Expected>& expected) {
  return std::any_of(expected.begin(), expected.end(),
                     [](const Expected& e) { return e.what == What::kReason; });
}

}  // namespace

void add_happened(const Model& model, const Event& event, const Outcome& outcome,
                  Visitor& visitor) {
  SinceLastExpect& happened = visitor.happened;
  for (const SegmentIndex i : outcome.entered) happened.entered.emplace_back(model.segments[i].id);
  for (const SegmentIndex i : outcome.left) happened.left.emplace_back(model.segments[i].id);
  for (const Firing& firing : outcome.fired) {
    happened.fired.emplace_back(model.triggers[firing.trigger].id);
  }
  happened.sent.resize(model.destinations.size());
  for (SentBody& sent : sent_bodies(model, visitor.state, event, outcome)) {
    happened.sent[sent.destination] = std::move(sent.body);
  }
}

Accounts accounts_of(const Model& model, const Visitors& visitors, Instant now) {
  std::map<Text, List<Contact>> contacts;
  for (const auto& [who, visitor] : visitors) {
    if (const auto key = account_key(model, visitor.state, now)) {
      contacts[*key].push_back(contact_of(model, visitor.state, now));
    }
  }
  Accounts accounts;
  for (const auto& [key, of_key] : contacts) accounts.emplace(key, decide_account(model, of_key));
  return accounts;
}

void compare(const Model& model, const StepContext& step, const List<Expected>& expected,
             List<JourneyFailure>& failures) {
  const State& state = step.visitor.state;
  Found found{model, step.visitor, step.accounts, view(model, state, step.now), {}};
  if (asks_for_reasons(expected)) found.reasons = explain(model, state, step.now);
  for (const Expected& wanted : expected) {
    const Value is = found.of(wanted);
    const bool so = wanted.what == What::kSent ? holds(is, wanted.value) : is == wanted.value;
    if (!so) failures.push_back({wanted.at, wanted.value, is});
  }
}

}  // namespace kelvin
