// Laws of states: kept, packed, restored, read and used again they are what they were.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kelvin/json.h"
#include "kelvin/state_block.h"

#include "property/arbitrary.h"
#include "property/outcomes.h"

namespace kelvin::property {
namespace {

RC_GTEST_PROP(Laws, SavingAndRestoringAnywhereChangesNothing, ()) {
  const Journey journey(*any_model(), *any_log());
  State straight = new_state(journey.model);
  State stored = straight;
  for (const Event& event : journey.events) {
    const auto restored = restore(journey.model, save(journey.model, stored));
    RC_ASSERT(restored.ok());
    RC_ASSERT(restored->dropped.empty());
    RC_ASSERT(restored->state == stored);
    stored = restored->state;
    const Outcome expected = apply(journey.model, straight, event);
    same_outcome(journey.model, expected, apply(journey.model, stored, event));
    RC_ASSERT(straight == stored);
  }
}

RC_GTEST_PROP(Laws, WhatAnEventCannotTouchNeedsNoReading, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  State doubted = state;
  for (const Event& event : journey.events) {
    doubted.settled_under = 0;  // every fact and segment is read anew
    const Outcome expected = apply(journey.model, doubted, event);
    same_outcome(journey.model, expected, apply(journey.model, state, event));
    doubted.settled_under = state.settled_under;
    RC_ASSERT(state == doubted);
  }
}

RC_GTEST_PROP(Laws, AnOutcomeUsedAgainIsAsANewOne, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  State other = state;
  Outcome used;
  for (const Event& event : journey.events) {
    apply(journey.model, state, event, used);
    same_outcome(journey.model, apply(journey.model, other, event), used);
    RC_ASSERT(state == other);
  }
}

RC_GTEST_PROP(Laws, AStateAtRestIsTheSameBytesByWhateverWay, ()) {
  const Journey journey(*any_model(), *any_log());
  State straight = new_state(journey.model);
  State unpacked = straight;
  List<char> memory, other;
  for (const Event& event : journey.events) {
    const std::string_view bytes = pack(journey.model, straight, memory);
    RC_ASSERT(unpack(journey.model, bytes, unpacked));
    RC_ASSERT(unpacked == straight);
    const auto compact = restore(journey.model, save_compact(journey.model, unpacked));
    const auto exchange = restore(journey.model, save(journey.model, unpacked));
    RC_ASSERT(compact.ok() && exchange.ok());
    for (const State& same : {unpacked, compact->state, exchange->state}) {
      RC_ASSERT(pack(journey.model, same, other) == bytes);
    }
    const Outcome expected = apply(journey.model, straight, event);
    same_outcome(journey.model, expected, apply(journey.model, unpacked, event));
    RC_ASSERT(straight == unpacked);
  }
}

RC_GTEST_PROP(Laws, ReadingChangesNothing, ()) {
  const Journey journey(*any_model(), *any_log());
  State state = new_state(journey.model);
  for (const Event& event : journey.events) {
    apply(journey.model, state, event);
    const State before = state;
    const Instant at = event.time + Duration{*any_silence()};
    const Snapshot first = view(journey.model, state, at);
    explain(journey.model, state, at);
    view_json(journey.model, state, at, {true});
    view(journey.model, state, at + kDay);
    RC_ASSERT(state == before);
    RC_ASSERT(differences(journey.model, first, view(journey.model, state, at)) == "");
  }
}

}  // namespace
}  // namespace kelvin::property
