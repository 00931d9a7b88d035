// The core's verbs on JSON text.
#include "diagnose/problems.h"
#include "kelvin/event_reader.h"
#include "kelvin/json.h"

namespace kelvin {

Result<Event> read_event_text(const Model& model, std::string_view json) {
  if (auto error = too_long_event(json.size())) return *std::move(error);
  auto event = std::make_unique<Event>();
  EventReader reader(model);
  reader.begin(*event);
  if (auto error = read_json(json, reader)) return *std::move(error);
  Errors errors;
  if (!reader.finish(errors)) return errors;
  return event;
}

Result<Model> compile_text(std::string_view json) {
  if (auto error = too_long_model(json.size())) return *std::move(error);
  const auto document = parse_json(json);
  if (!document) return document.errors();
  return compile(*document);
}

Result<Model> unpack_text(std::string_view json) {
  if (auto error = too_long_packed(json.size())) return *std::move(error);
  auto document = parse_json(json);
  if (!document) return document.errors();
  return unpack(std::move(*document));
}

Result<Restored> restore_text(const Model& model, std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return document.errors();
  return restore(model, *document);
}

Result<Journeys> read_journeys_text(const Model& model, std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return document.errors();
  return read_journeys(model, *document);
}

Result<Text> minify_text(std::string_view json) {
  if (auto error = too_long_model(json.size())) return *std::move(error);
  const auto document = parse_json(json);
  if (!document) return document.errors();
  return minify(*document);
}

}  // namespace kelvin
