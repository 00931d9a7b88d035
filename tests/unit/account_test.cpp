// Accounts, apart from any log: contacts to a score, roles, segments and triggers.
#include <gtest/gtest.h>

#include "unit/support.h"

namespace kelvin {
namespace {

const char* const kRules = R"("rules":[{"id":"r","on":"page","points":10}])";

Model with_account(const std::string& members) {
  return model_of(kRules, R"("account":{"key":"profile.company.id","score":"s",)" + members + "}");
}

Contact contact(double points, std::optional<std::size_t> role = std::nullopt) {
  return {"v", role, to_points(points), to_points(points)};
}

/// A visitor of whom only the profile is known.
State known_as(const Model& model, Object profile) {
  State state = new_state(model);
  state.visitor = "v";
  state.first = state.last = state.last_activity = kNoon;
  state.profile = std::move(profile);
  return state;
}

TEST(Accounts, AreToldApartByTheKeysValue) {
  const Model model = with_account(R"("weight":1)");
  const auto key = [&](Value id) {
    Value company = Object{};
    company.set("id", std::move(id));
    return account_key(model, known_as(model, {{"company", company}}), kNoon);
  };
  EXPECT_EQ(key("acme"), "acme");
  EXPECT_EQ(key(7), "7");
  EXPECT_EQ(key(2.5), "2.5");
  EXPECT_EQ(key(false), "false");
  EXPECT_EQ(key(""), std::nullopt);
  EXPECT_EQ(key(Value()), std::nullopt);
  EXPECT_EQ(key(Object{{"a", 1}}), std::nullopt);
  EXPECT_EQ(account_key(model, known_as(model, {{"company", "acme"}}), kNoon), std::nullopt);
  EXPECT_EQ(account_key(model, new_state(model), kNoon), std::nullopt);
}

TEST(Accounts, CutTheSumToTheRangeOnceAndShowTwoDecimals) {
  const Model model = with_account(R"("range":[-10,100])");
  EXPECT_EQ(decide_account(model, {contact(90), contact(90), contact(-100)}).score, to_points(80));
  EXPECT_EQ(decide_account(model, {contact(90), contact(11)}).score, to_points(100));
  EXPECT_EQ(decide_account(model, {contact(-11)}).score, to_points(-10));
  EXPECT_EQ(decide_account(model, {contact(0.004), contact(0.001)}).score, to_points(0.01));
  EXPECT_EQ(decide_account(model, {}).score, to_points(0));
  EXPECT_EQ(decide_account(with_account(R"("range":[5,10])"), {}).score, to_points(5));
}

TEST(Accounts, MaxIsTheMostThatOneGivesEvenBelowZero) {
  const Model model = with_account(R"("combine":"max","range":[-10,100])");
  EXPECT_EQ(decide_account(model, {contact(-5), contact(-3)}).score, to_points(-3));
  EXPECT_EQ(decide_account(model, {contact(5), contact(60)}).score, to_points(60));
}

TEST(Accounts, DoNotOverflowHoweverManyTheyAre) {
  const Model model = with_account(R"("range":[0,1000000])");
  const List<Contact> crowd(20'000, contact(1e6));
  EXPECT_EQ(decide_account(model, crowd).score, to_points(1e6));
}

TEST(Accounts, GiveEachContactTheFirstRoleThatHolds) {
  const Model model = with_account(
      R"("weight":0.2,"roles":[{"id":"boss","if":{"profile.role":"boss","scores.s":{"$gte":20}},"weight":2},
      {"id":"any","if":{"profile.role":{"$exists":true}},"weight":0}])");
  State state = new_state(model);
  feed(model, state, R"({"type":"page","anonymousId":"v","timestamp":1772366401000})");
  Contact one = contact_of(model, state, kNoon);
  EXPECT_EQ(one.visitor, "v");
  EXPECT_EQ(one.role, std::nullopt);
  EXPECT_EQ(one.score, to_points(10));
  EXPECT_EQ(one.points, to_points(2));
  feed(
      model, state,
      R"({"type":"identify","anonymousId":"v","timestamp":1772366401000,"traits":{"role":"boss"}})");
  one = contact_of(model, state, kNoon);
  EXPECT_EQ(one.role, 1U);
  EXPECT_EQ(one.points, to_points(0));
  feed(model, state, R"({"type":"page","anonymousId":"v","timestamp":1772366402000})");
  one = contact_of(model, state, kNoon);
  EXPECT_EQ(one.role, 0U);
  EXPECT_EQ(one.points, to_points(40));
  EXPECT_EQ(decide_account(model, {one, one}).roles, (List<std::int64_t>{2, 0}));
}

TEST(Accounts, AreInSegmentsByWhatIsToldOfThemAndCallTriggers) {
  const Model model = with_account(
      R"("roles":[{"id":"buyer","if":{},"weight":1},{"id":"never","if":{"profile.x":1},"weight":1}],
      "segments":[{"id":"big","when":{"contacts":{"$gte":2},"roles.never":0}},
        {"id":"warm","when":{"scores.account":{"$gte":30}},"leave":{"roles.buyer":{"$gt":2}}}],
      "triggers":[{"id":"t1","when":{"enter":"warm"}},
        {"id":"t2","when":{"enter":"warm"},"if":{"$or":[{"contacts":1},{"scores.account":{"$gt":30}}]}}])");
  AccountSnapshot told = decide_account(model, {contact(10, 0), contact(20, 0)});
  EXPECT_EQ(told.segments, (List<std::uint8_t>{1, 1}));
  EXPECT_EQ(told.triggers, (List<std::size_t>{0}));
  EXPECT_EQ(told.contacts, 2);
  told = decide_account(model, {contact(31, 0)});
  EXPECT_EQ(told.segments, (List<std::uint8_t>{0, 1}));
  EXPECT_EQ(told.triggers, (List<std::size_t>{0, 1}));
  told = decide_account(model, {contact(31, 0), contact(1, 0), contact(1, 0)});
  EXPECT_EQ(told.segments, (List<std::uint8_t>{1, 0})) << "leave holds";
  EXPECT_TRUE(told.triggers.empty());
}

}  // namespace
}  // namespace kelvin
