#include "journey/compare.h"

#include <algorithm>

#include "journey/read_expected.h"

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

/// Reads the visitor once for all that is expected at one step.
struct Found {
  const Model& model;
  const Visitor& visitor;
  Standing standing;
  std::vector<Reason> reasons;

  [[nodiscard]] Value of(const Expected& expected) const {
    switch (expected.what) {
      case What::kScore:
        return standing.scores[expected.index].value();
      case What::kMomentum:
        return standing.momentum[expected.index].value();
      case What::kReason:
        return points_of(expected.index).value();
      case What::kGrade:
        return standing.grade;
      case What::kSegments:
        return sorted(segments());
      case What::kDisqualified:
        return sorted(disqualified());
      case What::kEntered:
        return sorted(visitor.happened.entered);
      case What::kLeft:
        return sorted(visitor.happened.left);
      case What::kFired:
        return sorted(visitor.happened.fired);
      case What::kSent:
        return sent(expected);
    }
    return {};
  }

  [[nodiscard]] Points points_of(RuleIndex rule) const {
    Points points;
    for (const Reason& reason : reasons) {
      if (reason.rule == rule) points = reason.points;
    }
    return points;
  }

  [[nodiscard]] Array segments() const {
    Array ids;
    for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
      if (standing.segments[i] != 0) ids.emplace_back(model.segments[i].id);
    }
    return ids;
  }

  [[nodiscard]] Array disqualified() const {
    Array ids;
    for (const RuleIndex rule : standing.disqualified) ids.emplace_back(model.rules[rule].id);
    return ids;
  }

  [[nodiscard]] Value sent(const Expected& expected) const {
    const auto& bodies = visitor.happened.sent;
    return expected.index < bodies.size() ? named_part(bodies[expected.index], expected.value)
                                          : Value();
  }
};

bool asks_for_reasons(const std::vector<Expected>& expected) {
  return std::any_of(expected.begin(), expected.end(),
                     [](const Expected& e) { return e.what == What::kReason; });
}

}  // namespace

void add_happened(const Model& model, const Event& event, const Outcome& outcome,
                  Visitor& visitor) {
  Happened& happened = visitor.happened;
  for (const SegmentIndex i : outcome.entered) happened.entered.emplace_back(model.segments[i].id);
  for (const SegmentIndex i : outcome.left) happened.left.emplace_back(model.segments[i].id);
  for (const Firing& firing : outcome.fired) {
    happened.fired.emplace_back(model.triggers[firing.trigger].id);
  }
  happened.sent.resize(model.destinations.size());
  for (const Message& message : messages(model, visitor.state, event, outcome)) {
    if (auto body = parse_json(message.body)) {
      happened.sent[message.destination] = *std::move(body).take();
    }
  }
}

void compare(const Model& model, const Visitor& visitor, Instant now,
             const std::vector<Expected>& expected, std::vector<JourneyFailure>& failures) {
  Found found{model, visitor, view(model, visitor.state, now), {}};
  if (asks_for_reasons(expected)) found.reasons = explain(model, visitor.state, now);
  for (const Expected& wanted : expected) {
    const Value is = found.of(wanted);
    const bool so = wanted.what == What::kSent ? holds(is, wanted.value) : is == wanted.value;
    if (!so) failures.push_back({wanted.at, wanted.value, is});
  }
}

}  // namespace kelvin
