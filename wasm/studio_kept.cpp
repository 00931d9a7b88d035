// The studio's door, its other part: messages and labels that are kept, and what a model that
// changes makes of them. studio.d.ts is its manual.
#include <emscripten/bind.h>

#include <memory>
#include <utility>

#include "answers.h"
#include "embind_text.h"
#include "flat.h"
#include "json/writer.h"
#include "read_model.h"
#include "studio_calibrate.h"
#include "studio_diff.h"
#include "studio_door.h"
#include "studio_follow.h"

namespace kelvin::studio {
namespace {

Result<Model> compile_source(const Text& flat) {
  const auto source = read_source(flat);
  if (!source) return source.errors();
  return compile(*source);
}

struct Kept {
  Text source;
  std::unique_ptr<Result<Model>> model;
};

}  // namespace

const Result<Model>& compiled(const Text& source) {
  static Kept newest, other;
  if (newest.model && newest.source == source) return *newest.model;
  std::swap(newest, other);
  if (!newest.model || newest.source != source) {
    newest.model = std::make_unique<Result<Model>>(compile_source(source));
    newest.source = std::string_view(source);
  }
  return *newest.model;
}

Watched& watched() {
  static Watched messages;
  return messages;
}

}  // namespace kelvin::studio

namespace {

using namespace kelvin;

study::Labels& labels_here() {
  static study::Labels labels;
  return labels;
}

Text door_watch_more(const Text& messages) {
  const auto bad = studio::watched().add(messages);
  if (!bad) return refused(bad.errors());
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.integer("messages", static_cast<std::int64_t>(studio::watched().messages().size()));
  return json.key("bad").raw(*bad).end_object().take();
}

Text door_watch(const Text& messages) {
  studio::watched().clear();
  return door_watch_more(messages);
}

/// `{"visitor":"v","most":1000}`, or `{"most":12}` where nobody is asked for.
struct Asked {
  Text visitor;
  std::size_t most = 0;
};
Result<Asked> asked_of(const Text& flat) {
  const auto ask = document(flat);
  if (!ask) return ask.errors();
  const Value* most = ask->find("most");
  const double* number = most != nullptr ? most->as_number() : nullptr;
  if (number == nullptr || !(*number >= 1 && *number <= 1e6)) {
    return Error{"wrong_type", "/most", most != nullptr ? to_json(*most) : "nothing",
                 "give a number, from 1 to 1,000,000"};
  }
  Asked out;
  out.most = static_cast<std::size_t>(*number);
  const Value* visitor = ask->find("visitor");
  if (visitor != nullptr && visitor->as_text() != nullptr) out.visitor = *visitor->as_text();
  return out;
}

Text door_busiest(const Text& ask) {
  const auto asked = asked_of(ask);
  return asked ? studio::busiest_json(studio::watched(), asked->most) : refused(asked.errors());
}

Text door_messages_of(const Text& ask) {
  const auto asked = asked_of(ask);
  if (!asked) return refused(asked.errors());
  return studio::messages_json(studio::watched(), asked->visitor, asked->most);
}

Text door_follow(const Text& source, const Text& ask) {
  const auto& model = studio::compiled(source);
  if (!model) return refused(model.errors());
  const auto asked = studio::follow_ask(ask);
  if (!asked) return refused(asked.errors());
  return studio::follow_log(*model, studio::watched(), *asked);
}

Text door_diff(const Text& source, const Text& against) {
  const auto& old_model = studio::compiled(source);
  if (!old_model) return refused(old_model.errors());
  const auto& new_model = studio::compiled(against);
  if (!new_model) return refused(new_model.errors());
  const auto compared = studio::diff_log(*old_model, *new_model, studio::watched());
  return compared ? *compared : refused(compared.errors());
}

Text door_label(const Text& labels) {
  const auto bad = studio::read_labels(labels, labels_here());
  if (!bad) return refused(bad.errors());
  const study::Labels& kept = labels_here();
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.integer("labels", static_cast<std::int64_t>(kept.size()));
  json.integer("converted", static_cast<std::int64_t>(kept.converted()));
  return json.key("bad").raw(*bad).end_object().take();
}

Text door_calibrate(const Text& source) {
  const auto& model = studio::compiled(source);
  if (!model) return refused(model.errors());
  return studio::calibrate_log(*model, studio::watched(), labels_here());
}

}  // namespace

EMSCRIPTEN_BINDINGS(kelvin_studio_kept) {
  emscripten::function("watch", &door_watch);
  emscripten::function("watchMore", &door_watch_more);
  emscripten::function("busiest", &door_busiest);
  emscripten::function("messagesOf", &door_messages_of);
  emscripten::function("follow", &door_follow);
  emscripten::function("diff", &door_diff);
  emscripten::function("label", &door_label);
  emscripten::function("calibrate", &door_calibrate);
}
