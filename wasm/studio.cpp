// The studio's own part of the door: what those who write a model ask, and no page does. Each call
// but the last is given the model's source, and answers what the command line prints for programs.
// studio.d.ts is its manual.
#include <emscripten/bind.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "answers.h"
#include "door.h"
#include "embind_text.h"
#include "flat.h"
#include "json/writer.h"
#include "kelvin/check.h"
#include "kelvin/journey.h"
#include "kelvin/lint.h"
#include "kelvin/report.h"
#include "kelvin/study/coverage.h"
#include "read_model.h"
#include "studio_door.h"
#include "studio_log.h"

namespace {

using namespace kelvin;

/// Kept until another source is asked about: it is checked, and told in sentences.
const Checked& checked_source(const Text& flat, bool test) {
  static Text last;
  static bool tested = false;
  static Checked checked;
  if (flat == last && test == tested) return checked;
  const auto source = read_source(flat);
  checked = source ? check(*source, test) : Checked();
  if (!source) checked.errors = source.errors();
  last = std::string_view(flat);
  tested = test;
  return checked;
}

Text door_check(const Text& source) {
  return checked_json(checked_source(source, false));
}
Text door_run_tests(const Text& source) {
  return checked_json(checked_source(source, true));
}

/// Goes through the messages of a call, or, where it gives none, through those that are watched.
Result<Text> go_through(const Model& model, const Text& messages, const studio::Take& take) {
  if (text_size(messages) > 0) return studio::read_log(model, messages, take);
  studio::Watched& watched = studio::watched();
  const auto& events = watched.events(model);
  for (std::size_t i = 0; i < events.size(); ++i) take(events[i], watched.messages()[i]);
  return Text("[]");
}

Text door_describe(const Text& source) {
  const Checked& checked = checked_source(source, true);
  if (!checked.errors.empty()) return refused(checked.errors);
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).text("text", describe(*checked.model));
  return json.end_object().take();
}

/// A time as `--at` reads it.
Result<Instant> moment_of(const Value& value, const Text& at) {
  std::optional<Instant> time;
  if (const double* ms = value.as_number()) time = instant_of(*ms);
  if (const Text* text = value.as_text()) time = parse_time(*text);
  if (time) return *time;
  return Error{"bad_time", at, to_json(value),
               "give a time with its offset, 2026-03-01T10:00:00Z, or milliseconds since 1970"};
}

Result<List<Instant>> moments_of(const Text& flat) {
  const auto list = document(flat);
  if (!list) return list.errors();
  const Array* items = list->as_array();
  if (items == nullptr) return Error{"wrong_type", "", "no list", "give a list of times"};
  List<Instant> times;
  for (const Value& item : *items) {
    const auto time = moment_of(item, "/" + Text(std::to_string(times.size())));
    if (!time) return time.errors();
    times.push_back(*time);
  }
  return times;
}

Text door_score_all(const Text& source, const Text& messages, const Text& at) {
  const auto& model = studio::compiled(source);
  if (!model) return refused(model.errors());
  const auto times = moments_of(at);
  if (!times) return refused(times.errors());
  const auto scored = studio::score_log(*model, messages, *times);
  if (!scored) return refused(scored.errors());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("lines").raw(scored->lines);
  return json.key("bad").raw(scored->bad).end_object().take();
}

Text door_coverage(const Text& source, const Text& messages) {
  const auto& model = studio::compiled(source);
  if (!model) return refused(model.errors());
  study::Survey survey;
  survey.keep(study::names_asked(*model));
  study::SurveyReader reader(survey);
  const study::PagesAsked pages(*model);
  study::Coverage coverage(*model);
  std::map<Text, studio::Visitor, std::less<>> visitors;
  const auto bad = go_through(*model, messages, [&](const Event& event, const char* message) {
    tell_item(message, reader);
    reader.finish(event.visitor(), pages.asks_for(event));
    auto at = visitors.find(event.visitor());
    const studio::Visitor nobody(*model);
    if (!(at == visitors.end() ? nobody : at->second).takes(event)) return;
    if (at == visitors.end()) at = visitors.emplace(event.visitor(), nobody).first;
    studio::Visitor& visitor = at->second;
    coverage.before(visitor.state(), event);
    const Outcome& outcome = visitor.apply(event);
    coverage.after(visitor.state(), event, outcome);
  });
  if (!bad) return refused(bad.errors());
  for (const auto& [id, visitor] : visitors) coverage.conclude(visitor.state());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("coverage");
  json.raw(study::coverage_json(*model, coverage.report(survey.report())));
  return json.key("bad").raw(*bad).end_object().take();
}

/// Whom `explainVisitor` is asked about, and when: `{"visitor": ..., "at": ...}`.
struct Asked {
  Text visitor;
  std::optional<Instant> at;
};
Result<Asked> asked_of(const Text& flat) {
  const auto ask = document(flat);
  if (!ask) return ask.errors();
  const Value* who = ask->find("visitor");
  if (who == nullptr || who->as_text() == nullptr) {
    return Error{"wrong_type", "/visitor", who != nullptr ? to_json(*who) : "nothing",
                 "give the visitor's id as a text"};
  }
  Asked out{*who->as_text(), std::nullopt};
  const Value* at = ask->find("at");
  if (at == nullptr || at->is_null()) return out;
  const auto time = moment_of(*at, "/at");
  if (!time) return time.errors();
  out.at = *time;
  return out;
}

Text door_explain_visitor(const Text& source, const Text& messages, const Text& who) {
  const auto& model = studio::compiled(source);
  if (!model) return refused(model.errors());
  const auto asked = asked_of(who);
  if (!asked) return refused(asked.errors());
  studio::Visitor visitor(*model);
  studio::Newest newest;
  const auto bad = go_through(*model, messages, [&](const Event& event, const char* /*message*/) {
    if (asked->at && event.time > *asked->at) return;
    newest.read(event);
    if (event.visitor() == asked->visitor && visitor.takes(event)) {
      newest.applied(event, visitor.apply(event));
    }
  });
  if (!bad) return refused(bad.errors());
  if (!visitor.known()) {
    Errors errors;
    errors.push_back({"no_visitor", "/visitor", asked->visitor,
                      "no message up to that time is of this visitor"});
    return refused(errors);
  }
  const Instant at = asked->at.value_or(newest.value());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("view");
  json.raw(view_json(*model, visitor.state(), at, {.reasons = true}));
  return json.key("bad").raw(*bad).end_object().take();
}

Text door_journeys(const Text& flat) {
  const auto source = read_source(flat);
  if (!source) return refused(source.errors());
  const auto model = compile(*source);
  if (!model) return refused(model.errors());
  const auto journeys = read_journeys(*model, *source);
  if (!journeys) return refused(journeys.errors());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("journeys").begin_array();
  const auto messages = journey_messages(*model, *journeys);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    json.begin_object().text("name", (*journeys)[i].name).key("messages").begin_array();
    for (const Value& message : messages[i]) json.value(message);
    json.end_array().end_object();
  }
  return json.end_array().end_object().take();
}

/// The exchange form of the one visitor's state.
Text door_save_exchange() {
  return model_here() != nullptr ? save(*model_here(), visitor_here()) : "";
}

}  // namespace

EMSCRIPTEN_BINDINGS(kelvin_studio) {
  emscripten::function("check", &door_check);
  emscripten::function("runTests", &door_run_tests);
  emscripten::function("describe", &door_describe);
  emscripten::function("scoreAll", &door_score_all);
  emscripten::function("coverage", &door_coverage);
  emscripten::function("explainVisitor", &door_explain_visitor);
  emscripten::function("journeys", &door_journeys);
  emscripten::function("saveExchange", &door_save_exchange);
}
