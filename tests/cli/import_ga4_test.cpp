// kelvin import --from ga4: rows of the BigQuery export, and the words that the page hears too.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "kelvin/json.h"
#include "process.h"

namespace kelvin::testing {
namespace {

using Json = nlohmann::json;

struct Imported {
  std::vector<Json> messages;
  int exit;
  std::string err;
};

Imported import(std::string_view log) {
  const Finished run = kelvin({"import", "--from", "ga4", "-"}, log);
  Imported result{{}, run.exit, run.err};
  for (const std::string& line : lines(run.out)) result.messages.push_back(Json::parse(line));
  return result;
}

/// A parameter as BigQuery writes it to JSON: 64-bit numbers are texts, what is not there is null
/// or not there at all.
Json param(const std::string& key, const Json& value) {
  if (value.is_string())
    return {{"key", key}, {"value", {{"string_value", value}, {"int_value", nullptr}}}};
  if (value.is_number_integer()) return {{"key", key}, {"value", {{"int_value", value.dump()}}}};
  return {{"key", key}, {"value", {{"double_value", value}}}};
}

Json row(const std::string& name, const Json& params = Json::object()) {
  Json out = {{"event_date", "20260301"},
              {"event_timestamp", "1772359200123456"},
              {"event_name", name},
              {"user_pseudo_id", "123.456"},
              {"event_params", Json::array()},
              {"items", Json::array()}};
  for (const auto& [key, value] : params.items()) out["event_params"].push_back(param(key, value));
  return out;
}

std::string text(const Json& one) {
  return one.dump() + "\n";
}

Json without_id(Json message) {
  message.erase("messageId");
  return message;
}

Json read_json(const std::string& path) {
  std::ifstream in(path);
  return Json::parse(in);
}

TEST(ImportGa4, SaysWhatThePageHearsOfTheSameEvents) {
  // web/test/integrations.test.ts runs the same list.
  for (const Json& one : read_json(KELVIN_GA4_EVENTS)) {
    Json given = row(one["name"], one["params"]);
    if (one.contains("items")) given["items"] = one["items"];
    const Imported run = import(text(given));
    Json said = Json::array();
    for (const Json& message : run.messages) {
      said.push_back({message.value("event", "page"), message["properties"]});
    }
    EXPECT_EQ(said, one["said"]) << one["name"] << run.err;
  }
}

TEST(ImportGa4, TheListHasEveryNameOfTheVocabulary) {
  std::set<std::string> tried;
  for (const Json& one : read_json(KELVIN_GA4_EVENTS)) tried.insert(one["name"]);
  const Json vocabulary = read_json(KELVIN_VOCABULARY "/ga4.json");
  for (const char* part : {"names", "perItem"}) {
    for (const auto& [name, ours] : vocabulary[part].items())
      EXPECT_TRUE(tried.contains(name)) << name;
  }
  for (const Json& name : vocabulary["noise"]) EXPECT_TRUE(tried.contains(name)) << name;
}

TEST(ImportGa4, AWholeRow) {
  Json given =
      row("page_view", {{"page_location", "https://shop.example/a"}, {"ga_session_number", 3}});
  given["user_id"] = "u-1";
  given["collected_traffic_source"] = {{"manual_source", "news"},
                                       {"manual_medium", "email"},
                                       {"manual_campaign_name", "march"},
                                       {"gclid", nullptr}};
  given["traffic_source"] = {{"source", "google"}, {"medium", "organic"}, {"name", "(organic)"}};
  given["device"] = {{"category", "mobile"}};
  given["geo"] = {{"country", "Germany"}, {"city", "Berlin"}};
  const Imported run = import(text(given));
  EXPECT_EQ(run.exit, 0) << run.err;
  ASSERT_EQ(run.messages.size(), 2U);
  EXPECT_EQ(without_id(run.messages[0]),
            Json::parse(R"({"type":"identify","anonymousId":"123.456","userId":"u-1",
    "timestamp":"2026-03-01T10:00:00.123Z","traits":{}})"));
  EXPECT_EQ(without_id(run.messages[1]),
            Json::parse(R"({"type":"page","anonymousId":"123.456","userId":"u-1",
    "timestamp":"2026-03-01T10:00:00.123Z","properties":{"url":"https://shop.example/a","ga_session_number":3},
    "context":{"campaign":{"source":"news","medium":"email","name":"march"}}})"));
}

TEST(ImportGa4, HowTheVisitorCameIsTheFirstVisitsAlone) {
  const auto campaign = [](int session, const std::string& source) {
    Json given = row("page_view", {{"ga_session_number", session}});
    given["traffic_source"] = {{"source", source}, {"medium", "cpc"}, {"name", "brand"}};
    return import(text(given)).messages.at(0).value("context", Json());
  };
  EXPECT_EQ(campaign(1, "google")["campaign"],
            Json::parse(R"({"source":"google","medium":"cpc","name":"brand"})"));
  EXPECT_EQ(campaign(2, "google"), Json());
  EXPECT_EQ(campaign(1, "(direct)"), Json());
  const auto tagged = [](const Json& params) {
    return import(text(row("cta", params))).messages.at(0).value("context", Json());
  };
  EXPECT_EQ(tagged({{"source", "x"}, {"medium", "y"}})["campaign"],
            Json({{"source", "x"}, {"medium", "y"}}));
  EXPECT_EQ(tagged({{"source", "footer"}}), Json());
}

TEST(ImportGa4, WhatGa4SensesIsWhatThePagesSensorsTell) {
  const auto said = [](const std::string& name, const Json& params) {
    const Imported run = import(text(row(name, params)));
    return run.messages.empty() ? Json()
                                : Json({run.messages[0]["event"], run.messages[0]["properties"]});
  };
  EXPECT_EQ(said("user_engagement", {{"engagement_time_msec", 12500}}),
            Json::parse(R"(["Page Engaged",{"seconds":12.5}])"));
  EXPECT_EQ(said("user_engagement", {{"engagement_time_msec", 0}}), Json());
  EXPECT_EQ(said("scroll", {{"percent_scrolled", 75}}),
            Json::parse(R"(["Page Scrolled",{"percent":75}])"));
  EXPECT_EQ(said("scroll", Json::object()), Json::parse(R"(["Page Scrolled",{"percent":90}])"));
  EXPECT_EQ(
      said("click",
           {{"link_url", "https://x.test/"}, {"outbound", "true"}, {"link_domain", "x.test"}}),
      Json::parse(
          R"(["Link Clicked",{"outbound":true,"href":"https://x.test/","link_domain":"x.test"}])"));
  EXPECT_EQ(
      said("file_download", {{"link_url", "https://x.test/a.pdf"},
                             {"file_extension", "pdf"},
                             {"file_name", "/a.pdf"}}),
      Json::parse(
          R"(["File Downloaded",{"href":"https://x.test/a.pdf","extension":"pdf","file_name":"/a.pdf"}])"));
  EXPECT_EQ(said("form_start", {{"form_id", "contact"}, {"form_name", "f"}}),
            Json::parse(R"(["Form Started",{"form":"contact","form_name":"f"}])"));
  EXPECT_EQ(said("form_submit", {{"form_id", ""}, {"form_name", "f"}}),
            Json::parse(R"(["Form Submitted",{"form":"f","form_id":""}])"));
}

TEST(ImportGa4, ATrackHasItsPageInItsContext) {
  const Imported run = import(
      text(row("add_to_cart", {{"page_location", "https://shop.example/p"}, {"page_title", "P"}})));
  ASSERT_EQ(run.messages.size(), 1U);
  EXPECT_EQ(run.messages[0]["context"],
            Json::parse(R"({"page":{"url":"https://shop.example/p","title":"P"}})"));
  EXPECT_EQ(run.messages[0]["properties"], Json::object());
}

TEST(ImportGa4, WhatOnlyTheEcommerceRecordHasIsAdded) {
  Json given = row("purchase", {{"currency", "EUR"}});
  given["ecommerce"] = {{"purchase_revenue", 99.5},
                        {"transaction_id", "T-1"},
                        {"tax_value", 9.5},
                        {"shipping_value", nullptr},
                        {"refund_value", 7.0}};
  given["items"] = {{{"item_id", "A"},
                     {"item_brand", "(not set)"},
                     {"price", 99.5},
                     {"item_variant", nullptr},
                     {"item_params", {param("colour", "red")}}}};
  const Imported run = import(text(given));
  ASSERT_EQ(run.messages.size(), 1U);
  EXPECT_EQ(run.messages[0]["properties"],
            Json::parse(R"({"currency":"EUR","value":99.5,"order_id":"T-1","tax":9.5,
    "products":[{"product_id":"A","price":99.5,"colour":"red"}],"total":99.5,"revenue":99.5})"));
}

TEST(ImportGa4, TraitsAreToldWhenTheyAreNews) {
  Json given = row("a");
  given["user_properties"] = {
      {{"key", "plan"}, {"value", {{"string_value", "free"}, {"set_timestamp_micros", "1"}}}},
      {{"key", "seats"}, {"value", {{"int_value", "5"}}}},
      {{"key", "city"}, {"value", {{"string_value", "(not set)"}}}}};
  Json changed = given;
  changed["user_properties"][0]["value"]["string_value"] = "pro";
  const Imported run = import(text(given) + text(given) + text(changed) + text(row("b")));
  std::vector<std::string> types;
  for (const Json& message : run.messages) types.push_back(message["type"]);
  EXPECT_EQ(types,
            (std::vector<std::string>{"identify", "track", "track", "identify", "track", "track"}));
  EXPECT_EQ(run.messages[0]["traits"], Json::parse(R"({"plan":"free","seats":5})"));
  EXPECT_EQ(run.messages[3]["traits"], Json::parse(R"({"plan":"pro","seats":5})"));
}

TEST(ImportGa4, TimesAreMicrosecondsAsTextOrNumber) {
  const auto time = [](const Json& micros) {
    Json given = row("a");
    given["event_timestamp"] = micros;
    const Imported run = import(text(given));
    return run.messages.empty() ? run.err.substr(0, run.err.find('\n'))
                                : run.messages[0]["timestamp"].get<std::string>();
  };
  EXPECT_EQ(time("1772359200999999"), "2026-03-01T10:00:00.999Z");
  EXPECT_EQ(time(1772359200123456), "2026-03-01T10:00:00.123Z");
  EXPECT_EQ(time(1772359200123456.0), "2026-03-01T10:00:00.123Z");
  for (const Json& wrong :
       {Json(), Json(""), Json(1772359200), Json("1772359200123"), Json("soon"), Json(1e300)}) {
    EXPECT_EQ(time(wrong), "stdin:1: no event_timestamp in microseconds since 1970") << wrong;
  }
}

TEST(ImportGa4, WhoDidNotConsentIsLeftOutAndBrokenRowsAreNamed) {
  Json nobody = row("page_view");
  nobody["user_pseudo_id"] = nullptr;
  Json user = nobody;
  user["user_id"] = 77;
  Json nameless = row("");
  const std::string cut = text(row("cut")).substr(0, 40) + "\n";
  const Imported run =
      import(text(nobody) + text(user) + "\r\n" + text(nameless) + cut + "[1]\n" + "null\n" +
             text(row("session_start")) + "\xff\xff\n" + text(row("last")));
  EXPECT_EQ(run.exit, 3);
  std::vector<std::string> names;
  for (const Json& message : run.messages)
    names.push_back(message.value("event", message["type"].get<std::string>()));
  EXPECT_EQ(names, (std::vector<std::string>{"identify", "page", "last"}));
  EXPECT_EQ(run.messages[1]["userId"], "77");
  EXPECT_FALSE(run.messages[1].contains("anonymousId"));
  for (const char* said :
       {"stdin:4: no event_name", "stdin:5: the line is not valid JSON", "stdin:6: no JSON object",
        "stdin:7: no JSON object", "stdin:9: the line is not valid JSON", "bad lines: 5",
        "rows without user_pseudo_id and user_id (no consent) 1", "session_start 1"}) {
    EXPECT_NE(run.err.find(said), std::string::npos) << said << "\n" << run.err;
  }
}

TEST(ImportGa4, OneDocumentInsteadOfLinesEndsWithOneSentence) {
  for (const std::string& log : {std::string("[\n  {}\n]\n"), "[" + row("a").dump() + "]\n",
                                 std::string("{\n \"a\": 1\n}")}) {
    const Imported run = import(log);
    EXPECT_EQ(run.exit, 2);
    EXPECT_NE(run.err.find("row a line"), std::string::npos) << run.err;
  }
  EXPECT_EQ(import("PAR1....").exit, 2);
}

TEST(ImportGa4, EqualRowsAreTwoEventsAndGiveTheSameIdsAgain) {
  const std::string log = text(row("a")) + text(row("a"));
  const Imported first = import(log);
  ASSERT_EQ(first.messages.size(), 2U);
  EXPECT_NE(first.messages[0]["messageId"], first.messages[1]["messageId"]);
  EXPECT_EQ(first.messages, import(log).messages);
}

}  // namespace
}  // namespace kelvin::testing
