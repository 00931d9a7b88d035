// How large a visitor's state may grow, and that the core keeps it there.
#include <gtest/gtest.h>

#include <string>

#include "event/scrub.h"
#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "unit/support.h"

namespace kelvin {
namespace {

std::string numbered(const char* name, int n) {
  return name + std::to_string(n);
}

/// Forty rules as a marketer writes them: pages and downloads that fade, forms and demos once, a
/// cap here and there, silence by mail, five facts, and a few that expire or count.
std::string forty_rules() {
  std::string rules;
  const auto add = [&rules](const std::string& id, const std::string& rest) {
    rules += (rules.empty() ? "" : ",") + (R"({"id":")" + id + "\"," + rest) + "}";
  };
  for (int i = 0; i < 14; ++i) {
    add(numbered("page-", i), R"("on":"page","where":{"page.path":"/p)" + std::to_string(i) +
                                  R"("},"points":[10,8,6],"limit":{"times":3,"per":"visit"},)"
                                  R"("decay":{"half_life":"30d"})");
  }
  for (int i = 0; i < 12; ++i) {
    add(numbered("form-", i), R"("on":"Form Submitted","where":{"properties.form":"f)" +
                                  std::to_string(i) + R"("},"points":20,"limit":1)");
  }
  for (int i = 0; i < 3; ++i) {
    add(numbered("often-", i),
        R"("on":"page","count":{"at_least":5,"within":"7d"},"points":5,"limit":1)");
  }
  add("time", R"("on":"Page Engaged","points":5,"multiply":{"by":"properties.seconds","unit":60},)"
              R"("max":20)");
  add("recent-visit", R"("on":"visit","points":3,"limit":{"times":1,"per":"day"},)"
                      R"("decay":{"expire":"30d"})");
  add("job-seeker", R"("on":"page","where":{"page.path":"/jobs"},"points":-20,"limit":2,)"
                    R"("decay":{"expire":"90d"})");
  add("mail-open", R"("on":"Email Opened","points":2,"limit":{"times":1,"per":"day"},)"
                   R"("clears":["silence"])");
  add("silence", R"("on":"Email Delivered","count":{"at_least":6,"since":"mail-open"},)"
                 R"("points":-10,"limit":1)");
  add("thanks", R"("on":"Email Opened","after":{"rule":"form-0","within":"10m"},"points":10,)"
                R"("limit":1)");
  std::string facts;
  for (int i = 0; i < 5; ++i) {
    facts += (facts.empty() ? "" : ",") + (R"({"id":")" + numbered("fact-", i)) +
             R"(","while":{"profile.t)" + std::to_string(i) + R"(":"yes"},"points":20})";
  }
  return R"({"kelvin":1,"id":"forty","version":"1","passive":["Email Delivered"],)"
         R"("offsite":["Email Opened"],"scores":[{"id":"engagement","rules":[)" +
         rules + R"(]},{"id":"fit","rules":[)" + facts +
         R"(]}],"segments":[{"id":"hot","when":{"scores.engagement":{"$gte":70}},)"
         R"("leave":{"scores.engagement":{"$lt":60}}}],"triggers":[{"id":"call",)"
         R"("when":{"enter":"hot"},"limit":{"times":1,"per":"30d"},"to":["crm"]}],)"
         R"("destinations":[{"id":"crm","url":"/in","fields":["email"]}]})";
}

/// Forty days of a busy visitor: every rule met, most of them many times.
State after_forty_days(const Model& model) {
  State state = new_state(model);
  int sent = 0;
  const auto send = [&](std::string_view type, std::string_view name, Instant t,
                        const std::string& more) {
    const std::string id = std::to_string(++sent) + "-3f1c2b9e-7d55-4c1e-9f3a";
    feed(model, state,
         R"({"type":")" + std::string(type) + R"(","event":")" + std::string(name) +
             R"(","messageId":")" + id +
             R"(","anonymousId":"0f8b6c1e-2f6d-4f0e-9c55-2f1f9f6b7a11",)"
             R"("userId":"user-81723","timestamp":)" +
             std::to_string(t.ms) + "," + more + "}");
  };
  for (int day = 0; day < 40; ++day) {
    Instant t = kNoon + Duration{day * kDay.ms};
    for (int i = 0; i < 16; ++i, t = t + kMinute) {
      const std::string path = i == 15 ? "/jobs" : "/p" + std::to_string(i);
      send("page", "", t,
           R"("properties":{"path":")" + path + R"(","url":"https://shop.example)" + path +
               R"(?utm_source=newsletter&utm_medium=email&utm_campaign=spring-sale-2026",)"
               R"("referrer":"https://www.google.com/"})");
      send("track", "Page Engaged", t, R"("properties":{"seconds":42.5})");
      send("track", "Form Submitted", t,
           R"("properties":{"form":"f)" + std::to_string(i % 12) + "\"}");
    }
    send("track", "Email Delivered", t, R"("properties":{})");
    if (day % 9 == 0) send("track", "Email Opened", t, R"("properties":{})");
    send("identify", "", t,
         R"("traits":{"email":"ann.example@company.example","t0":"yes","t1":"yes","t2":"no",)"
         R"("t3":"yes","t4":"no"})");
    send("group", "", t, R"("groupId":"company-2231","traits":{"name":"Company Ltd"})");
  }
  return state;
}

TEST(StateBound, FortyRulesStayWithinEightKibibytes) {
  const Model model = compiled(forty_rules());
  ASSERT_EQ(model.rules.size(), 40U);
  const State state = after_forty_days(model);
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    EXPECT_TRUE(state.rules[i].matches > 0 || model.rules[i].kind == Rule::Kind::kFact)
        << model.rules[i].id;
  }
  const std::size_t bytes = save(model, state).size();
  EXPECT_LE(save_compact(model, state).size(), state_bound(model).bytes);
  RecordProperty("state_bytes", static_cast<int>(bytes));
  RecordProperty("bound_bytes", static_cast<int>(state_bound(model).bytes));
  EXPECT_LE(bytes, 8U * 1024) << bytes;
  EXPECT_GE(bytes, 4U * 1024) << "the log does not fill the state";
  EXPECT_EQ(check_state_bound(model), std::nullopt);
}

/// So many rules that count values, each in a `within` where one is given.
Model distinct_model(int rules, const std::string& within = "") {
  std::string all = R"({"id":"plain","on":"page","points":1})";
  for (int i = 0; i < rules; ++i) {
    all += R"(,{"id":")" + numbered("d", i) +
           R"(","on":"page","points":1,"count":{"at_least":2,"distinct":"page.path")" + within +
           "}}";
  }
  return model_of("\"rules\":[" + all + "]");
}

TEST(StateBound, TellsWhatTakesTheRoom) {
  const Model model = distinct_model(40);
  const StateBound bound = state_bound(model);
  EXPECT_EQ(model.rules[bound.rules.back().first].id, "plain");
  EXPECT_GT(bound.rules.front().second, 2000U);
  const auto error = check_state_bound(model);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, "too_large");
  EXPECT_NE(error->fix.find("d10 (2.1 KiB)"), std::string::npos) << error->fix;
  EXPECT_EQ(error->fix.find("plain"), std::string::npos) << error->fix;
}

/// When 64 values were remembered, each a pair of numbers, 20 such rules were accepted and 21 not:
/// they still are, though the bound by itself would refuse them.
TEST(StateBound, WhatWasAcceptedWith64ValuesStillIs) {
  for (const std::string within : {"", R"(,"within":"30s")", R"(,"within":"400d")"}) {
    const Model model = distinct_model(20, within);
    EXPECT_GT(state_bound(model).bytes, kMaxStateBytes) << within;
    EXPECT_EQ(check_state_bound(model), std::nullopt) << within;
    EXPECT_TRUE(check_state_bound(distinct_model(25, within)).has_value()) << within;
  }
}

/// Every value that is remembered, as old as can be: the bound is there for that.
TEST(StateBound, HoldsOf256ValuesWithTheirAges) {
  const Model model = distinct_model(2, R"(,"within":"400d")");
  State state = new_state(model);
  for (int i = 0; i < 300; ++i) {
    feed(model, state,
         R"({"type":"page","anonymousId":"v","timestamp":)" +
             std::to_string((kNoon + Duration{i * kDay.ms}).ms) + R"(,"properties":{"path":"/)" +
             std::to_string(i) + R"("}})");
  }
  EXPECT_EQ(state.rules[1].counted.size(), 256U);
  const std::string saved = save_compact(model, state);
  EXPECT_LE(saved.size(), state_bound(model).bytes);
  EXPECT_GT(saved.size(), 2 * 256 * (6 + 4) * 4 / 3) << "the values and their times";
  const auto restored = restore(model, saved);
  ASSERT_TRUE(restored.ok()) << errors_json(restored.errors());
  EXPECT_EQ(restored->state, state);
}

TEST(StateBound, TheProfileHasRoomForSoMuch) {
  const Model model =
      model_of(R"("rules":[{"id":"r","while":{"profile.company":{"$exists":true}},"points":1}])",
               R"("privacy":{"keep":["tags","role"]})");
  State state = new_state(model);
  const auto identify = [&](const std::string& traits) {
    feed(model, state,
         R"({"type":"identify","anonymousId":"v","timestamp":1772366400000,"traits":{)" + traits +
             "}}");
  };
  std::string list;
  for (int i = 0; i < 60; ++i) {
    list += (i == 0 ? "\"" : ",\"") + std::string(250, 'x') + "\"";
  }
  identify(R"("role":"buyer")");
  identify(R"("tags":["a","b"])");
  EXPECT_NE(state.profile.find("tags"), nullptr);
  identify("\"tags\":[" + list + "]");
  EXPECT_EQ(state.profile.find("tags"), nullptr) << "no room: it is lost";
  ASSERT_NE(state.profile.find("role"), nullptr);
  EXPECT_EQ(*state.profile.find("role"), Value("buyer"));

  // A company of any traits cannot grow without end.
  for (int i = 0; i < 500; ++i) {
    feed(
        model, state,
        R"({"type":"group","groupId":"g","anonymousId":"v","timestamp":1772366400000,"traits":{"t)" +
            std::to_string(i) + R"(":")" + std::string(100, 'y') + R"("}})");
  }
  EXPECT_LE(to_json(*state.profile.find("company")).size(), kMaxCompany);
  EXPECT_NE(state.profile.find("company")->find("t0"), nullptr);
  EXPECT_EQ(state.profile.find("company")->find("t499"), nullptr);
  EXPECT_LE(save_compact(model, state).size(), state_bound(model).bytes);
}

/// `0.5,` takes nine bytes of a block, and twelve digits.
TEST(StateBound, HoldsOfAProfileOfNumbers) {
  std::string keep, lists;
  for (int i = 0; i < 26; ++i) {
    keep += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\"";
    lists += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\":[0.5";
    for (int j = 0; j < 50; ++j) lists += ",0.5";
    lists += "]";
  }
  const Model model = model_of(R"("rules":[{"id":"r","on":"page","points":1}])",
                               R"("privacy":{"keep":[)" + keep + "]}");
  State state = new_state(model);
  feed(model, state,
       R"({"type":"identify","anonymousId":"v","timestamp":1772366400000,"traits":{)" + lists +
           "}}");
  ASSERT_NE(state.profile.find("n25"), nullptr);
  const std::size_t bytes = save_compact(model, state).size();
  EXPECT_GT(bytes, 2 * save(model, state).size());
  EXPECT_LE(bytes, state_bound(model).bytes);
}

TEST(StateBound, ATextIsCutAsJsonWritesIt) {
  EXPECT_EQ(cut(std::string(300, '"')), std::string(128, '"'));
  EXPECT_EQ(cut(std::string(300, '\n')), std::string(42, '\n'));
  EXPECT_EQ(cut(std::string(42, '\n')), std::string(42, '\n'));
  EXPECT_EQ(cut(std::string(255, 'a') + "\""), std::string(255, 'a'));
  EXPECT_EQ(cut(std::string(254, 'a') + "\""), std::string(254, 'a') + "\"");
}

}  // namespace
}  // namespace kelvin
