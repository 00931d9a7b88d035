// The shared cases, through the command line: `check` for models that are refused, `explain` and
// `score` for views of the whole log, `replay` for messages, stderr for bad lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "kelvin/time.h"
#include "process.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(KELVIN_CASES)) {
    if (fs::exists(entry.path() / "expected.json")) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Instant instant(const json& value) {
  if (value.is_number()) return {value.get<std::int64_t>()};
  return parse_instant(value.get<std::string>()).value_or(kEarliest);
}

/// Every key that is expected is there and equal.
void expect_within(const json& expected, const json& actual, const std::string& what) {
  static const std::set<std::string> kOwn = {"at", "after", "visitor"};
  for (const auto& [key, value] : expected.items()) {
    if (kOwn.contains(key) || !actual.contains(key)) continue;
    if (value.is_object()) {
      for (const auto& [name, inner] : value.items()) {
        EXPECT_EQ(actual.at(key).value(name, json()), inner) << what << ": " << key << "." << name;
      }
    } else {
      EXPECT_EQ(actual.at(key), value) << what << ": " << key;
    }
  }
}

/// Every member that is expected is there and equal, at any depth.
void expect_part(const json& expected, const json& actual, const std::string& what) {
  if (!expected.is_object() || !actual.is_object()) {
    EXPECT_EQ(actual, expected) << what;
    return;
  }
  for (const auto& [key, value] : expected.items()) {
    ASSERT_TRUE(actual.contains(key)) << what << ": " << key;
    expect_part(value, actual.at(key), what + "/" + key);
  }
}

class Corpus : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::ifstream in(folder_ / "expected.json");
    expected_ = json::parse(in);
  }

  void check_errors() const {
    const Finished run = kelvin({"check", "--json", model_});
    EXPECT_EQ(run.exit, 1);
    std::multiset<std::pair<std::string, std::string>> wanted, found;
    for (const json& error : expected_.at("errors"))
      wanted.emplace(error.at("code"), error.at("at"));
    const json report = json::parse(run.out);
    for (const json& error : report.value("errors", json::array())) {
      found.emplace(error.at("code"), error.at("at"));
    }
    EXPECT_EQ(found, wanted) << run.out;
  }

  void check_view(const json& view) const {
    const std::string time = to_iso(instant(view.at("at")));
    const Finished scores = kelvin({"score", "--model", model_, "--at", time, log_});
    std::string visitor = view.value("visitor", "");
    for (const std::string& line : lines(scores.out)) {
      const json row = json::parse(line);
      if (visitor.empty()) visitor = row.at("visitor");
      if (row.at("visitor") == visitor) expect_within(view, row, "score --at " + time);
    }
    const Finished run =
        kelvin({"explain", "--json", "--model", model_, "--at", time, "--visitor", visitor, log_});
    EXPECT_TRUE(run.exit == 0 || run.exit == 3) << run.err;
    expect_within(view, json::parse(run.out), "explain --at " + time);
  }

  /// `explain --at` and `score --at` leave later events out: they can only look at the end.
  void check_views() const {
    const Finished whole = kelvin({"score", "--model", model_, log_});
    EXPECT_TRUE(whole.exit == 0 || whole.exit == 3) << whole.err;
    if (whole.out.empty()) return;
    const Instant newest = instant(json::parse(lines(whole.out)[0]).at("at"));
    for (const json& view : expected_.value("views", json::array())) {
      if (!view.contains("after") && instant(view.at("at")) >= newest) check_view(view);
    }
  }

  void check_messages() const {
    const json& wanted = expected_.at("messages");
    const std::vector<std::string> told =
        lines(kelvin({"replay", "--requests", "--model", model_, log_}).out);
    ASSERT_EQ(told.size(), wanted.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
      const json line = json::parse(told[i]);
      json message = line.at("message");
      message["time"] = line.at("time");
      message["visitor"] = line.at("visitor");
      message["posted"] = message.at("body");
      message["body"] = json::parse(message.at("posted").get<std::string>());
      json expected = wanted[i];
      expected["time"] = to_iso(instant(expected.at("time")));
      expected.erase("note");
      expect_part(expected, message, "message " + std::to_string(i));
    }
  }

  void check_bad_lines() const {
    const Finished run = kelvin({"score", "--model", model_, log_});
    for (const json& event : expected_.value("events", json::array())) {
      if (event.value("status", "") != "bad") continue;
      EXPECT_EQ(run.exit, 3);
      const std::string named = log_ + ":" + std::to_string(event.at("line").get<int>()) + ": " +
                                event.at("error").get<std::string>();
      EXPECT_NE(run.err.find(named), std::string::npos) << named << " in\n" << run.err;
    }
  }

  fs::path folder_ = fs::path(KELVIN_CASES) / GetParam();
  std::string model_ = (folder_ / "model.json").string();
  std::string log_ = (folder_ / "events.ndjson").string();
  json expected_;
};

TEST_P(Corpus, HoldsOnTheCommandLine) {
  if (expected_.contains("errors")) return check_errors();
  EXPECT_EQ(kelvin({"check", model_}).exit, 0) << kelvin({"check", model_}).out;
  check_views();
  if (expected_.contains("messages")) check_messages();
  check_bad_lines();
}

std::string test_name(const ::testing::TestParamInfo<std::string>& of_case) {
  std::string name = of_case.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Cases, Corpus, ::testing::ValuesIn(case_names()), test_name);

TEST(CorpusItself, HasCases) {
  EXPECT_GE(case_names().size(), 25U);
}

}  // namespace
}  // namespace kelvin::testing
