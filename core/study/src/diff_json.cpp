// The report for programs.
#include "figures.h"
#include "kelvin/study/diff.h"

namespace kelvin::study {
namespace {

void write_moves(JsonWriter& json, const char* name, const Moves& moves) {
  json.key(name).begin_array();
  for (const auto& [way, count] : moves) {
    json.begin_object().text("from", way.first.c_str()).text("to", way.second.c_str());
    json_count(json, "visitors", count);
    json.end_object();
  }
  json.end_array();
}

void write_members(JsonWriter& json, const char* name, const std::vector<Membership>& members,
                   double weeks, bool fires) {
  json.key(name).begin_array();
  for (const Membership& member : members) {
    json.begin_object().text("id", member.id.c_str());
    json.key("in_old").boolean(member.in_old).key("in_new").boolean(member.in_new);
    json_count(json, "both", member.both);
    json_count(json, "only_old", member.only_old);
    json_count(json, "only_new", member.only_new);
    if (fires) {
      json_count(json, "times_old", member.times_old);
      json_count(json, "times_new", member.times_new);
      if (weeks > 0) {
        json_figure(json, "per_week_old", static_cast<double>(member.times_old) / weeks);
        json_figure(json, "per_week_new", static_cast<double>(member.times_new) / weeks);
      }
    }
    json.end_object();
  }
  json.end_array();
}

void write_shift(JsonWriter& json, const ScoreShift& shift) {
  json.begin_object().text("id", shift.id.c_str());
  json_figure(json, "mean_old", shift.mean_old);
  json_figure(json, "mean_new", shift.mean_new);
  json_count(json, "up", shift.up);
  json_count(json, "down", shift.down);
  json_count(json, "same", shift.same);
  json_figure(json, "least", shift.least);
  json_figure(json, "low", shift.low);
  json_figure(json, "middle", shift.middle);
  json_figure(json, "high", shift.high);
  json_figure(json, "most", shift.most);
  json.end_object();
}

void write_largest(JsonWriter& json, const std::vector<LargeMove>& moves) {
  json.key("largest").begin_array();
  for (const LargeMove& move : moves) {
    json.begin_object().text("visitor", move.visitor.c_str());
    json.points("before", move.before).points("after", move.after).key("reasons").begin_array();
    for (const ReasonShift& shift : move.reasons) {
      json.begin_object().text("rule", shift.rule.c_str());
      json.points("before", shift.before).points("after", shift.after).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace

std::string diff_json(const Model& old_model, const Model& new_model, const DiffReport& report) {
  JsonWriter json;
  json.begin_object().text("old", old_model.id + " " + old_model.version);
  json.text("new", new_model.id + " " + new_model.version);
  json_count(json, "visitors", report.visitors);
  json_count(json, "unchanged", report.unchanged);
  json_figure(json, "weeks", report.weeks);
  json.text("main", report.main.c_str()).key("scores").begin_array();
  for (const ScoreShift& shift : report.scores) write_shift(json, shift);
  json.end_array();
  json_names(json, "scores_gone", report.scores_gone);
  json_names(json, "scores_new", report.scores_new);
  write_members(json, "segments", report.segments, report.weeks, false);
  write_members(json, "triggers", report.triggers, report.weeks, true);
  write_moves(json, "between_segments", report.between_segments);
  write_moves(json, "between_grades", report.between_grades);
  write_largest(json, report.largest);
  json.key("reached").begin_array();
  for (const Reach& reach : report.reached) {
    json.begin_object();
    json_figure(json, "score", reach.score);
    json_figure(json, "old", reach.before);
    json_figure(json, "new", reach.after);
    json.end_object();
  }
  json.end_array();
  if (report.areas) {
    json.key("areas").begin_object();
    json_count(json, "visitors", report.judged);
    json_count(json, "converted", report.converted);
    json_figure(json, "old", report.areas->b);
    json_figure(json, "new", report.areas->a);
    json_figure(json, "difference", report.areas->a - report.areas->b);
    json_figure(json, "difference_interval", report.areas->interval);
    json.end_object();
  }
  json.end_object();
  return json.take();
}

}  // namespace kelvin::study
