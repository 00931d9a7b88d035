// Destinations: what placeholders may name, what is a secret, what belongs to the model's digest.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "compile/secrets.h"
#include "kelvin/json.h"
#include "report/placeholders.h"
#include "unit/support.h"

namespace kelvin {
namespace {

/// A model with one destination, of these further members, that every demo is told to.
std::string told_to(const std::string& members) {
  return R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[
    {"id":"asked","on":"Demo Requested","points":40}]}],"grade":[{"score":"s","bands":{"A":0}}],
    "segments":[{"id":"hot","when":{"scores.s":{"$gte":40}}}],
    "triggers":[{"id":"in","when":{"enter":"hot"},"to":["d"]},{"id":"hit","when":{"hit":"asked"},"to":["d"]}],
    "destinations":[{"id":"d",)" +
         members + "}]}";
}

/// The messages of a demo by someone of whom much is known.
List<Message> messages_of(const Model& model) {
  State state = new_state(model);
  feed(model, state,
       R"({"type":"identify","anonymousId":"v","userId":"u","timestamp":1772366401000,
           "traits":{"name":"Ann","address":{"city":"Ulm","zip":"1"}}})");
  const Event event = event_of(model, track("Demo Requested", kNoon, R"("messageId":"d","context":{
      "mode":"test","consent":"yes","page":{"url":"https://x.test/a?utm_source=s&utm_medium=m&utm_campaign=c&utm_term=t&utm_content=o","title":"T"}})"));
  return messages(model, state, event, apply(model, state, event));
}

/// Every way into a value, as placeholders write it.
void paths_into(const Value& value, const std::string& path, std::vector<std::string>& out) {
  if (!path.empty()) out.push_back(path);
  const auto below = [&](const std::string& name, const Value& inner) {
    paths_into(inner, path.empty() ? name : path + '.' + name, out);
  };
  if (const Array* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) below(std::to_string(i), (*items)[i]);
  } else if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) below(name, member);
  }
}

TEST(Destinations, AHoleMayNameAllThatAMessageHas) {
  const Model plain = compiled(told_to(R"("url":"/in","fields":["name","address.city"])"));
  std::size_t tried = 0;
  for (const Message& message : messages_of(plain)) {
    const Value whole = *parse_json(message.body);
    std::vector<std::string> paths;
    paths_into(whole, "", paths);
    paths_into(*whole.find("data"), "", paths);
    for (const std::string& path : paths) {
      const auto model = compile(told_to(
          R"("url":"/in","fields":["name","address.city"],"format":"template","body":["{{)" + path +
          "}}\"]"));
      ASSERT_TRUE(model) << path << ": " << errors_json(model.errors());
      ASSERT_NE(value_at(whole, path), nullptr) << path;
      ++tried;
    }
  }
  EXPECT_GT(tried, 150U);
}

TEST(Destinations, AHoleOfTheProfileIsAFieldOfItsDestinationAlone) {
  const Model model = compiled(R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[
    {"id":"asked","on":"Demo Requested","points":40}]}],
    "triggers":[{"id":"hit","when":{"hit":"asked"},"to":["d","e"]}],
    "destinations":[{"id":"d","url":"/d","format":"template","body":{"a":["{{profile.address.city}}","{{profile}}"]}},
      {"id":"e","url":"/e?n={{profile.name}}"}]})");
  const auto sent = messages_of(model);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].body, R"({"a":["Ulm",{"address":{"city":"Ulm"}}]})");
  EXPECT_EQ(sent[0].url, "/d");
  EXPECT_EQ(sent[1].url, "/e?n=Ann");
  EXPECT_EQ(to_json(*parse_json(sent[1].body)->find("data")->find("profile")), R"({"name":"Ann"})");
}

TEST(Destinations, AnUnknownHoleIsToldWithTheNearestName) {
  const auto fix_of = [](const std::string& placeholder) {
    const auto model = compile(
        told_to(R"("url":"/in","format":"template","body":{"a":"{{)" + placeholder + "}}\"}"));
    return model.ok() ? "" : model.errors()[0].code + ": " + model.errors()[0].fix;
  };
  EXPECT_EQ(fix_of("segmnt.label"), "bad_hole: did you mean segment.label?");
  EXPECT_EQ(fix_of("reasons.12.lable"), "bad_hole: did you mean reasons.0.label?");
  EXPECT_EQ(fix_of("user_id"), "bad_hole: did you mean userId?");
  EXPECT_EQ(fix_of("scores.S"), "unknown_reference: did you mean s?");
  EXPECT_EQ(fix_of("scores.s.x").substr(0, 9), "bad_hole:");
  EXPECT_EQ(fix_of("").substr(0, 9), "bad_hole:");
  EXPECT_EQ(fix_of("{say").substr(0, 9), "bad_hole:");
  EXPECT_EQ(fix_of("reasons.0.label"), "");
}

TEST(Destinations, HolesAreCounted) {
  const auto placeholders = [](std::size_t count) {
    std::string body = R"("url":"/in","format":"template","body":[)";
    for (std::size_t i = 0; i < count; ++i) body += i == 0 ? R"("{{message}}")" : R"(,"{{say}}")";
    return told_to(body + "]");
  };
  EXPECT_TRUE(compile(placeholders(200)));
  EXPECT_EQ(code_of(compile(placeholders(201))), "too_many");
}

TEST(Destinations, WhatIsPostedBelongsToTheDigestNotesToo) {
  const auto digest = [](const std::string& members) {
    return compiled(told_to(R"("url":"/in",)" + members)).digest;
  };
  EXPECT_NE(digest(R"("format":"template","body":{"note":"a"})"),
            digest(R"("format":"template","body":{"note":"b"})"));
  EXPECT_NE(digest(R"("headers":{"note":"a"})"), digest(R"("headers":{"note":"b"})"));
  EXPECT_EQ(digest(R"("note":"a")"), digest(R"("note":"b")"));
}

TEST(Destinations, SecretAddressesAreKnown) {
  for (const char* url :
       {"https://hooks.slack.com/services/T0/B0/x",
        "https://discord.com/api/webhooks/1/x",
        "https://discordapp.com/api/webhooks/1/x",
        "https://acme.webhook.office.com/webhookb2/x",
        "https://prod-1.westus.logic.azure.com:443/workflows/x/triggers",
        "https://chat.googleapis.com/v1/spaces/A/messages",
        "https://API.telegram.org/bot1:x/sendMessage",
        "https://hooks.zapier.com/hooks/catch/1/x",
        "https://hook.eu1.make.com/x",
        "https://acme.app.n8n.cloud/webhook/x",
        "https://acme.bitrix24.com/rest/1/x/crm.lead.add",
        "https://acme.odoo.com/web/hook/x",
        "https://acme.pipedrive.com/v1/leads?a=1&api_token=x",
        "https://crm.example/in?API_KEY=x",
        "https://www.google-analytics.com/mp/collect?measurement_id=G&api_secret=x",
        "https://api.hubapi.com/crm/v3/objects/contacts?hapikey=x",
        "https://u:p@us1.api.mailchimp.com/3.0/lists",
        "//u:p@crm.example",
        "/in?access_token=x",
        "https://x.test/in?sp=r&sig=x"}) {
    EXPECT_TRUE(is_secret_url(url)) << url;
  }
  for (const char* url :
       {"/in", "/in/@ann", "//crm.example/@x", "https://crm.example/hooks/kelvin",
        "https://crm.example/u@x.test", "https://crm.example?to=a@x.test",
        "https://api.hsforms.com/submissions/v3/integration/submit/1/2",
        "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8",
        "https://api.segment.io/v1/track", "https://crm.example/token", "/in?signed=1&design=2"}) {
    EXPECT_FALSE(is_secret_url(url)) << url;
  }
}

TEST(Destinations, SecretHeadersAreKnown) {
  for (const char* name : {"Authorization", "Proxy-Authorization", "Cookie", "X-API-Key",
                           "X-Shopify-Access-Token", "x-auth-key", "Client-Secret", "Api-Token"}) {
    EXPECT_TRUE(is_secret_header(name)) << name;
  }
  for (const char* name : {"X-Write-Key", "X-Author", "Accept", "X-Publishable-Key"}) {
    EXPECT_FALSE(is_secret_header(name)) << name;
  }
}

TEST(Destinations, MistakesAreToldOnce) {
  const auto codes_of = [](const std::string& members) {
    std::string out;
    const auto model = compile(told_to(members));
    if (!model) {
      for (const Error& e : model.errors()) out += e.code + e.at.substr(15) + ' ';
    }
    return out;
  };
  EXPECT_EQ(codes_of(R"("url":"/in","method":1,"content_type":2,"format":3,"headers":[])"),
            "wrong_type/format wrong_type/method wrong_type/content_type wrong_type/headers ");
  EXPECT_EQ(codes_of(R"("url":"/in","method":"put")"), "bad_value/method ");
  EXPECT_EQ(codes_of(R"("url":"/in","body":1)"), "conflict/body ");
  EXPECT_EQ(codes_of(R"("url":"/in","format":"template","body":null)"), "");
}

}  // namespace
}  // namespace kelvin
