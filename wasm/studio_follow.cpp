#include "studio_follow.h"

#include <algorithm>
#include <optional>
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

/// Scores over time, as columns. What stays the same has two points, where it begins and ends.
class Line {
 public:
  explicit Line(std::size_t scores) : shown_(scores) {}

  void add(Instant at, const List<Points>& scores) {
    if (!at_.empty() && scores == last_) {
      still_ = at;
      return;
    }
    finish();
    append(at, scores);
    last_ = scores;
  }

  /// The end of what stays the same.
  void finish() {
    if (still_) append(*std::exchange(still_, std::nullopt), last_);
  }

  void write(JsonWriter& json) const {
    json.key("at").begin_array();
    for (const Instant at : at_) json.integer(at.ms);
    json.end_array().key("shown").begin_array();
    for (const auto& score : shown_) {
      json.begin_array();
      for (const Points points : score) json.points(points);
      json.end_array();
    }
    json.end_array();
  }

 private:
  void append(Instant at, const List<Points>& scores) {
    at_.push_back(at);
    for (std::size_t i = 0; i < shown_.size(); ++i) shown_[i].push_back(scores[i]);
  }

  std::vector<Instant> at_;
  std::vector<std::vector<Points>> shown_;  ///< as Model::scores
  List<Points> last_;
  std::optional<Instant> still_;
};

/// One visitor's way through their events.
class Way {
 public:
  Way(const Model& model, const Follow& ask, std::vector<const Event*> events)
      : model_(model),
        ask_(ask),
        visitor_(model),
        events_(std::move(events)),
        line_(model.scores.size()) {}

  void write(JsonWriter& json, const Text& id) {
    tells_ = std::find(ask_.events.begin(), ask_.events.end(), id) != ask_.events.end();
    go();
    json.begin_object().text("visitor", id);
    line_.write(json);
    json.key("stays").raw(stays_.end_array().take());
    write_marks(json);
    if (tells_) json.key("events").raw(told_.end_array().take());
    json.end_object();
  }

 private:
  enum Mark : std::int64_t { kNothing, kHit, kNews };

  void go() {
    const auto earlier = [](const Event* a, const Event* b) { return a->time < b->time; };
    const auto [first, last] = std::minmax_element(events_.begin(), events_.end(), earlier);
    next_ = (*first)->time;
    end_ = std::min(kLatest, (*last)->time + ask_.after);
    step_ = Duration{std::max<std::int64_t>(1, (end_.ms - next_.ms) / ask_.points)};
    stays_.begin_array();
    told_.begin_array();
    for (const Event* event : events_) {
      sample_until(event->time);
      if (visitor_.takes(*event)) pass(*event, visitor_.apply(*event));
    }
    sample_until(end_ + Duration{1});
    line_.finish();
  }

  void sample_until(Instant time) {
    for (; next_ < time; next_ = next_ + step_) {
      if (visitor_.known()) point(next_, snapshot_at(model_, visitor_.state(), next_));
    }
  }

  /// Segments and grade are told where they change.
  void point(Instant at, const Snapshot& now) {
    line_.add(at, now.scores);
    if (began_ && segments_ == now.segments && grade_ == now.grade) return;
    stays_.begin_object().integer("at", at.ms).key("segments").begin_array();
    for (std::size_t i = 0; i < now.segments.size(); ++i) {
      if (now.segments[i] != 0) stays_.text(model_.segments[i].id);
    }
    stays_.end_array().text("grade", now.grade).end_object();
    began_ = true;
    segments_ = now.segments;
    grade_ = now.grade;
  }

  void pass(const Event& event, const Outcome& outcome) {
    if (outcome.status != Outcome::Status::kScored) return;
    point(outcome.time, outcome.before);
    point(outcome.time, outcome.after);
    const bool news = !outcome.entered.empty() || !outcome.fired.empty();
    marked_.push_back(outcome.time);
    marks_.push_back(news ? kNews : outcome.hits.empty() ? kNothing : kHit);
    if (tells_) tell(event, outcome);
  }

  void tell(const Event& event, const Outcome& outcome) {
    told_.begin_object().integer("at", outcome.time.ms).text("name", event.name);
    told_.text_member("path", event.page.path).key("hits").begin_array();
    for (const Hit& hit : outcome.hits) {
      told_.begin_object().text("rule", model_.rules[hit.rule].id);
      told_.points("points", hit.points).end_object();
    }
    told_.end_array().key("scores").begin_array();
    for (const Points score : outcome.after.scores) told_.points(score);
    told_.end_array();
    ids("entered", outcome.entered);
    ids("left", outcome.left);
    told_.key("fired").begin_array();
    for (const Firing& firing : outcome.fired) told_.text(model_.triggers[firing.trigger].id);
    told_.end_array().end_object();
  }

  void ids(const char* name, const List<SegmentIndex>& segments) {
    told_.key(name).begin_array();
    for (const SegmentIndex i : segments) told_.text(model_.segments[i].id);
    told_.end_array();
  }

  void write_marks(JsonWriter& json) const {
    json.key("marked").begin_array();
    for (const Instant at : marked_) json.integer(at.ms);
    json.end_array().key("marks").begin_array();
    for (const Mark mark : marks_) json.integer(mark);
    json.end_array();
  }

  const Model& model_;
  const Follow& ask_;
  Visitor visitor_;
  std::vector<const Event*> events_;
  Instant next_, end_;
  Duration step_;
  Line line_;
  bool began_ = false, tells_ = false;
  List<std::uint8_t> segments_;  ///< where they were last told
  Text grade_;
  std::vector<Instant> marked_;
  std::vector<Mark> marks_;  ///< as marked_
  JsonWriter stays_, told_;
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
  if (const Value* events = ask->find("events")) {
    const Array* visitors = events->as_array();
    if (visitors == nullptr) return wrong("/events", *events, "give a list of visitors");
    for (const Value& one : *visitors) {
      if (one.as_text() == nullptr) return wrong("/events", one, "give a visitor's id as a text");
      out.events.push_back(*one.as_text());
    }
  }
  return out;
}

Text follow_log(const Model& model, Watched& watched, const Follow& ask) {
  const std::vector<Event>& events = watched.events(model);
  JsonWriter json;
  json.begin_object().key("ok").boolean(true).key("scores").begin_array();
  for (const auto& score : model.scores) json.text(score.id);
  json.end_array().key("visitors").begin_array();
  for (const auto& [id, places] : watched.visitors()) {
    std::vector<const Event*> own;
    own.reserve(places.size());
    for (const std::uint32_t place : places) own.push_back(&events[place]);
    Way(model, ask, std::move(own)).write(json, id);
  }
  return json.end_array().end_object().take();
}

}  // namespace kelvin::studio
