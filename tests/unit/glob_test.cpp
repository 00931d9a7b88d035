// Globs: what they match, and that no pattern makes them slow.
#include "condition/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace kelvin {
namespace {

TEST(Glob, WithoutStarsIsTheTextItself) {
  EXPECT_TRUE(glob_matches("/pricing", "/pricing"));
  EXPECT_FALSE(glob_matches("/pricing", "/Pricing"));
  EXPECT_FALSE(glob_matches("/pricing", "/pricing/"));
  EXPECT_FALSE(glob_matches("/pricing", "/pricin"));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "/"));
  EXPECT_TRUE(glob_matches("/a.b+(c)[d]?", "/a.b+(c)[d]?")) << "nothing but stars is special";
  EXPECT_FALSE(glob_matches("/a?c", "/abc"));
}

TEST(Glob, StarStaysWithinASegment) {
  EXPECT_TRUE(glob_matches("/blog/*", "/blog/why"));
  EXPECT_TRUE(glob_matches("/blog/*", "/blog/"));
  EXPECT_FALSE(glob_matches("/blog/*", "/blog"));
  EXPECT_FALSE(glob_matches("/blog/*", "/blog/2026/why"));
  EXPECT_TRUE(glob_matches("/*/edit", "/a/edit"));
  EXPECT_FALSE(glob_matches("/*/edit", "/a/b/edit"));
  EXPECT_TRUE(glob_matches("/p*g", "/pricing"));
  EXPECT_TRUE(glob_matches("/p*g", "/pg"));
  EXPECT_FALSE(glob_matches("/p*g", "/p/g"));
  EXPECT_TRUE(glob_matches("*", "abc"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_FALSE(glob_matches("*", "/"));
}

TEST(Glob, TwoStarsCrossSegments) {
  EXPECT_TRUE(glob_matches("/pricing/**", "/pricing"));
  EXPECT_TRUE(glob_matches("/pricing/**", "/pricing/"));
  EXPECT_TRUE(glob_matches("/pricing/**", "/pricing/a/b"));
  EXPECT_FALSE(glob_matches("/pricing/**", "/pricing-old"));
  EXPECT_FALSE(glob_matches("/pricing/**", "/pricin"));
  EXPECT_TRUE(glob_matches("/**/edit", "/a/b/edit"));
  EXPECT_FALSE(glob_matches("/**/edit", "/edit"));
  EXPECT_TRUE(glob_matches("/a**z", "/a/b/z"));
  EXPECT_TRUE(glob_matches("**", ""));
  EXPECT_TRUE(glob_matches("**", "/a/b"));
  EXPECT_TRUE(glob_matches("/**", "/"));
  EXPECT_TRUE(glob_matches("/**", ""));
  EXPECT_TRUE(glob_matches("/a/*/**", "/a/b"));
  EXPECT_TRUE(glob_matches("/a/*/**", "/a/b/c/d"));
  EXPECT_FALSE(glob_matches("/a/*/**", "/a"));
  EXPECT_TRUE(glob_matches("/***", "/a/b"));
  EXPECT_TRUE(glob_matches("/*/**/x", "/a/b/x"));
}

TEST(Glob, OfOtherTextsStarIsAnything) {
  const auto matches = [](std::string_view pattern, std::string_view text) {
    return glob_matches(pattern, text, GlobOf::kText);
  };
  EXPECT_TRUE(matches("kv-*", "kv-100/red"));
  EXPECT_TRUE(matches("*", "a/b"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*red", "kv-100/red"));
  EXPECT_TRUE(matches("k*/*d", "kv-100/red"));
  EXPECT_TRUE(matches("k**d", "kv-100/red"));
  EXPECT_FALSE(matches("k*x", "kv-100/red"));
  EXPECT_FALSE(matches("v-*", "kv-100/red"));
  EXPECT_TRUE(matches("/x/**", "/x/"));
  EXPECT_TRUE(matches("/x/**", "/x/y"));
  EXPECT_FALSE(matches("/x/**", "/x"));
  EXPECT_FALSE(matches("/*/**", "/x"));
  EXPECT_TRUE(matches("/*/**", "/x/"));
  EXPECT_FALSE(matches("a?[b]{c}", "abbc"));
  EXPECT_TRUE(matches("a?[b]{c}", "a?[b]{c}"));
}

TEST(Glob, BacktracksWhereItMust) {
  EXPECT_TRUE(glob_matches("/*ab", "/aab"));
  EXPECT_TRUE(glob_matches("/*aab*b", "/aaaabbb"));
  EXPECT_FALSE(glob_matches("/*aab*c", "/aaaabbb"));
  EXPECT_TRUE(glob_matches("**/x/**/y", "/x/x/y/x/y"));
  EXPECT_TRUE(glob_matches("/a*/b", "/aa/b"));
}

TEST(Glob, StaysLinearInTheText) {
  std::string stars;
  while (stars.size() + 3 <= kMaxGlob - 1) stars += "**a";
  stars += 'b';
  const std::string text(100'000, 'a');
  EXPECT_FALSE(glob_matches(stars, text)) << "trying every way would outlast the sun";
  EXPECT_TRUE(glob_matches(stars, text + 'b'));
  const std::string shorter(5'000, 'a');
  EXPECT_TRUE(glob_matches(std::string(kMaxGlob, '*'), shorter));
  EXPECT_FALSE(glob_matches(std::string(kMaxGlob - 1, '*') + 'b', shorter));
}

TEST(TrailingSlash, IsTakenFromAllPathsButTheRoot) {
  EXPECT_EQ(without_trailing_slash("/a/"), "/a");
  EXPECT_EQ(without_trailing_slash("/a"), "/a");
  EXPECT_EQ(without_trailing_slash("/"), "/");
  EXPECT_EQ(without_trailing_slash(""), "");
}

}  // namespace
}  // namespace kelvin
