// Labels: what one is, and what several of one visitor come to.
#include "kelvin/study/labels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kelvin/json.h"

namespace kelvin::study {
namespace {

Result<Label> read(const std::string& json) {
  return read_label(*parse_json(json));
}

std::string mistakes(const std::string& json) {
  const auto label = read(json);
  std::string out;
  for (const Error& error : label.errors()) {
    out += std::string(error.code) + " " + std::string(error.at) + ";";
  }
  return out;
}

TEST(Labels, ReadsAllMembersAndIgnoresOthers) {
  const auto label = read(R"({"visitor":"v-1","converted":1,"converted_at":"2026-03-01T10:00:00Z",)"
                          R"("accepted":true,"value":12.5,"split":"train"})");
  ASSERT_TRUE(label.ok());
  EXPECT_EQ(*label, (Label{"v-1", true, parse_instant("2026-03-01T10:00:00Z"), true, 12.5}));
}

TEST(Labels, TextsOfATableAreRead) {
  const auto label = read(R"({"visitor":"v-1","converted":"1","converted_at":"1772359200000",)"
                          R"("accepted":"FALSE","value":"-3.25"})");
  ASSERT_TRUE(label.ok());
  EXPECT_EQ(*label, (Label{"v-1", true, parse_instant("2026-03-01T10:00:00Z"), false, -3.25}));
}

TEST(Labels, NothingIsAsIfMissingAndANumberIsAVisitor) {
  const auto label =
      read(R"({"visitor":17,"converted":false,"converted_at":null,"accepted":"","value":null})");
  ASSERT_TRUE(label.ok());
  EXPECT_EQ(*label, (Label{"17", false, {}, {}, {}}));
}

TEST(Labels, EveryMistakeIsTold) {
  EXPECT_EQ(mistakes("[]"), "wrong_type ;");
  EXPECT_EQ(mistakes("{}"), "missing /visitor;missing /converted;");
  EXPECT_EQ(mistakes(R"({"visitor":1.5,"converted":2})"),
            "wrong_type /visitor;bad_value /converted;");
  EXPECT_EQ(mistakes(R"({"visitor":"a","converted":1})"), "missing /converted_at;");
  EXPECT_EQ(mistakes(R"({"visitor":"a","converted":0,"converted_at":"2026-03-01T10:00:00Z"})"),
            "bad_value /converted;");
  EXPECT_EQ(mistakes(R"({"visitor":"a","converted":1,"converted_at":"2026-03-01"})"),
            "bad_time /converted_at;");
  EXPECT_EQ(mistakes(R"({"visitor":"a","converted":0,"value":"1e3"})"), "bad_value /value;");
  const auto seconds = read(R"({"visitor":"a","converted":1,"converted_at":1772359200})");
  EXPECT_EQ(seconds.errors()[0].fix, kSecondsFix);
}

TEST(Labels, TheEarliestConversionOfAVisitorStandsInAnyOrder) {
  const Label none{"a", false, {}, {}, {}};
  const Label later{"a", true, Instant{2'000'000'000'000}, {}, {}};
  const Label sooner{"a", true, Instant{1'000'000'000'000}, true, {}};
  for (const auto& order : {std::vector{none, later, sooner}, std::vector{sooner, later, none},
                            std::vector{later, none, sooner}}) {
    Labels labels;
    for (const Label& label : order) labels.add(label);
    EXPECT_EQ(labels.size(), 1U);
    EXPECT_EQ(labels.converted(), 1U);
    EXPECT_EQ(labels.repeated(), 2U);
    ASSERT_NE(labels.find("a"), nullptr);
    EXPECT_EQ(*labels.find("a"), sooner);
  }
  EXPECT_EQ(Labels().find("a"), nullptr);
}

}  // namespace
}  // namespace kelvin::study
