// A log, the messages that it gives as claims, and what `kelvin verify` says of them.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "process.h"
#include "samples.h"

namespace kelvin::testing {

class Verify : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* visitor : {"a", "b", "c"}) {
      text_ += std::string(R"({"type":"identify","messageId":"i-)") + visitor +
               R"(","anonymousId":")" + visitor + R"(","timestamp":")" + at(0) +
               R"(","traits":{"size":250}})" + "\n";
      for (int minute = 1; minute < 5; ++minute) text_ += page(visitor, minute);
    }
    use_log(text_);
    ASSERT_EQ(claims_.size(), 3U);
  }

  /// Verifies against this log from now on; the claims are what it gives.
  void use_log(const std::string& text) {
    log_ = folder_.file("log.ndjson", text);
    claims_.clear();
    for (const std::string& line : lines(kelvin({"replay", "--model", model_, log_}).out)) {
      claims_.push_back(nlohmann::json::parse(line));
    }
  }

  Finished verify(const std::string& claims, const Arguments& more = {}) const {
    Arguments all = {"verify", "--model", model_, "--claims", folder_.file("claims", claims), log_};
    all.insert(all.end(), more.begin(), more.end());
    return kelvin(all);
  }
  /// The claims as NDJSON.
  [[nodiscard]] std::string ndjson() const {
    std::string out;
    for (const nlohmann::json& claim : claims_) out += claim.dump() + "\n";
    return out;
  }
  /// The verdict on the first claim, and the places of what differs.
  std::pair<std::string, std::vector<std::string>> first_verdict() const {
    const Finished run = verify(ndjson(), {"--json"});
    const nlohmann::json first = nlohmann::json::parse(lines(run.out).at(0));
    EXPECT_EQ(run.exit, first.at("verdict") == "ok" ? 0 : 1);
    std::vector<std::string> places;
    for (const nlohmann::json& difference : first.at("differences"))
      places.push_back(difference.at("at"));
    return {first.at("verdict"), places};
  }

  Folder folder_;
  std::string model_ = folder_.file("model.json", kModel);
  std::string text_, log_;
  std::vector<nlohmann::json> claims_;
};

/// The log, with a mode and a consent in the context of its page events.
inline std::string telling(std::string log, const std::string& mode) {
  const std::string plain = R"("properties":{"path")";
  const std::string context = R"("context":{"consent":"denied","mode":")" + mode + R"("},)" + plain;
  for (std::size_t at = log.find(plain); at != std::string::npos;
       at = log.find(plain, at + context.size())) {
    log.replace(at, plain.size(), context);
  }
  return log;
}

}  // namespace kelvin::testing
