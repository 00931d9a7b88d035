// Every case of tests/cases, through the core's own verbs.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "corpus/case.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace kelvin::corpus {
namespace {

/// A state laid down in one of its forms, and taken up again.
using LayDown = State (*)(const Model& model, const State& state);

State as_it_is(const Model& /*model*/, const State& state) {
  return state;
}
State through_block(const Model& model, const State& state) {
  List<char> memory;
  State out;
  EXPECT_TRUE(unpack(model, pack(model, state, memory), out));
  return out;
}
State through_text(const Model& model, const Text& saved) {
  auto restored = restore(model, saved);
  EXPECT_TRUE(restored) << saved;
  if (!restored) return new_state(model);
  EXPECT_TRUE(restored->dropped.empty());
  return restored->state;
}
State through_compact(const Model& model, const State& state) {
  return through_text(model, save_compact(model, state));
}
State through_exchange(const Model& model, const State& state) {
  return through_text(model, save(model, state));
}

/// The visitors of a case's log, and the messages fired so far.
struct Journey {
  const Model& model;
  LayDown lay_down = as_it_is;  ///< before every event
  std::map<std::string, State> visitors{};
  Array messages{};

  State& visitor(const std::string& id) {
    return visitors.try_emplace(id, new_state(model)).first->second;
  }

  /// Feeds one line; what happened, in the form of a case's `events`.
  Value feed(const std::string& line) {
    const auto event = read_event(model, line);
    Value out;
    if (!event) {
      out.set("status", "bad");
      out.set("error", event.errors()[0].code);
      return out;
    }
    State& state = visitor(event->visitor());
    state = lay_down(model, state);
    const Outcome outcome = apply(model, state, *event);
    Value told = *parse_json(outcome_json(model, state, *event, outcome));
    Array hits;
    for (const Hit& hit : outcome.hits) {
      Value entry;
      entry.set("rule", model.rules[hit.rule].id);
      entry.set("points", hit.points.value());
      hits.push_back(entry);
    }
    told.set("hits", hits);
    Array fired;
    for (const Firing& firing : outcome.fired)
      fired.emplace_back(model.triggers[firing.trigger].id);
    told.set("fired", fired);
    for (const Message& message : kelvin::messages(model, state, *event, outcome)) {
      Value entry = *parse_json(message_json(model, message));
      entry.set("posted", message.body);
      entry.set("body", *parse_json(message.body));
      entry.set("time", static_cast<double>(message.time.ms));
      entry.set("visitor", state.visitor);
      messages.push_back(entry);
    }
    return told;
  }
};

void expect_same(const Value& expected, const Value& actual, const std::string& at) {
  for (const std::string& difference : differences(expected, actual, at))
    ADD_FAILURE() << difference;
}

std::string text_of(const Value& value, std::string_view name) {
  const Value* member = value.find(name);
  return member != nullptr && member->as_text() != nullptr ? *member->as_text() : "";
}

const Array& list_of(const Value& value, std::string_view name) {
  static const Array kNone;
  const Value* member = value.find(name);
  return member != nullptr ? *member->as_array() : kNone;
}

void check_errors(const Case& test, const Errors& errors) {
  const Array& expected = list_of(test.expected, "errors");
  std::vector<std::string> wanted;
  std::vector<std::string> found;
  for (const Value& e : expected) wanted.push_back(text_of(e, "code") + " at " + text_of(e, "at"));
  for (const Error& e : errors) found.push_back(e.code + " at " + e.at);
  std::sort(wanted.begin(), wanted.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(wanted, found);
}

void check_views(const Case& test, Journey& journey, std::size_t fed) {
  for (const Value& expected : list_of(test.expected, "views")) {
    const Value* after = expected.find("after");
    const auto when =
        after != nullptr ? static_cast<std::size_t>(*after->as_number()) : test.lines.size();
    if (when != fed) continue;
    std::string visitor = text_of(expected, "visitor");
    if (visitor.empty() && !journey.visitors.empty()) visitor = journey.visitors.begin()->first;
    const auto at = parse_instant(text_of(expected, "at"));
    ASSERT_TRUE(at) << "a case's time is ISO 8601";
    Value wanted = expected;
    for (const std::string_view extra : {"at", "after", "visitor", "note"}) {
      erase_if(*wanted.as_object(), [&](const auto& member) { return member.first == extra; });
    }
    const bool reasons = wanted.find("next") != nullptr || wanted.find("next_drop") != nullptr ||
                         wanted.find("reasons") != nullptr;
    const State& state = journey.visitor(visitor);
    expect_same(wanted, *parse_json(view_json(journey.model, state, *at, {.reasons = reasons})),
                "view at " + text_of(expected, "at"));
  }
}

void check_messages(const Case& test, const Journey& journey) {
  if (test.expected.find("messages") == nullptr) return;
  const Array& expected = list_of(test.expected, "messages");
  ASSERT_EQ(expected.size(), journey.messages.size()) << to_json(Value(journey.messages));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Value wanted = expected[i];
    wanted.erase("note");
    const auto time = parse_instant(text_of(wanted, "time"));
    if (time) wanted.set("time", static_cast<double>(time->ms));
    expect_same(wanted, journey.messages[i], "/messages/" + std::to_string(i));
  }
}

/// The whole case; gives what its visitors have come to.
std::map<std::string, State> live_through(const Case& test, const Model& model, LayDown lay_down) {
  Journey journey{model, lay_down};
  check_views(test, journey, 0);
  for (std::size_t i = 0; i < test.lines.size(); ++i) {
    const Value happened = journey.feed(test.lines[i]);
    for (const Value& expected : list_of(test.expected, "events")) {
      if (*expected.find("line")->as_number() != static_cast<double>(i + 1)) continue;
      Value wanted = expected;
      for (const std::string_view extra : {"line", "note"}) {
        erase_if(*wanted.as_object(), [&](const auto& m) { return m.first == extra; });
      }
      expect_same(wanted, happened, "line " + std::to_string(i + 1));
    }
    check_views(test, journey, i + 1);
  }
  check_messages(test, journey);
  return journey.visitors;
}

class Corpus : public testing::TestWithParam<std::string> {};

TEST_P(Corpus, GivesWhatIsExpected) {
  const Case test = load_case(GetParam());
  const auto model = compile(test.model);
  if (test.expected.find("errors") != nullptr) return check_errors(test, model.errors());
  ASSERT_TRUE(model) << errors_json(model.errors());
  live_through(test, *model, as_it_is);
}

/// Laid down before every event, in whatever form: the same answers, and in the end the same bytes.
TEST_P(Corpus, IsTheSameHoweverItsStatesAreKept) {
  const Case test = load_case(GetParam());
  if (test.expected.find("errors") != nullptr) return;
  const auto model = compile(test.model);
  ASSERT_TRUE(model) << errors_json(model.errors());
  const auto replayed = live_through(test, *model, as_it_is);
  for (const LayDown form : {through_block, through_compact, through_exchange}) {
    for (const auto& [visitor, state] : live_through(test, *model, form)) {
      List<char> memory, other;
      const std::string_view bytes = pack(*model, replayed.at(visitor), memory);
      for (const LayDown last : {as_it_is, through_block, through_compact, through_exchange}) {
        EXPECT_EQ(pack(*model, last(*model, state), other), bytes) << visitor;
      }
    }
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, Corpus, testing::ValuesIn(case_names()), test_name);

}  // namespace
}  // namespace kelvin::corpus
