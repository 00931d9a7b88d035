// The studio's own part of the door: what those who write a model ask, and no page does. Each call
// but `watch` and the last is given the model's source, answers what the command line prints for
// programs, and keeps nothing. studio.d.ts is its manual.
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
#include "studio_diff.h"
#include "studio_follow.h"
#include "studio_log.h"

namespace {

using namespace kelvin;

Text checked(const Text& flat, bool test) {
  const auto source = read_source(flat);
  if (source) return checked_json(check(*source, test));
  Checked out;
  out.errors = source.errors();
  return checked_json(out);
}

Text door_check(const Text& source) {
  return checked(source, false);
}
Text door_run_tests(const Text& source) {
  return checked(source, true);
}

Result<Model> compile_source(const Text& flat) {
  const auto source = read_source(flat);
  if (!source) return source.errors();
  return compile(*source);
}

Text door_describe(const Text& flat) {
  const auto source = read_source(flat);
  if (!source) return refused(source.errors());
  const Checked checked = check(*source, false);
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
  const auto model = compile_source(source);
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
  const auto model = compile_source(source);
  if (!model) return refused(model.errors());
  study::Survey survey;
  survey.keep(study::names_asked(*model));
  study::SurveyReader reader(survey);
  const study::PagesAsked pages(*model);
  study::Coverage coverage(*model);
  std::map<Text, studio::Visitor, std::less<>> visitors;
  const auto bad = studio::read_log(*model, messages, [&](Event& event, const char* message) {
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
  const auto model = compile_source(source);
  if (!model) return refused(model.errors());
  const auto asked = asked_of(who);
  if (!asked) return refused(asked.errors());
  studio::Visitor visitor(*model);
  studio::Newest newest;
  const auto bad = studio::read_log(*model, messages, [&](Event& event, const char* /*message*/) {
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

/// What `follow` goes through: kept as it came, so that a number that is dragged costs no reading.
Text& watched() {
  static Text messages;
  return messages;
}

Text door_watch(const Text& messages) {
  const auto items = items_of(messages);
  if (!items) {
    const auto other = document(messages);
    if (!other) return refused(other.errors());
    Errors errors;
    errors.push_back({"wrong_type", "", "no list", "give a list of messages"});
    return refused(errors);
  }
  watched() = messages;
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  return json.integer("messages", static_cast<std::int64_t>(items->size())).end_object().take();
}

Text door_follow(const Text& source, const Text& ask) {
  const auto model = compile_source(source);
  if (!model) return refused(model.errors());
  const auto asked = studio::follow_ask(ask);
  if (!asked) return refused(asked.errors());
  const auto followed = studio::follow_log(*model, watched(), *asked);
  if (!followed) return refused(followed.errors());
  return *followed;
}

/// `kelvin diff --json` of the messages kept by `watch`.
Text door_diff(const Text& source, const Text& against) {
  const auto old_model = compile_source(source);
  if (!old_model) return refused(old_model.errors());
  const auto new_model = compile_source(against);
  if (!new_model) return refused(new_model.errors());
  const auto compared = studio::diff_log(*old_model, *new_model, watched());
  return compared ? *compared : refused(compared.errors());
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
  emscripten::function("watch", &door_watch);
  emscripten::function("follow", &door_follow);
  emscripten::function("diff", &door_diff);
  emscripten::function("saveExchange", &door_save_exchange);
}
