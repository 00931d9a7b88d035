#include "report/experience.h"

#include "base/hash.h"

namespace kelvin {

bool is_held(const Model& model, const Experience& experience, const Text& visitor) {
  if (experience.holdout <= 0) return false;
  if (visitor.empty()) return true;
  JsonWriter json;
  json.begin_array().text(model.id).text(experience.id).text(visitor).end_array();
  // The upper 53 bits: a double holds each of them.
  const auto bits = static_cast<double>(hash_bytes(json.take(), 3) >> 11);
  return bits / 9007199254740992.0 < experience.holdout;
}

void write_experiences(JsonWriter& json, const Model& model, const State& state,
                       const Snapshot& now) {
  json.begin_array();
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    const ExperienceNow standing = experience_now(model, state, i, now);
    if (standing == ExperienceNow::kOff) continue;
    const Experience& experience = model.experiences[i];
    json.begin_object().text("id", experience.id).text("at", experience.at);
    json.value("set", experience.set).key("held");
    json.boolean(is_held(model, experience, state.visitor));
    if (standing == ExperienceNow::kSpent) json.key("spent").boolean(true);
    json.end_object();
  }
  json.end_array();
}

void write_exposures(JsonWriter& json, const Model& model, const State& state) {
  if (model.experiences.empty()) return;
  json.key("exposures").begin_object();
  for (std::size_t i = 0; i < model.experiences.size(); ++i) {
    const Experience& experience = model.experiences[i];
    if (state.exposures[i].seen == 0) continue;
    json.key(experience.id).begin_object().integer("seen", state.exposures[i].seen);
    json.key("held").boolean(is_held(model, experience, state.visitor)).end_object();
  }
  json.end_object();
}

void write_holdout(JsonWriter& json, const Model& model, const State& state) {
  json.begin_object();
  for (const Experience& experience : model.experiences) {
    if (experience.holdout <= 0) continue;
    json.key(experience.id).text(is_held(model, experience, state.visitor) ? "held" : "shown");
  }
  json.end_object();
}

}  // namespace kelvin
