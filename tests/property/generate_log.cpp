#include "kelvin/time.h"
#include "property/generators.h"

namespace kelvin::property {
namespace {

constexpr std::int64_t kStart = 1'772'323'200'000;  // 2026-03-01T00:00:00Z
constexpr std::int64_t kGaps[] = {
    60'000,        0,          1,           1'000,       299'999,       300'000,
    1'799'999,     1'800'000,  1'800'001,   7'200'000,   25'200'000,    43'200'000,
    86'399'999,    86'400'000, 259'200'000, 604'800'000, 2'592'000'000, 2'678'400'000,
    8'640'000'000, -1,         -3'600'000,  -86'400'000};

Value page_of(Genes& g) {
  Value page = object({{"path", g.pick({"/pricing", "/", "/pricing/teams", "/careers/", "/abc"})}});
  if (g.one_in(3)) {
    page.set("url", g.pick({"https://x.test/pricing?ref=a",
                            "https://x.test/?utm_source=google&utm_medium=cpc",
                            "https://x.test/?utm_source=news&utm_medium=email&ref=b#top"}));
  }
  if (g.one_in(3)) {
    page.set("referrer", g.pick({"https://www.google.com/", "https://x.test/other",
                                 "https://blog.example/post"}));
  }
  return page;
}

void add_properties(Genes& g, Value& properties) {
  if (!g.one_in(3))
    properties.set(
        "n", g.pick({1, 2, 3, 5, 0, -3, "4", "x", 2.5, Value(), "+1.50", "2x", "1e1", ".", "-.5"}));
  if (!g.one_in(3))
    properties.set("k", g.pick({"x", "y", "two words", true, 3, "", "x/y/z", "x/",
                                "ENE\u0301RG\u00c9", "Stra\u00dfe \u00dcX", "2026-03-01"}));
  if (g.one_in(3)) {
    properties.set("tags", g.pick({Array{"x", "y"}, Array{}, Array{"z"}, Array{"x/y", 3}}));
  }
  if (g.one_in(4)) {
    properties.set("href", g.pick({"/pricing/teams", "https://x.test/a/pricing", "x", "x/y"}));
  }
}

Value traits_of(Genes& g) {
  Value traits = Object{};
  if (!g.one_in(3)) traits.set("industry", g.pick({"energy", "Two Words", "x", Value()}));
  if (!g.one_in(3)) traits.set("size", g.pick({1, 3, 5.5, "2", -1}));
  if (g.one_in(3)) traits.set("plan", g.pick({"pro", "free"}));
  if (!g.one_in(3)) {
    traits.set("since", g.pick({"2026-03-01", "2026-02-27T10:00:00.001Z", "2026-03-05T12:00:00",
                                1'772'323'200'000.0, "1772409600000", "2026-03-20T00:00:00+02:00",
                                Array{"2026-03-02", "2026-03-12"}, "soon", 20260301, Value()}));
  }
  return traits;
}

/// Its traits in one place, in the other, or in both.
Value identify(Genes& g) {
  Value out = object({{"type", "identify"}});
  if (!g.one_in(3)) out.set("traits", traits_of(g));
  if (g.one_in(3)) out.set("context", object({{"traits", traits_of(g)}}));
  return out;
}

void set_time(Genes& g, Value& message, std::int64_t now) {
  const Value number = static_cast<double>(now);
  switch (g.take(10)) {
    case 7:
      return void(message.set("timestamp", std::to_string(now)));
    case 8:
      return void(message.set("timestamp", to_iso({now})));
    case 9:
      message.set("timestamp", g.pick({Value(), ""}));
      return void(message.set("originalTimestamp", number));
    default:
      message.set("timestamp", number);
  }
}

/// Of an experience that may be there; seldom told as no page would.
Value experience_event(Genes& g) {
  Value properties = object({{"experience", g.pick({"x0", "x1", "x0", "x2", 3, Value()})}});
  if (g.one_in(2)) properties.set("held", g.one_in(2));
  return object({{"type", "track"},
                 {"event", g.pick({"Experience Seen", "Experience Seen", "Experience Clicked"})},
                 {"properties", properties}});
}

Value message(Genes& g) {
  switch (g.take(15)) {
    case 1:
    case 2:
    case 3:
      return object({{"type", "page"}, {"properties", page_of(g)}});
    case 4:
      return object({{"type", "track"}, {"event", "B"}});
    case 5:
      return identify(g);
    case 6:
      return object(
          {{"type", "group"}, {"groupId", g.pick({"acme", "umbrella"})}, {"traits", traits_of(g)}});
    case 7:
      return object({{"type", "track"}, {"event", "Mail Opened"}});
    case 8:
      return object({{"type", "track"}, {"event", "Mail Delivered"}});
    case 9:
      return object({{"type", "track"}, {"event", "Page Engaged"}});
    case 10:
      return object({{"type", g.pick({"track", "screen"})},
                     {"event", g.pick({"Tick", "page", "visit", "Unknown", "alias"})}});
    case 13:
    case 14:
      return experience_event(g);
    case 12:
      return object({{"type", "alias"},
                     {"previousId", g.pick({"u", "w", 7, Value()})},
                     {"userId", g.pick({"w", "u", "x"})}});
    default:
      return object({{"type", "track"}, {"event", "A"}});
  }
}

}  // namespace

Log log_of(const std::vector<GeneList>& messages) {
  Log log;
  std::int64_t now = kStart;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Genes g(messages[i]);
    now += kGaps[g.take(std::size(kGaps))];
    Value out = message(g);
    out.set("anonymousId", "v");
    if (g.one_in(4)) out.set("userId", g.pick({"u", "u", "u", "w", 7}));
    set_time(g, out, now);
    if (g.one_in(12)) out.set("receivedAt", static_cast<double>(now - 7'000));
    const std::size_t id = g.one_in(8) ? g.take(i + 1) : i;
    if (!g.one_in(10)) out.set("messageId", "m" + std::to_string(id));
    Value properties = out.find("properties") ? *out.find("properties") : Value(Object{});
    add_properties(g, properties);
    if (g.one_in(3)) properties.set("seconds", g.pick({30, 59.9994, "12", -4}));
    out.set("properties", properties);
    if (*out.find("type") != Value("page") && g.one_in(2)) {
      Value context = out.find("context") ? *out.find("context") : Value(Object{});
      context.set("page", page_of(g));
      out.set("context", context);
    }
    log.lines.push_back(to_json(out));
  }
  return log;
}

std::int64_t silence_of(unsigned gene) {
  const std::int64_t gap = kGaps[gene % std::size(kGaps)];
  return gap < 0 ? -gap * 3 : gap;
}

}  // namespace kelvin::property
