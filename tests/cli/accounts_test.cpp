// kelvin accounts: one intern, however keen, does not qualify a company; three key buyers do.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

/// Interest by page views; buyers count whole, others a fifth; qualified from 70.
std::string model_with(const std::string& account) {
  return R"({"kelvin":1,"id":"m","version":"1","privacy":{"retention":"30d"},
    "scores":[{"id":"interest","rules":[{"id":"view","on":"page","points":10}]}],
    "segments":[{"id":"keen","when":{"scores.interest":{"$gte":100}}}],
    "destinations":[{"id":"crm","url":"/in"}],
    "account":)" +
         account + "}";
}
const std::string kCompanies = model_with(R"({
    "key":"profile.company.id","score":"interest","combine":"sum",
    "roles":[{"id":"buyer","if":{"profile.role":{"$in":["it","finance","managing"]}},"weight":1}],
    "weight":0.2,"range":[0,100],
    "segments":[{"id":"qualified","when":{"scores.account":{"$gte":70}}},
      {"id":"committee","when":{"roles.buyer":{"$gte":3}},"leave":{"contacts":{"$gt":5}}}],
    "triggers":[{"id":"call","when":{"enter":"qualified"},"if":{"contacts":{"$gte":2}},"to":["crm"]}]})");

std::string line(const std::string& members, const std::string& visitor, int minute,
                 const std::string& id) {
  return "{" + members + R"(,"anonymousId":")" + visitor + R"(","messageId":")" + visitor + id +
         R"(","timestamp":")" + at(minute) + "\"}\n";
}

/// Somebody of a company who looks at pages.
std::string person(const std::string& visitor, const std::string& company, const std::string& role,
                   int pages) {
  std::string log = line(R"("type":"identify","traits":{"role":")" + role + "\"}", visitor, 0, "i");
  if (!company.empty()) {
    log += line(R"("type":"group","groupId":")" + company + "\"", visitor, 0, "g");
  }
  for (int i = 0; i < pages; ++i) log += page(visitor, 1 + i);
  return log;
}

class Accounts : public ::testing::Test {
 protected:
  Finished accounts(const std::string& model, const std::string& log,
                    const Arguments& rest = {}) const {
    Arguments all = {"accounts", "--model", folder_.file("model.json", model),
                     folder_.file("log.ndjson", log)};
    all.insert(all.end(), rest.begin(), rest.end());
    return kelvin(all);
  }

  Folder folder_;
};

TEST_F(Accounts, OneInternDoesNotQualifyACompanyThreeKeyBuyersDo) {
  const std::string log = person("i-1", "intern-ag", "intern", 12) +
                          person("b-1", "buyer-ag", "it", 3) +
                          person("b-2", "buyer-ag", "finance", 2) +
                          person("b-3", "buyer-ag", "managing", 2) + person("x", "", "it", 9);
  const Finished run = accounts(kCompanies, log);
  EXPECT_EQ(run.exit, 0) << run.err;
  ASSERT_EQ(lines(run.out).size(), 2U) << run.out;
  EXPECT_EQ(
      lines(run.out)[0],
      R"({"account":"buyer-ag","at":"2026-03-01T10:12:00.000Z","score":70,"contacts":3,)"
      R"("roles":{"buyer":3},"segments":["qualified","committee"],"triggers":["call"],"visitors":[)"
      R"({"visitor":"b-1","role":"buyer","score":30,"points":30},)"
      R"({"visitor":"b-2","role":"buyer","score":20,"points":20},)"
      R"({"visitor":"b-3","role":"buyer","score":20,"points":20}]})");
  EXPECT_EQ(lines(run.out)[1],
            R"({"account":"intern-ag","at":"2026-03-01T10:12:00.000Z","score":20,"contacts":1,)"
            R"("roles":{"buyer":0},"segments":[],"triggers":[],"visitors":[)"
            R"({"visitor":"i-1","role":null,"score":100,"points":20}]})");
  for (const char* threads : {"1", "2", "5"}) {
    EXPECT_EQ(accounts(kCompanies, log, {"--threads", threads}).out, run.out);
  }
}

TEST_F(Accounts, ThresholdIsMetExactly) {
  // 30 + 30 + 0.2 x 40 = 68; with one more page of an intern 70.
  const std::string log = person("b-1", "acme", "it", 3) + person("b-2", "acme", "finance", 3);
  const json below = json::parse(accounts(kCompanies, log + person("i", "acme", "intern", 4)).out);
  EXPECT_EQ(below.at("score"), 68);
  EXPECT_EQ(below.at("segments"), json::array());
  const json there = json::parse(accounts(kCompanies, log + person("i", "acme", "intern", 5)).out);
  EXPECT_EQ(there.at("score"), 70);
  EXPECT_EQ(there.at("segments"), json::array({"qualified"}));
  EXPECT_EQ(there.at("roles").at("buyer"), 2);
}

TEST_F(Accounts, CombinesByMaxAndCutsToTheRange) {
  const std::string model = model_with(R"({"key":"profile.company.id","score":"interest",
      "combine":"max","roles":[{"id":"star","if":{"segments":"keen"},"weight":0.3333335},
      {"id":"rest","if":{"scores.interest":{"$gt":0}},"weight":0.5}],"weight":9,"range":[-1,45]})");
  const auto score = [&](const std::string& log) {
    return json::parse(accounts(model, log).out).at("score");
  };
  EXPECT_EQ(score(person("a", "acme", "it", 8) + person("b", "acme", "it", 3)), 40);
  EXPECT_EQ(score(person("a", "acme", "it", 9) + person("b", "acme", "it", 9)), 45);
  // The first role that holds: 100 x 0.3333335 = 33.33335, shown 33.33.
  EXPECT_EQ(score(person("a", "acme", "it", 10)), 33.33);
  EXPECT_EQ(score(person("a", "acme", "it", 0)), 0);
}

TEST_F(Accounts, SeesTheMomentThatIsAskedFor) {
  const std::string log = person("b-1", "acme", "it", 9) +
                          line(R"("type":"group","groupId":"umbrella")", "b-1", 30, "g2");
  const json now = json::parse(accounts(kCompanies, log).out);
  EXPECT_EQ(now.at("account"), "umbrella");
  const json then = json::parse(accounts(kCompanies, log, {"--at", at(29)}).out);
  EXPECT_EQ(then.at("account"), "acme");
  EXPECT_EQ(then.at("score"), 90);
  EXPECT_EQ(accounts(kCompanies, log, {"--at", "2026-03-31T10:29:59.999Z"}).out.empty(), false);
  EXPECT_EQ(accounts(kCompanies, log, {"--at", "2026-03-31T10:30:00Z"}).out, "")
      << "who is forgotten is nobody's contact";
}

TEST_F(Accounts, PrintsCsvAndATable) {
  const std::string log = person("b-1", "ac,me", "it", 3) + person("b-2", "ac,me", "intern", 2);
  const Finished csv = accounts(kCompanies, log, {"--out", "csv"});
  EXPECT_EQ(csv.out,
            "account,at,score,contacts,roles.buyer,segments,triggers,visitors\n"
            "\"ac,me\",2026-03-01T10:03:00.000Z,34,2,1,,,b-1 b-2\n");
  const Finished table = accounts(kCompanies, log, {"--out", "table"});
  ASSERT_EQ(lines(table.out).size(), 2U);
  EXPECT_NE(lines(table.out)[1].find("ac,me"), std::string::npos);
  EXPECT_NE(lines(table.out)[1].find("b-1 b-2"), std::string::npos);
}

TEST_F(Accounts, NeedsAModelWithAccountsAndNamesBadLines) {
  const Finished none = accounts(std::string(kModel), page("v", 0));
  EXPECT_EQ(none.exit, 2);
  EXPECT_NE(none.err.find("no account section"), std::string::npos) << none.err;
  const Finished bad = accounts(kCompanies, "{\n" + person("b-1", "acme", "it", 1));
  EXPECT_EQ(bad.exit, 3);
  EXPECT_EQ(lines(bad.out).size(), 1U);
  EXPECT_EQ(accounts(kCompanies, "").out, "");
}

TEST_F(Accounts, ScoreShowsWhoIsForgottenAsNew) {
  const std::string log = folder_.file("log.ndjson", person("b-1", "acme", "it", 3));
  const std::string model = folder_.file("model.json", kCompanies);
  const auto row = [&](const std::string& time) {
    return json::parse(kelvin({"score", "--model", model, "--at", time, log}).out);
  };
  EXPECT_EQ(row("2026-03-31T10:02:59.999Z").at("events"), 5);
  const json gone = row("2026-03-31T10:03:00Z");
  EXPECT_EQ(gone.at("visitor"), "b-1");
  EXPECT_EQ(gone.at("events"), 0);
  EXPECT_EQ(gone.at("last"), "");
  EXPECT_EQ(gone.at("scores").at("interest"), 0);
  const Finished why = kelvin(
      {"explain", "--model", model, "--visitor", "b-1", "--at", "2026-03-31T10:03:00Z", log});
  EXPECT_NE(why.out.find("0 events"), std::string::npos) << why.out;
}

}  // namespace
}  // namespace kelvin::testing
