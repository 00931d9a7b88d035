// The library of models, core/models: each carries tests, all hold, and between them every rule
// hits, every segment is entered and every trigger fires.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "corpus/case.h"
#include "kelvin/journey.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "kelvin/lint.h"

namespace kelvin::corpus {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(KELVIN_MODELS)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of(const std::string& name) {
  return read_file(fs::path(KELVIN_MODELS) / (name + ".json"));
}

std::string listed(const List<Text>& ids) {
  std::string out;
  for (const Text& id : ids) out += " " + id;
  return out;
}

class Library : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    text_ = text_of(GetParam());
    auto model = compile(text_);
    ASSERT_TRUE(model) << errors_json(model.errors());
    model_ = model.take();
    auto journeys = read_journeys(*model_, text_);
    ASSERT_TRUE(journeys) << errors_json(journeys.errors());
    journeys_ = std::move(*journeys);
  }

  std::string text_;
  std::unique_ptr<Model> model_;
  Journeys journeys_;
};

TEST_P(Library, ItsTestsHold) {
  ASSERT_FALSE(journeys_.empty()) << "a model of the library carries tests";
  for (const JourneyResult& test : run_journeys(*model_, journeys_).tests) {
    for (const JourneyFailure& failure : test.failures) {
      ADD_FAILURE() << test.name << "\n"
                    << failure.at << ": expected " << to_json(failure.expected) << ", found "
                    << to_json(failure.found);
    }
  }
}

TEST_P(Library, ItsTestsMakeEverythingHappen) {
  const Unexercised left = run_journeys(*model_, journeys_).unexercised;
  EXPECT_TRUE(left.rules.empty()) << "no hit:" << listed(left.rules);
  EXPECT_TRUE(left.segments.empty()) << "never entered:" << listed(left.segments);
  EXPECT_TRUE(left.triggers.empty()) << "never fired:" << listed(left.triggers);
}

/// Whoever changes a number that a test expects must hear of it.
TEST_P(Library, EachNumberThatItsTestsExpectIsCompared) {
  std::size_t changed = 0;
  for (Journey& journey : journeys_) {
    for (Step& step : journey.steps) {
      for (Expected& expected : step.expected) {
        if (const double* number = expected.value.as_number()) {
          expected.value = *number + 0.01;
          ++changed;
        }
      }
    }
  }
  std::size_t failures = 0;
  for (const JourneyResult& test : run_journeys(*model_, journeys_).tests) {
    failures += test.failures.size();
  }
  EXPECT_GT(changed, 10U);
  EXPECT_EQ(failures, changed);
}

TEST_P(Library, ItIsMadeToStartFrom) {
  EXPECT_EQ(model_->id, GetParam()) << "a model bears its file's name";
  const Value document = *parse_json(text_);
  EXPECT_NE(document.find("$schema"), nullptr);
  ASSERT_NE(document.find("note"), nullptr);
  EXPECT_GE(document.find("note")->as_text()->size(), 40U);
  for (const Rule& rule : model_->rules) EXPECT_NE(rule.label, rule.id) << "a label for people";
  for (const Segment& segment : model_->segments) EXPECT_NE(segment.label, segment.id);
  for (const Trigger& trigger : model_->triggers) {
    EXPECT_FALSE(trigger.to.empty()) << trigger.id;
    EXPECT_FALSE(trigger.say.empty()) << trigger.id;
  }
  for (const Destination& destination : model_->destinations) {
    EXPECT_TRUE(destination.url.starts_with("https://") &&
                destination.url.find(".example/") != std::string::npos)
        << destination.url;
  }
}

/// Whoever starts from it must know what to track.
TEST_P(Library, ItsNoteSaysWhichEventsItExpects) {
  const std::string note = *parse_json(text_)->find("note")->as_text();
  const std::size_t from = note.find("Expected events:");
  ASSERT_NE(from, std::string::npos);
  for (const EventName& name : model_->names) {
    if (name.rules.empty()) continue;
    const bool page = name.name == "page" || name.name == "visit";
    const std::string wanted = page ? "page views" : name.name;
    EXPECT_NE(note.find(wanted, from), std::string::npos) << wanted;
  }
}

TEST_P(Library, ItEarnsNoWarning) {
  for (const Error& warning : lint(*model_, *parse_json(text_))) {
    ADD_FAILURE() << warning.code << " at " << warning.at << ": " << warning.found;
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, Library, testing::ValuesIn(model_names()), test_name);

TEST(LibraryAsAWhole, HasAModelForEachWayOfScoring) {
  const std::vector<std::string> expected{"b2b-shop",
                                          "breadcrumbs-style",
                                          "drip-style",
                                          "fit-engagement",
                                          "hubspot-style",
                                          "marketo-style",
                                          "mql",
                                          "pardot-style",
                                          "retail",
                                          "saas",
                                          "saas-multi-product",
                                          "starter",
                                          "three-tiers"};
  EXPECT_EQ(model_names(), expected);
}

TEST(LibraryAsAWhole, IsListedInItsReadme) {
  const std::string readme = read_file(fs::path(KELVIN_MODELS) / "README.md");
  for (const std::string& name : model_names()) {
    EXPECT_NE(readme.find("(" + name + ".json)"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace kelvin::corpus
