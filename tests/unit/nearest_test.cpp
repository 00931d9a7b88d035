// Which name is meant by one that is not there.
#include "../../core/study/src/nearest.h"

#include "support.h"

namespace kelvin::study {
namespace {

TEST(Nearest, TheSameButForSpellingIsWhole) {
  EXPECT_EQ(likeness("Product Added", "product_added"), 100);
  EXPECT_EQ(likeness("Product Added", "productAdded"), 100);
  EXPECT_EQ(likeness("signup", "Sign Up"), 100);
}

TEST(Nearest, WordsInCommonSlipsAndMeanings) {
  EXPECT_GE(likeness("Order Completed", "Order Complete"), 80);
  EXPECT_GE(likeness("Newsletter Signup", "Newsleter Signup"), 80);
  EXPECT_GE(likeness("total", "revenue"), kAlike);
  EXPECT_GE(likeness("price", "cart_value"), kAlike);
  EXPECT_GE(likeness("Product Viewed", "page"), kAlike);
  EXPECT_GE(likeness("Signed Up", "signup_done"), kAlike);
  EXPECT_LT(likeness("Signed Up", "page"), kAlike);
  EXPECT_EQ(likeness("of the", "to"), 0);
  EXPECT_LT(likeness("Demo Requested", "page"), kAlike);
  EXPECT_LT(likeness("form", "from"), kAlike + 60);
  EXPECT_EQ(likeness("", "x"), 0);
  EXPECT_EQ(likeness("--", "x"), 0);
}

TEST(Nearest, NearlySameGoFirstThenTheFrequent) {
  const std::vector<Near> found =
      nearest("Product Viewed",
              {{"Product Added", 9}, {"page", 50}, {"product viewed", 1}, {"Other", 99}}, 3);
  EXPECT_EQ(found, (std::vector<Near>{{"product viewed", 1}, {"page", 50}, {"Product Added", 9}}));
}

}  // namespace
}  // namespace kelvin::study
