// The reader of messages against its oracle, on messages made of what logs really hold: types in
// other letters, times in seconds, numbers as ids, traits in two places.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "property/arbitrary.h"
#include "property/oracle_reading.h"

namespace kelvin::property {
namespace {

constexpr std::size_t kGenes = 48;

const Model& model() {
  static const Model kModel =
      *compile(R"({"kelvin":1,"id":"m","version":"1","privacy":{"keep":["a","b"]},
      "scores":[{"id":"s","rules":[{"id":"r","on":"page","points":1}]}]})");
  return kModel;
}

Value any_type(Genes& g) {
  return g.pick({"page",   "track",  "identify",  "identify", "group",  "alias",      "screen",
                 "Track",  "PAGE",   "trakc",     "idenify",  "groups", "gruop",      "alius",
                 "Screen", "event",  "pageview",  "trk",      "",       Value(),      5,
                 "rtack",  "tracks", "xidentify", "pag",      "aalias", Array{"page"}});
}

Value any_time(Genes& g) {
  return g.pick({1772359200000.0,
                 "2026-03-01T10:00:00.000Z",
                 "1772359200000",
                 "2026-03-01T11:00+01:00",
                 "2024-02-29T23:59:59.9999-0530",
                 "2026-03-01T10:00:00,5Z",
                 1772359200000.75,
                 1772359200.0,
                 "1772359200",
                 99999999999.0,
                 100000000000.0,
                 253402300799999.0,
                 253402300800000.0,
                 -1.0,
                 0.0,
                 "",
                 Value(),
                 true,
                 Object{},
                 "2026-03-01 10:00:00Z",
                 "2026-03-01T10:00:00z",
                 "2026-03-01T10:00:00",
                 "2026-03-01T10:00:00.Z",
                 "2026-03-01T10:00:00+01",
                 "20260301T100000Z",
                 "yesterday",
                 "99999999999999999999"});
}

Value any_id(Genes& g) {
  return g.pick({"v", "u", "", Value(), 7, 0, 9007199254740991.0, 9007199254740992.0, 1.5, -1, true,
                 Object{}, Array{"v"}, "ann@x.test", "v", "u"});
}

Value any_traits(Genes& g) {
  Value traits = Object{};
  for (const char* name : {"a", "b"}) {
    if (g.one_in(2)) traits.set(name, g.pick({1, "x", Value(), true, "y"}));
  }
  if (g.one_in(2)) traits.set("email", g.pick({"ann@X.test", "bob@gmail.com", Value(), 5, "none"}));
  if (g.one_in(2)) traits.set("secret", "s");
  return traits;
}

Value any_message(Genes& g) {
  Value out = Object{};
  if (!g.one_in(12)) out.set("type", any_type(g));
  if (!g.one_in(4)) out.set("event", g.pick({"A", "A", "A", "", Value(), 5}));
  if (!g.one_in(5)) out.set("timestamp", any_time(g));
  if (g.one_in(4)) out.set("originalTimestamp", any_time(g));
  if (g.one_in(4)) out.set("receivedAt", any_time(g));
  // Mostly plain ids, or hardly a message would be a good one.
  for (const char* name : {"anonymousId", "userId", "groupId", "messageId", "previousId"}) {
    if (g.one_in(2)) out.set(name, g.one_in(3) ? any_id(g) : g.pick({"v", 7}));
  }
  if (g.one_in(2)) out.set("traits", any_traits(g));
  if (g.one_in(2)) out.set("context", object({{"traits", any_traits(g)}}));
  return out;
}

std::vector<std::string> told(const Errors& errors) {
  std::vector<std::string> out;
  for (const Error& error : errors) out.push_back(error.code + " at " + error.at);
  return out;
}

Object sorted(Object members) {
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return members;
}

RC_GTEST_PROP(Reading, AgreesWithTheOracle, ()) {
  const auto gene = rc::gen::resize(100, rc::gen::inRange(0U, kGeneRange));
  Genes genes(*rc::gen::container<GeneList>(kGenes, gene));
  const std::string text = to_json(any_message(genes));
  RC_LOG() << text;
  const Reading expected = reading_of(*parse_json(text));
  const auto event = read_event(model(), text);
  RC_CLASSIFY(event.ok(), "good");
  RC_ASSERT(told(event.errors()) == expected.wrong);
  if (!event.ok()) {
    const std::string& fix = event.errors().back().fix;
    const std::string meant = "did you mean " + expected.hint + "?";
    if (expected.hint == "seconds") {
      RC_ASSERT(fix == "these are seconds: multiply by 1000");
    } else if (!expected.hint.empty()) {
      RC_ASSERT(fix == meant);
    } else {
      RC_ASSERT(fix.find("did you mean") == std::string::npos);
      RC_ASSERT(fix.find("are seconds") == std::string::npos);
    }
    return;
  }
  RC_ASSERT((event->type == EventType::kIgnored) == expected.ignored);
  if (expected.ignored) return;
  RC_ASSERT(event->time.ms == expected.ms);
  RC_ASSERT(event->message_id == expected.message);
  RC_ASSERT(event->anonymous_id == expected.anonymous);
  RC_ASSERT(event->user_id == expected.user);
  RC_ASSERT(event->group_id == expected.group);
  RC_ASSERT(event->previous_id == expected.previous);
  if (event->type == EventType::kIdentify) {
    RC_ASSERT(Value(sorted(event->traits)) == Value(sorted(*expected.traits.as_object())));
  }
  const auto again = read_event(model(), to_json(model(), *event));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == *event);
}

}  // namespace
}  // namespace kelvin::property
