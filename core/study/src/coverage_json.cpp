// The report for programs.
#include "json/writer.h"
#include "kelvin/study/coverage.h"

namespace kelvin::study {
namespace {

void count(JsonWriter& json, const char* name, std::uint64_t n) {
  json.integer(name, static_cast<std::int64_t>(n));
}

void write_near(JsonWriter& json, const char* name, const std::vector<Near>& list) {
  json.key(name).begin_array();
  for (const Near& near : list) {
    json.begin_object().text("name", near.name);
    count(json, "count", near.count);
    json.end_object();
  }
  json.end_array();
}

void write_causes(JsonWriter& json, const std::vector<Cause>& causes) {
  json.key("causes").begin_array();
  for (const Cause& cause : causes) {
    json.begin_object().text("code", cause_code(cause.kind)).text("what", cause.what);
    json.text_member("detail", cause.detail);
    if (cause.of > 0) {
      count(json, "failed", cause.failed);
      count(json, "of", cause.of);
      json.text("unit", cause.unit);
    }
    if (!cause.nearest.empty()) {
      json.key("similar").boolean(cause.similar);
      write_near(json, "nearest", cause.nearest);
    }
    json.text("says", cause_words(cause)).end_object();
  }
  json.end_array();
}

void write_rules(JsonWriter& json, const Model& model, const CoverageReport& report) {
  json.key("rules").begin_array();
  for (const RuleCoverage& rule : report.rules) {
    const bool fact = model.rules[rule.rule].kind == Rule::Kind::kFact;
    json.begin_object().text("id", model.rules[rule.rule].id).text("at", rule.at);
    json.text("kind", fact ? "fact" : "event");
    count(json, "asked", rule.asked);
    count(json, "matches", rule.matches);
    count(json, "hits", rule.hits);
    count(json, "visitors", rule.visitors);
    if (!fact) json.points("points", rule.points);
    write_causes(json, rule.causes);
    json.end_object();
  }
  json.end_array();
}

void write_rest(JsonWriter& json, const Model& model, const CoverageReport& report) {
  json.key("segments").begin_array();
  for (SegmentIndex i = 0; i < report.segments.size(); ++i) {
    const SegmentCoverage& segment = report.segments[i];
    json.begin_object().text("id", model.segments[i].id).text("at", segment.at);
    count(json, "entered", segment.entered);
    count(json, "left", segment.left);
    count(json, "visitors", segment.visitors);
    write_causes(json, segment.causes);
    json.end_object();
  }
  json.end_array().key("triggers").begin_array();
  for (std::size_t i = 0; i < report.triggers.size(); ++i) {
    const TriggerCoverage& trigger = report.triggers[i];
    json.begin_object().text("id", model.triggers[i].id).text("at", trigger.at);
    count(json, "called", trigger.called);
    count(json, "fired", trigger.fired);
    write_causes(json, trigger.causes);
    json.end_object();
  }
  json.end_array().key("page_groups").begin_array();
  for (std::size_t i = 0; i < report.page_groups.size(); ++i) {
    const PageGroupCoverage& group = report.page_groups[i];
    json.begin_object().text("name", model.pages[i].name).text("at", group.at);
    count(json, "events", group.events);
    write_causes(json, group.causes);
    json.end_object();
  }
  json.end_array().key("scores").begin_array();
  for (ScoreIndex i = 0; i < report.scores.size(); ++i) {
    json.begin_object().text("id", model.scores[i].id);
    json.points("lowest", report.scores[i].first).points("highest", report.scores[i].second);
    json.end_object();
  }
  json.end_array();
}

void write_field(JsonWriter& json, const FieldCoverage& field) {
  const FieldSeen& seen = field.seen;
  json.begin_object().text("name", seen.path);
  count(json, "messages", seen.messages);
  json.key("used").boolean(field.used).key("types").begin_object();
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (seen.kinds[i] > 0) count(json, kKinds[i].data(), seen.kinds[i]);
  }
  json.end_object();
  if (seen.distinct <= kMaxValues) count(json, "distinct", seen.distinct);
  json.key("values").begin_array();
  for (const ValueSeen& value : seen.values) {
    json.begin_object().value("value", value.value);
    count(json, "count", value.count);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_log(JsonWriter& json, const CoverageReport& report) {
  json.key("log").begin_array();
  for (const EventCoverage& event : report.log) {
    json.begin_object().text("event", event.seen.name).text("type", event.seen.type);
    count(json, "messages", event.seen.messages);
    count(json, "visitors", event.seen.visitors);
    json.key("used").boolean(event.used).key("ignored").boolean(event.ignored);
    const bool traits = event.seen.type == "identify" || event.seen.type == "group";
    json.key(traits ? "traits" : "properties").begin_array();
    for (const FieldCoverage& field : event.fields) write_field(json, field);
    json.end_array().end_object();
  }
  json.end_array().key("pages").begin_array();
  for (const PathSeen& page : report.pages) {
    json.begin_object().text("glob", page.glob);
    count(json, "views", page.views);
    count(json, "visitors", page.visitors);
    count(json, "used", page.asked);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string coverage_json(const Model& model, const CoverageReport& report) {
  JsonWriter json;
  json.begin_object().key("model").begin_object();
  json.text("id", model.id).text("version", model.version).end_object();
  count(json, "events", report.events);
  count(json, "duplicates", report.duplicates);
  count(json, "ignored", report.ignored);
  count(json, "visitors", report.visitors);
  if (report.first) json.text("first", to_iso(*report.first));
  if (report.last) json.text("last", to_iso(*report.last));
  count(json, "never_matched", report.never_matched());
  write_rules(json, model, report);
  write_rest(json, model, report);
  write_near(json, "channels", report.channels);
  write_log(json, report);
  json.key("beyond").begin_object();
  count(json, "events", report.unnamed_events);
  count(json, "fields", report.unnamed_fields);
  count(json, "views", report.ungrouped_views);
  json.end_object().end_object();
  return json.take();
}

}  // namespace kelvin::study
