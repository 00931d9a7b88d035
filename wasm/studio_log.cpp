#include "studio_log.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "flat.h"
#include "json/writer.h"
#include "kelvin/event_reader.h"
#include "kelvin/report.h"

namespace kelvin::studio {
namespace {

/// A visitor's messages, and what they come to by a time. The command line leaves out what is later
/// than that, and keeps the order of the log. Where that is the order of time, too, a later time
/// goes on where an earlier one ended; else it begins anew.
class Timeline {
 public:
  explicit Timeline(const Model& model) : model_(&model), visitor_(model) {}

  void add(Event event) {
    ordered_ = ordered_ && (events_.empty() || events_.back().time <= event.time);
    events_.push_back(std::move(event));
  }

  const Visitor& at(Instant until, Newest& newest) {
    if (!ordered_) {
      visitor_ = Visitor(*model_);
      next_ = 0;
    }
    for (; next_ < events_.size(); ++next_) {
      const Event& event = events_[next_];
      if (event.time > until) {
        if (ordered_) break;
      } else if (visitor_.takes(event)) {
        newest.applied(event, visitor_.apply(event));
      }
    }
    return visitor_;
  }

 private:
  const Model* model_;
  std::vector<Event> events_;
  bool ordered_ = true;
  std::size_t next_ = 0;
  Visitor visitor_;
};

using Timelines = std::map<Text, Timeline, std::less<>>;

/// What is the last that all have come to.
Instant newest_of(Timelines& timelines, Newest newest) {
  for (auto& [id, timeline] : timelines) timeline.at(kLatest, newest);
  return newest.value();
}

}  // namespace

void Newest::read(const Event& event) {
  if (event.type < EventType::kAlias) newest_ = std::max(newest_.value_or(event.time), event.time);
}

void Newest::applied(const Event& event, const Outcome& outcome) {
  if (event.type != EventType::kAlias || outcome.status != Outcome::Status::kScored) return;
  newest_ = std::max(newest_.value_or(event.time), event.time);
}

bool Visitor::takes(const Event& event) const {
  if (event.type == EventType::kIgnored) return false;
  return event.type != EventType::kAlias || (known_ && !is_ignored(*model_, state_, event));
}

const Outcome& Visitor::apply(const Event& event) {
  known_ = true;
  kelvin::apply(*model_, state_, event, outcome_);
  return outcome_;
}

Result<Text> read_log(const Model& model, std::string_view messages, const Take& take) {
  const auto items = items_of(messages);
  if (!items) {
    const auto other = document(messages);
    if (!other) return other.errors();
    return Error{"wrong_type", "", "no list", "give a list of messages"};
  }
  JsonWriter bad;
  bad.begin_array();
  EventReader reader(model);
  Event event;
  for (std::size_t i = 0; i < items->size(); ++i) {
    reader.begin(event);
    tell_item((*items)[i], reader);
    Errors errors;
    if (reader.finish(errors)) {
      take(event, (*items)[i]);
    } else {
      bad.begin_object().integer("index", static_cast<std::int64_t>(i));
      bad.key("errors").raw(errors_json(errors)).end_object();
    }
  }
  return bad.end_array().take();
}

Result<Scored> score_log(const Model& model, std::string_view messages, List<Instant> times) {
  Timelines timelines;
  Newest newest;
  auto bad = read_log(model, messages, [&](const Event& event, const char* /*message*/) {
    newest.read(event);
    const Text& visitor = event.visitor();
    auto at = timelines.find(visitor);
    if (at == timelines.end()) at = timelines.emplace(visitor, Timeline(model)).first;
    at->second.add(event);
  });
  if (!bad) return bad.errors();
  if (times.empty()) times.push_back(newest_of(timelines, newest));
  std::sort(times.begin(), times.end());
  JsonWriter lines;
  lines.begin_array();
  for (auto& [id, timeline] : timelines) {
    for (const Instant time : times) {
      const Visitor& visitor = timeline.at(time, newest);
      if (visitor.known()) lines.raw(score_json(model, visitor.state(), time));
    }
  }
  return Scored{lines.end_array().take(), std::move(*bad)};
}

}  // namespace kelvin::studio
