// Survey: what a log holds, counted in bounds, the same whatever the order.
#include "kelvin/study/survey.h"

#include <algorithm>
#include <random>

#include "kelvin/json.h"
#include "support.h"

namespace kelvin::study {
namespace {

/// What a visitor sent.
struct Sent {
  std::string visitor, message;
};

void hear(Survey& survey, const std::vector<Sent>& log) {
  SurveyReader reader(survey);
  for (const Sent& sent : log) {
    ASSERT_FALSE(read_json(sent.message, reader)) << sent.message;
    reader.finish(sent.visitor);
  }
}
SurveyReport report_of(const std::vector<Sent>& log) {
  Survey survey;
  hear(survey, log);
  return survey.report();
}

std::string track_with(const std::string& name, const std::string& properties) {
  return R"({"type":"track","event":")" + name + R"(","properties":)" + properties + "}";
}

const EventSeen& event_of(const SurveyReport& report, std::string_view name) {
  for (const EventSeen& event : report.events) {
    if (event.name == name) return event;
  }
  ADD_FAILURE() << "no event " << name;
  static const EventSeen kNone;
  return kNone;
}
const FieldSeen& field_of(const EventSeen& event, std::string_view path) {
  for (const FieldSeen& field : event.fields) {
    if (field.path == path) return field;
  }
  ADD_FAILURE() << "no field " << path;
  static const FieldSeen kNone;
  return kNone;
}
std::string values_of(const FieldSeen& field) {
  std::string out;
  for (const ValueSeen& value : field.values) {
    out += to_json(value.value) + "x" + std::to_string(value.count) + " ";
  }
  return out;
}

/// The whole report as a text, to compare.
std::string as_text(const SurveyReport& report) {
  std::string out = std::to_string(report.messages) + " of " + std::to_string(report.visitors) +
                    " " + std::to_string(report.unnamed_events) + " " +
                    std::to_string(report.unnamed_fields) + " " +
                    std::to_string(report.ungrouped_views) + "\n";
  for (const EventSeen& event : report.events) {
    out += event.type + " " + event.name + " " + std::to_string(event.messages) + " " +
           std::to_string(event.visitors) + "\n";
    for (const FieldSeen& field : event.fields) {
      out += "  " + field.path + " " + std::to_string(field.messages) + " " +
             std::to_string(field.distinct) + " " + values_of(field);
      for (const std::uint64_t kind : field.kinds) out += " " + std::to_string(kind);
      out += "\n";
    }
  }
  for (const PathSeen& page : report.pages) {
    out +=
        page.glob + " " + std::to_string(page.views) + " " + std::to_string(page.visitors) + "\n";
  }
  return out;
}

TEST(Survey, EventsByCountWithVisitorsAndTypes) {
  const SurveyReport report = report_of({{"a", R"({"type":"page"})"},
                                         {"b", R"({"event":"Signed Up","type":"track"})"},
                                         {"a", R"({"event":"Signed Up","type":"track"})"},
                                         {"a", R"({"event":"Signed Up","type":"track"})"},
                                         {"a", R"({"event":"page","type":"track"})"},
                                         {"c", R"({"type":"screen","name":"Home"})"}});
  EXPECT_EQ(as_text(report),
            "6 of 3 0 0 0\n"
            "track Signed Up 3 2\n"
            "page page 1 1\n"
            "track page 1 1\n"
            "screen screen 1 1\n");
}

TEST(Survey, PropertiesWithKindsThroughObjectsAndLists) {
  const SurveyReport report = report_of(
      {{"a", track_with("T", R"({"n":1,"s":"x","b":true,"o":{"p":{"q":null}},"l":["u","v","u"]})")},
       {"a", track_with("T", R"({"n":"1","items":[{"sku":"k","tags":["t"]},{"sku":"m"}]})")},
       {"a", R"({"type":"track","event":"T","traits":{"not":1},"context":{"traits":{"nor":1}}})"}});
  const EventSeen& event = event_of(report, "T");
  std::string paths;
  for (const FieldSeen& field : event.fields) {
    paths += field.path + ":" + std::to_string(field.messages) + " ";
  }
  EXPECT_EQ(paths, "n:2 b:1 items:1 items.sku:1 items.tags:1 l:1 o:1 o.p:1 o.p.q:1 s:1 ");
  EXPECT_EQ(field_of(event, "n").kinds[0], 1U);  // "1"
  EXPECT_EQ(field_of(event, "n").kinds[1], 1U);  // 1
  EXPECT_EQ(field_of(event, "n").distinct, 2U);
  EXPECT_EQ(field_of(event, "l").kinds[4], 1U);
  EXPECT_EQ(field_of(event, "l").distinct, 2U);
  EXPECT_EQ(field_of(event, "o.p.q").kinds[3], 1U);
  EXPECT_EQ(field_of(event, "items.sku").kinds[0], 2U);
}

TEST(Survey, FieldsPastTheDepthAreNotNamed) {
  const SurveyReport report =
      report_of({{"a", track_with("T", R"({"a":{"b":{"c":{"d":{"e":1}}}}})")}});
  EXPECT_EQ(event_of(report, "T").fields.back().path, "a.b.c.d");
}

TEST(Survey, TraitsOfIdentifyAreTraitsOverContextTraits) {
  const SurveyReport report = report_of(
      {{"a",
        R"({"type":"identify","traits":{"plan":"pro"},"context":{"traits":{"plan":"x","age":3}}})"},
       {"a", R"({"context":{"traits":{"age":4}},"type":"identify","properties":{"p":1}})"},
       {"a", R"({"type":"group","traits":{"name":"Acme"},"context":{"traits":{"age":4}}})"}});
  const EventSeen& identify = event_of(report, "identify");
  ASSERT_EQ(identify.fields.size(), 2U);
  EXPECT_EQ(field_of(identify, "age").messages, 2U);
  EXPECT_EQ(field_of(identify, "plan").messages, 1U);
  EXPECT_EQ(field_of(identify, "plan").distinct, 1U);
  ASSERT_EQ(event_of(report, "group").fields.size(), 1U);
}

/// Each of so many visitors sends the value once.
std::vector<Sent> sent_by(int visitors, const std::string& value) {
  std::vector<Sent> log;
  for (int i = 0; i < visitors; ++i) {
    log.push_back({"v" + std::to_string(i), track_with("T", "{\"f\":" + value + "}")});
  }
  return log;
}

TEST(Survey, AValueIsToldOnlyWhereFiveVisitorsHaveIt) {
  std::vector<Sent> log = sent_by(5, R"("common")");
  for (const Sent& sent : sent_by(4, R"("rare")")) log.push_back(sent);
  for (int i = 0; i < 20; ++i) log.push_back({"one", track_with("T", R"({"f":"often"})")});
  for (const Sent& sent : sent_by(6, "7")) log.push_back(sent);
  const SurveyReport report = report_of(log);
  const FieldSeen& field = event_of(report, "T").fields[0];
  EXPECT_EQ(values_of(field), "7x6 \"common\"x5 ");
  EXPECT_EQ(field.distinct, 4U);
}

TEST(Survey, AValueIsToldOnlyUpToSixtyFourBytes) {
  std::vector<Sent> log = sent_by(5, '"' + std::string(64, 'x') + '"');
  for (const Sent& sent : sent_by(5, '"' + std::string(65, 'y') + '"')) log.push_back(sent);
  const SurveyReport report = report_of(log);
  const FieldSeen& field = event_of(report, "T").fields[0];
  EXPECT_EQ(values_of(field), '"' + std::string(64, 'x') + "\"x5 ");
  EXPECT_EQ(field.distinct, 2U);
}

TEST(Survey, ValuesAreToldOfFieldsWithAtMostFiftyDifferentOnes) {
  std::vector<Sent> log;
  for (int n = 0; n < 50; ++n) {
    for (const Sent& sent : sent_by(5, std::to_string(n))) log.push_back(sent);
  }
  EXPECT_EQ(event_of(report_of(log), "T").fields[0].values.size(), 50U);
  log.push_back({"z", track_with("T", R"({"f":"one more"})")});
  const SurveyReport report = report_of(log);
  const FieldSeen& field = event_of(report, "T").fields[0];
  EXPECT_TRUE(field.values.empty());
  EXPECT_EQ(field.distinct, 51U);
  EXPECT_EQ(field.messages, 251U);
}

TEST(Survey, MailAddressesAreMaskedInValuesAndNames) {
  std::vector<Sent> log;
  for (int i = 0; i < 60; ++i) {
    log.push_back({"v" + std::to_string(i),
                   track_with("Mailed ann@x.test",
                              R"({"to":"p)" + std::to_string(i) + R"(@x.test","bob@x.test":1})")});
  }
  const SurveyReport report = report_of(log);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].name, "Mailed [email]");
  EXPECT_EQ(values_of(field_of(report.events[0], "to")), "\"[email]\"x60 ");
  EXPECT_EQ(field_of(report.events[0], "[email]").messages, 60U);
}

TEST(Survey, IdsInNamesAreFolded) {
  std::vector<Sent> log;
  for (int i = 0; i < 100; ++i) {
    log.push_back({"a", track_with("Item " + std::to_string(44600000 + i) + " Viewed",
                                   R"({"sku_)" + std::to_string(10000 + i) + R"(":1,"step2":1})")});
  }
  const SurveyReport report = report_of(log);
  ASSERT_EQ(report.events.size(), 1U);
  EXPECT_EQ(report.events[0].name, "Item * Viewed");
  ASSERT_EQ(report.events[0].fields.size(), 2U);
  EXPECT_EQ(field_of(report.events[0], "sku_*").messages, 100U);
  EXPECT_EQ(field_of(report.events[0], "step2").messages, 100U);
}

std::string path_groups_of(const std::vector<std::string>& paths) {
  std::vector<Sent> log;
  for (const std::string& path : paths) {
    log.push_back({"v" + std::to_string(log.size() % 3),
                   R"({"type":"page","properties":{"path":")" + path + "\"}}"});
  }
  std::string out;
  for (const PathSeen& page : report_of(log).pages) {
    out += page.glob + ":" + std::to_string(page.views) + "/" + std::to_string(page.visitors) + " ";
  }
  return out;
}

TEST(Survey, PagesAreGroupedByTheirFirstPartsWithIdsFolded) {
  EXPECT_EQ(path_groups_of({"/", "/pricing", "/pricing/", "/"}), "/:2/1 /pricing:2/2 ");
  EXPECT_EQ(path_groups_of({"/landing/d41d8cd98f00b204e9800998ecf8427e", "/landing/17"}),
            "/landing/*:2/2 ");
  // A large group is told by its parts, a small one as a whole.
  EXPECT_EQ(path_groups_of({"/shop/a/1", "/shop/a/2", "/shop/a", "/shop/b", "/shop/b", "/x", "/x",
                            "/x", "/x", "/x", "/x", "/x", "/x", "/x", "/x", "/blog/a", "/blog/b"}),
            "/x:10/3 /shop/a/**:3/3 /blog/**:2/2 /shop/b:2/2 ");
}

TEST(Survey, APageIsWhereItSaysOrWhereItsContextOrItsAddressDoes) {
  const SurveyReport report =
      report_of({{"a", R"({"type":"page","properties":{"path":"/a","url":"https://x.test/b"}})"},
                 {"a", R"({"type":"page","context":{"page":{"path":"/c"}}})"},
                 {"a", R"({"type":"page","properties":{"url":"https://x.test/d?q=1#f"}})"},
                 {"a", R"({"type":"page","properties":{"url":"https://x.test"}})"},
                 {"a", R"({"type":"track","event":"T","context":{"page":{"path":"/c"}}})"},
                 {"a", R"({"type":"page"})"}});
  std::string globs;
  for (const PathSeen& page : report.pages) globs += page.glob + " ";
  EXPECT_EQ(globs, "/ /a /c /d ");
}

/// Names, properties and paths past every bound, and what is common.
std::vector<Sent> wild_log() {
  std::mt19937 random(7);
  std::vector<Sent> log;
  const auto word = [&random] {
    std::string out = "w";
    for (auto n = random() % 1000000; n > 0; n /= 26) out += "abcdefghijklmnopqrstuvwxyz"[n % 26];
    return out;
  };
  for (int i = 0; i < 60000; ++i) {
    const std::string visitor = "v" + std::to_string(random() % 50);
    if (i % 3 == 0) {
      log.push_back({visitor, track_with(word(), R"({"p":1})")});
    } else if (i % 3 == 1) {
      log.push_back({visitor, track_with("Kept", "{\"" + word() + "\":" + std::to_string(i % 60) +
                                                     R"(,"common":"c"})")});
    } else {
      log.push_back(
          {visitor, R"({"type":"page","properties":{"path":"/)" + word() + "/" + word() + "\"}}"});
    }
  }
  return log;
}

TEST(Survey, StaysWithinItsBoundsWhateverTheOrderAndTheParts) {
  std::vector<Sent> log = wild_log();
  Survey whole;
  whole.keep({"Kept"});
  hear(whole, log);
  const SurveyReport report = whole.report();
  EXPECT_EQ(report.events.size(), kMaxEventNames);
  EXPECT_GT(report.unnamed_events, 0U);
  std::size_t fields = 0;
  for (const EventSeen& event : report.events) fields += event.fields.size();
  EXPECT_LE(fields, kMaxFields);
  EXPECT_GT(report.unnamed_fields, 0U);
  EXPECT_EQ(event_of(report, "Kept").messages, 20000U);
  std::uint64_t views = report.ungrouped_views;
  for (const PathSeen& page : report.pages) views += page.views;
  EXPECT_EQ(views, 20000U);

  std::shuffle(log.begin(), log.end(), std::mt19937(3));
  std::vector<Survey> parts(3);
  for (Survey& part : parts) part.keep({"Kept"});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t from = log.size() * i / parts.size();
    const std::size_t to = log.size() * (i + 1) / parts.size();
    hear(parts[i], {log.begin() + static_cast<std::ptrdiff_t>(from),
                    log.begin() + static_cast<std::ptrdiff_t>(to)});
  }
  parts[2].merge(parts[0]);
  parts[2].merge(parts[1]);
  EXPECT_TRUE(as_text(parts[2].report()) == as_text(report));
}

TEST(Survey, AMessageThatIsForgottenCountsNothing) {
  Survey survey;
  SurveyReader reader(survey);
  EXPECT_TRUE(read_json(R"({"type":"page","properties":{"path":"/a",]})", reader));
  reader.reset();
  ASSERT_FALSE(read_json(R"({"type":"identify"})", reader));
  reader.finish("v");
  EXPECT_EQ(as_text(survey.report()), "1 of 1 0 0 0\nidentify identify 1 1\n");
}

TEST(Survey, AnyJsonIsHeard) {
  const std::string deep = std::string(31, '[') + std::string(31, ']');
  for (const std::string& text :
       {std::string("[1,{\"type\":\"page\"}]"), std::string("3"), std::string("{}"), deep,
        std::string(
            R"({"type":["page"],"properties":[{"a":1}],"traits":7,"context":{"page":"x"}})"),
        track_with("T", "{\"a\":" + deep.substr(2, 58) + "}")}) {
    const SurveyReport report = report_of({{"v", text}});
    EXPECT_EQ(report.messages, 1U) << text;
  }
}

}  // namespace
}  // namespace kelvin::study
