// The form of a model's tests: their text to steps, or every mistake in it.
#include <algorithm>
#include <utility>

#include "compile/compiler.h"
#include "journey/read_expected.h"
#include "json/number_text.h"
#include "kelvin/journey.h"

namespace kelvin {
namespace {

constexpr std::int64_t kMostTimes = 1000;
constexpr Instant kUsualStart{1'767'603'600'000};  // 2026-01-05T09:00:00Z, a Monday
constexpr const char* kSomebody = "somebody";

/// The events that a step may make, with what may stand beside each.
struct KnownStep {
  const char* name;
  const char* keys;
};
constexpr KnownStep kSteps[] = {
    {"page", "page title referrer campaign who times every"},
    {"track", "track properties who times every"},
    {"identify", "identify who times every"},
    {"group", "group traits who times every"},
    {"event", "event who times every"},
    {"wait", "wait"},
    {"expect", "expect who"},
};

class JourneyReader {
 public:
  JourneyReader(const Model& model, const Value& document) : model_(model), problems_(document) {}

  Journeys read_all(const Value& tests) {
    Journeys out;
    for (const Value& test : read_list(problems_, tests)) {
      at_ = "/tests" + pointer_step(integer_text(out.size())) + "/steps";
      read_test(test, out.emplace_back());
    }
    if (events_ > kMaxJourneyEvents) {
      problems_.add("too_many", tests, joined("", static_cast<std::size_t>(events_), " events"),
                    joined("at most ", static_cast<std::size_t>(kMaxJourneyEvents)));
    }
    return out;
  }

  Problems& problems() { return problems_; }

 private:
  void read_test(const Value& value, Journey& out) {
    Members test(problems_, value, "name start steps");
    if (test.need("name") != nullptr) out.name = test.text("name");
    out.start = kUsualStart;
    if (const Value* start = test.get("start")) read_start(*start, out.start);
    const Value* steps = test.need("steps");
    if (steps == nullptr) return;
    const auto items = read_list(problems_, *steps);
    if (items.empty() && steps->as_array() != nullptr) {
      problems_.add("bad_value", *steps, "give at least one step");
    }
    for (const Value& item : items) {
      const Text number = integer_text(out.steps.size());
      Step& step = out.steps.emplace_back();
      step.at = at_ + pointer_step(number);
      read_step(item, step);
    }
  }

  void read_start(const Value& value, Instant& out) {
    const Text* text = read_text(problems_, value);
    if (text == nullptr) return;
    if (const auto start = parse_instant(*text)) {
      out = *start;
    } else {
      problems_.add("bad_time", value, "write a time with its offset: 2026-03-01T10:00:00Z");
    }
  }

  void read_step(const Value& value, Step& out) {
    const KnownStep* known = nullptr;
    for (const KnownStep& step : kSteps) {
      if (value.find(step.name) == nullptr) continue;
      if (known != nullptr) {
        return problems_.add("conflict", value, joined(known->name, Text(" and "), step.name),
                             "a step does one thing: make it two steps");
      }
      known = &step;
    }
    if (known == nullptr) return refuse_step(value);
    Members step(problems_, value, known->keys);
    out.who = step.has("who") ? step.text("who") : kSomebody;
    if (out.who.empty()) problems_.add("bad_value", *step.get("who"), "name somebody");
    const std::string_view name = known->name;
    if (name == "wait") {
      out.apart = step.duration("wait").value_or(kSecond);
    } else if (name == "expect") {
      out.kind = Step::Kind::kExpect;
      out.expected = read_expected(model_, problems_, *step.get("expect"), out.at + "/expect");
    } else {
      out.kind = Step::Kind::kEvent;
      read_event_step(name, step, out);
    }
  }

  void refuse_step(const Value& value) {
    if (value.as_object() == nullptr) {
      return problems_.add("wrong_type", value, "make it an object: {\"page\": \"/pricing\"}");
    }
    Names names;
    for (const KnownStep& step : kSteps) names.emplace_back(step.name);
    if (value.as_object()->empty()) return problems_.add("bad_value", value, suggest("", names));
    const auto& [name, first] = value.as_object()->front();
    problems_.add("unknown_key", first, name, suggest(name, names));
  }

  void read_event_step(std::string_view name, Members& step, Step& out) {
    if (const Value* times = step.get("times")) {
      out.times = read_count(problems_, *times, kMostTimes).value_or(1);
    }
    events_ += out.times;
    if (const Value* every = step.get("every")) {
      out.apart = step.duration("every").value_or(kSecond);
      if (!step.has("times")) problems_.add("conflict", *every, "every goes with times");
    }
    if (name == "event") {
      out.message = object_of(step, "event");
      return;
    }
    out.message.set("type", name);
    if (name == "page") {
      read_page(step, out.message);
    } else if (name == "track") {
      read_track(step, out);
    } else if (name == "identify") {
      out.message.set("traits", object_of(step, "identify"));
    } else {
      out.message.set("groupId", text_of(step, "group"));
      if (step.has("traits")) out.message.set("traits", object_of(step, "traits"));
    }
  }

  /// A path or an address, as a browser would tell it.
  void read_page(Members& step, Value& message) {
    const Text where = text_of(step, "page");
    Value page;
    if (where.starts_with("https://") || where.starts_with("http://")) {
      page.set("url", where);
    } else if (where.starts_with('/')) {
      const std::size_t query = std::min(where.find('?'), where.size());
      page.set("path", where.substr(0, query));
      if (query < where.size()) page.set("search", where.substr(query));
    } else if (!where.empty()) {
      problems_.add("bad_value", *step.get("page"), "begin a page with / or https://");
    }
    for (const char* key : {"title", "referrer"}) {
      if (step.has(key)) page.set(key, step.text(key));
    }
    message.set("properties", page);
    if (const Value* campaign = step.get("campaign")) {
      Members members(problems_, *campaign, "source medium name term content");
      for (const char* key : {"source", "medium", "name", "term", "content"}) members.text(key);
      Value context;
      context.set("campaign", *campaign);
      message.set("context", context);
    }
  }

  void read_track(Members& step, Step& out) {
    const Text event = text_of(step, "track");
    out.message.set("event", event);
    if (step.has("properties")) out.message.set("properties", object_of(step, "properties"));
    const NameId id = model_.find_name(event);
    const EventName* known = id == kNoName ? nullptr : &model_.names[static_cast<std::size_t>(id)];
    out.on_page = known == nullptr || !(known->passive || known->offsite);
  }

  Text text_of(Members& step, const char* key) {
    Text text = step.text(key);
    const Value& value = *step.get(key);
    if (text.empty() && value.as_text() != nullptr) {
      problems_.add("bad_value", value, "give it a name");
    }
    return text;
  }

  Value object_of(Members& step, const char* key) {
    const Value& value = *step.get(key);
    if (value.as_object() == nullptr) problems_.add("wrong_type", value, "make it an object");
    return value;
  }

  const Model& model_;
  Problems problems_;
  Text at_;  ///< the place of the steps that are being read
  std::int64_t events_ = 0;
};

}  // namespace

Result<Journeys> read_journeys(const Model& model, const Value& document) {
  const Value* tests = document.find("tests");
  if (tests == nullptr) return Journeys{};
  JourneyReader reader(model, document);
  Journeys out = reader.read_all(*tests);
  if (!reader.problems().none()) return reader.problems().take();
  return out;
}

}  // namespace kelvin
