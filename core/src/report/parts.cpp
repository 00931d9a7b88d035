#include "report/parts.h"

namespace kelvin {

void write_points(JsonWriter& json, const Model& model, const List<Points>& by_score) {
  json.begin_object();
  for (ScoreIndex i = 0; i < by_score.size(); ++i) json.key(model.scores[i].id).points(by_score[i]);
  json.end_object();
}

void write_top(JsonWriter& json, const Model& model, const Snapshot& snapshot) {
  if (model.top.empty()) return;
  json.key("top").begin_object();
  for (std::size_t i = 0; i < model.top.size(); ++i) {
    json.key(model.top[i].id).text(top_id(model, snapshot, i));
  }
  json.end_object();
}

void write_segments(JsonWriter& json, const Model& model, const List<std::uint8_t>& in) {
  json.begin_array();
  for (SegmentIndex i = 0; i < in.size(); ++i) {
    if (in[i] != 0) json.text(model.segments[i].id);
  }
  json.end_array();
}

void write_segment_ids(JsonWriter& json, const Model& model, const List<SegmentIndex>& ids) {
  json.begin_array();
  for (const SegmentIndex i : ids) json.text(model.segments[i].id);
  json.end_array();
}

void write_rule_ids(JsonWriter& json, const Model& model, const List<RuleIndex>& ids) {
  json.begin_array();
  for (const RuleIndex i : ids) json.text(model.rules[i].id);
  json.end_array();
}

void write_snapshot(JsonWriter& json, const Model& model, const Snapshot& snapshot) {
  write_points(json.key("scores"), model, snapshot.scores);
  write_points(json.key("momentum"), model, snapshot.momentum);
  write_top(json, model, snapshot);
  json.text("grade", snapshot.grade);
  write_segments(json.key("segments"), model, snapshot.segments);
  write_rule_ids(json.key("disqualified"), model, snapshot.disqualified);
}

void write_campaign(JsonWriter& json, const Campaign& campaign) {
  json.begin_object();
  for (const CampaignMember& member : kCampaignMembers) {
    json.text_member(member.name, campaign.*member.text);
  }
  json.end_object();
}

void write_seconds(JsonWriter& json, Duration d) {
  json.number(static_cast<double>(d.ms) / 1000);
}

}  // namespace kelvin
