// Reports: results of the core as JSON text. They are written here alone, so that the page, Node
// and the command line give the same bytes.
#pragma once

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"

namespace kelvin {

/// A trigger's message to one destination, ready to post.
struct Message {
  Text id;  ///< the same for every retry, tab and replay of this firing
  std::size_t trigger = 0;
  std::size_t destination = 0;
  Instant time;  ///< of the event that fired it
  Text url;      ///< the destination's, its placeholders filled
  Text body;     ///< JSON in the destination's format; by default a CloudEvents 1.0 event
};

/// The messages of an outcome, by firing and then by destination. `state` is the visitor's right
/// after apply, `event` the one applied.
List<Message> messages(const Model& model, const State& state, const Event& event,
                       const Outcome& outcome);

/// Hash of (model id, visitor, trigger id, nth firing), 32 hexadecimal digits.
Text message_id(const Model& model, const State& state, const Firing& firing);

/// `{"id":...,"trigger":...,"destination":...,"url":...,"method":...,"contentType":...,
/// "headers":{...},"body":"..."}`: the request that a page makes of a message.
Text message_json(const Model& model, const Message& message);

/// `{"status":"scored","event":{...},"time":...,"hits":[...],...,"messages":[...]}`: all that a
/// page acts on. `wasm/kelvin.d.ts` names every member.
Text outcome_json(const Model& model, const State& state, const Event& event,
                  const Outcome& outcome);

/// `{"at":...,"visitor":...,"scores":{...},...}`; with `reasons`, `next` and `next_drop` where
/// asked.
struct ViewOptions {
  bool reasons = false;
};
Text view_json(const Model& model, const State& state, Instant at, ViewOptions options = {});

/// A line of `kelvin score`, without its end: the visitor at a time, forgotten where that has come.
/// `{"visitor":...,"at":"2026-03-31T00:00:00.000Z","scores":{...},"momentum":{...},"grade":...,
/// "segments":[...],"disqualified":[...],"events":...,"first":...,"last":...}`; `top` before
/// `grade` where the model has one.
Text score_json(const Model& model, const State& state, Instant at);

/// `[{"code":...,"at":...,"found":...,"fix":...}]`
Text errors_json(const Errors& errors);

}  // namespace kelvin
