#include "studio_follow.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "flat.h"
#include "json/writer.h"
#include "kelvin/kelvin.h"
#include "studio_log.h"

namespace kelvin::studio {
namespace {

/// The visitor's snapshot, forgotten where that has come, as `kelvin score` reads it.
Snapshot snapshot_at(const Model& model, const State& state, Instant at) {
  return is_forgotten(model, state, at) ? view(model, forgotten(model, state), at)
                                        : view(model, state, at);
}

void write_scores(JsonWriter& json, const List<Points>& scores) {
  json.begin_array();
  for (const Points score : scores) json.points(score);
  json.end_array();
}

/// One visitor's way through their events.
class Way {
 public:
  Way(const Model& model, const Follow& ask) : model_(model), ask_(ask), visitor_(model) {}

  void add(Event event) { events_.push_back(std::move(event)); }

  void write(JsonWriter& json, const Text& id) {
    if (events_.empty()) return;
    begin();
    for (const Event& event : events_) {
      sample_until(event.time);
      if (visitor_.takes(event)) pass(event, visitor_.apply(event));
    }
    sample_until(end_ + Duration{1});
    json.begin_object().text("visitor", id);
    json.key("events").raw(happened_.end_array().take());
    json.key("line").raw(line_.end_array().take()).end_object();
  }

 private:
  void begin() {
    const auto earlier = [](const Event& a, const Event& b) { return a.time < b.time; };
    const auto [first, last] = std::minmax_element(events_.begin(), events_.end(), earlier);
    next_ = first->time;
    end_ = std::min(kLatest, last->time + ask_.after);
    step_ = Duration{std::max<std::int64_t>(1, (end_.ms - next_.ms) / ask_.points)};
    line_.begin_array();
    happened_.begin_array();
  }

  void sample_until(Instant time) {
    for (; next_ < time; next_ = next_ + step_) {
      if (visitor_.known()) point(next_, snapshot_at(model_, visitor_.state(), next_));
    }
  }

  /// Segments and grade are told where they change.
  void point(Instant at, const Snapshot& now) {
    line_.begin_object().integer("at", at.ms).key("scores");
    write_scores(line_, now.scores);
    if (!told_ || told_->segments != now.segments) {
      line_.key("segments").begin_array();
      for (std::size_t i = 0; i < now.segments.size(); ++i) {
        if (now.segments[i] != 0) line_.text(model_.segments[i].id);
      }
      line_.end_array();
    }
    if (!told_ || told_->grade != now.grade) line_.text("grade", now.grade);
    line_.end_object();
    told_ = now;
  }

  void pass(const Event& event, const Outcome& outcome) {
    if (outcome.status != Outcome::Status::kScored) return;
    const bool moved = outcome.before.scores != outcome.after.scores ||
                       outcome.before.segments != outcome.after.segments;
    if (moved || !told_) point(outcome.time, outcome.before);
    point(outcome.time, outcome.after);
    happened_.begin_object().integer("at", outcome.time.ms).text("name", event.name);
    happened_.text_member("path", event.page.path).key("hits").begin_array();
    for (const Hit& hit : outcome.hits) {
      happened_.begin_object().text("rule", model_.rules[hit.rule].id);
      happened_.points("points", hit.points).end_object();
    }
    happened_.end_array();
    write_scores(happened_.key("scores"), outcome.after.scores);
    ids("entered", outcome.entered);
    ids("left", outcome.left);
    happened_.key("fired").begin_array();
    for (const Firing& firing : outcome.fired) happened_.text(model_.triggers[firing.trigger].id);
    happened_.end_array().end_object();
  }

  void ids(const char* name, const List<SegmentIndex>& segments) {
    happened_.key(name).begin_array();
    for (const SegmentIndex i : segments) happened_.text(model_.segments[i].id);
    happened_.end_array();
  }

  const Model& model_;
  const Follow& ask_;
  Visitor visitor_;
  std::vector<Event> events_;
  Instant next_, end_;
  Duration step_;
  std::optional<Snapshot> told_;
  JsonWriter line_, happened_;
};

Error wrong(const char* at, const Value& found, const char* fix) {
  return {"wrong_type", at, to_json(found), fix};
}

}  // namespace

Result<Follow> follow_ask(const Text& flat) {
  const auto ask = document(flat);
  if (!ask) return ask.errors();
  Follow out;
  if (const Value* points = ask->find("points")) {
    const double* n = points->as_number();
    if (n == nullptr || !(*n >= 1 && *n <= 10'000)) {
      return wrong("/points", *points, "give a number of samples, from 1 to 10,000");
    }
    out.points = static_cast<std::int64_t>(*n);
  }
  if (const Value* after = ask->find("after")) {
    const double* ms = after->as_number();
    if (ms == nullptr || !(*ms >= 0 && *ms <= 1e14)) {
      return wrong("/after", *after, "give milliseconds, 0 or more");
    }
    out.after = Duration{static_cast<std::int64_t>(*ms)};
  }
  return out;
}

Result<Text> follow_log(const Model& model, std::string_view messages, const Follow& ask) {
  std::map<Text, Way, std::less<>> ways;
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("scores").begin_array();
  for (const auto& score : model.scores) json.text(score.id);
  json.end_array();
  Text bad = "[]";
  if (!messages.empty()) {
    auto read = read_log(model, messages, [&](Event& event, const char* /*message*/) {
      ways.try_emplace(event.visitor(), model, ask).first->second.add(event);
    });
    if (!read) return read.errors();
    bad = std::move(*read);
  }
  json.key("visitors").begin_array();
  for (auto& [id, way] : ways) way.write(json, id);
  return json.end_array().key("bad").raw(bad).end_object().take();
}

}  // namespace kelvin::studio
