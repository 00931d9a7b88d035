// minify: the same model without what does not score.
#include <gtest/gtest.h>

#include "corpus/case.h"
#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "unit/support.h"

namespace kelvin {
namespace {

TEST(Minify, LeavesOutNotesTestsAndTheSchema) {
  const auto out = minify(R"({ "$schema": "x", "kelvin": 1, "id": "m", "version": "1", "note": "a",
    "tests": [{"name": "t"}],
    "scores": [{"id": "s", "note": "b", "rules": [
      {"id": "r", "on": "page", "where": {"note": "c", "page.path": "/"}, "points": 1}]}] })");
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(*out, R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[)"
                  R"({"id":"r","on":"page","where":{"page.path":"/"},"points":1}]}]})");
}

TEST(Minify, ANoteThatIsANameStays) {
  const std::string json =
      R"({"kelvin":1,"id":"m","version":"1","pages":{"note":"/note/**"},"scores":[{"id":"s","rules":[)"
      R"({"id":"r","on":"page","where":{"properties.x":{"note":"y"}},"points":1},)"
      R"({"id":"q","while":{"profile.x":1},"points":{"by":"profile.k","values":{"note":2}}}]}],)"
      R"("destinations":[{"id":"d","url":"/in","headers":{"note":"x"}}]})";
  EXPECT_EQ(*minify(json), json);
  // Other pages are another model.
  std::string other = json;
  other.replace(other.find("/note/**"), 8, "/else/**");
  EXPECT_NE(compiled(json).digest, compiled(other).digest);
}

TEST(Minify, IsTheSameModelAndDoneOnce) {
  for (const std::string& name : corpus::case_names()) {
    const std::string json = corpus::load_case(name).model;
    const auto model = compile(json);
    const auto out = minify(json);
    ASSERT_EQ(out.ok(), model.ok()) << name;
    if (!model) {
      EXPECT_EQ(out.errors(), model.errors()) << name;
      continue;
    }
    EXPECT_EQ(compiled(*out).digest, model->digest) << name;
    EXPECT_EQ(describe(compiled(*out)), describe(*model)) << name;
    EXPECT_EQ(*minify(*out), *out) << name;
    EXPECT_LE(out->size(), json.size()) << name;
  }
}

}  // namespace
}  // namespace kelvin
