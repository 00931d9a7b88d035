// Scrubbing: what of texts and addresses may stay, and that doing it twice changes nothing.
#include "event/scrub.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/utf8.h"
#include "unit/support.h"

namespace kelvin {
namespace {

const Model& asks_for_ref() {
  static const Model model =
      model_of(R"("rules":[{"id":"r","on":"page","points":1,"where":{"page.query.ref":"a"}}])");
  return model;
}

std::string value_of(std::string_view text) {
  return scrub_value(asks_for_ref(), text);
}

std::string address(std::string_view url) {
  Text out;
  append_address(asks_for_ref(), take_apart(url), out);
  return out;
}

Parameters parameters(std::string_view query) {
  Text out;
  Parameters parameters;
  append_query(asks_for_ref(), query, out, &parameters);
  return parameters;
}

TEST(Scrub, MasksWhatLooksLikeAnAddress) {
  EXPECT_EQ(scrub_text("mail me at ann@x.test"), "mail me at [email]");
  EXPECT_EQ(scrub_text("ann@x.test"), "[email]");
  EXPECT_EQ(scrub_text("Ann.O'Hara+news@mail.example.co.uk, bob@y.test!"), "[email], [email]!");
  EXPECT_EQ(scrub_text("<ann_1%x@x-y.test>"), "<[email]>");
  EXPECT_EQ(scrub_text("ann%40x.test"), "[email]");
  EXPECT_EQ(scrub_text("ann@x.test."), "[email].");
  EXPECT_EQ(scrub_text("änn@müller.example"), "[email]");
  EXPECT_EQ(scrub_text("a@b.c@d.e"), "[email]");
}

TEST(Scrub, MasksHoweverItIsEscaped) {
  for (const char* text : {"ann%2540x.test", "ann%252540x.test", "ann%40x%2Etest",
                           "ann%40x%252etest", "%61nn%40%78.test", "ann%2Bnews%40x%2dy.test",
                           "ann＠x.test", "ann﹫x.test", "ann%EF%BC%A0x.test", "ann@x。test",
                           "ann@x．test", "ann@x%E3%80%82test", "o'hara{x}@x.test"}) {
    EXPECT_EQ(scrub_text(text), "[email]") << text;
  }
  EXPECT_EQ(scrub_text("ann%40x.test%20and%20more"), "[email]%20and%20more");
  EXPECT_EQ(scrub_text("ann%40x.test%2Fedit"), "[email]%2Fedit");
}

TEST(Scrub, LeavesWhatDoesNot) {
  for (const char* text :
       {"", "@", "a@", "@x.test", "a @ b", "a@b", "a@.b", "5 @ 3.50", "me (at) x.test", "100%",
        "%40", "[email]", "a@b, c.d", "a%40b%2E", "a%4", "50%25.5", "全角。文"}) {
    EXPECT_EQ(scrub_text(text), text);
  }
}

TEST(Scrub, CutsAtCharacters) {
  EXPECT_EQ(scrub_text(std::string(256, 'a')), std::string(256, 'a'));
  EXPECT_EQ(scrub_text(std::string(257, 'a')), std::string(256, 'a'));
  EXPECT_EQ(scrub_text(std::string(255, 'a') + "é"), std::string(255, 'a'));
  EXPECT_EQ(scrub_text(std::string(254, 'a') + "é"), std::string(254, 'a') + "é");
  EXPECT_EQ(scrub_text(std::string(253, 'a') + "😀"), std::string(253, 'a'));
  EXPECT_EQ(scrub_text(std::string(252, 'a') + "😀b"), std::string(252, 'a') + "😀");
  EXPECT_EQ(cut(std::string(250, 'a') + " a@x.test"), std::string(250, 'a') + " a@x.t");
}

TEST(Scrub, MasksBeforeItCuts) {
  const std::string scrubbed = scrub_text(std::string(240, '-') + " ann.with.a.long.name@x.test");
  EXPECT_EQ(scrubbed.find("ann"), std::string::npos) << scrubbed;
  for (std::size_t before = 0; before < 1100; ++before) {
    const std::string text = scrub_text(std::string(before, ' ') + "ann@x.test");
    EXPECT_EQ(text.find("ann@x."), std::string::npos) << before;
  }
}

TEST(Scrub, LeavesNoHalfAddressBehindALongOne) {
  for (std::size_t before = 980; before < 1030; ++before) {
    const std::string text = scrub_text(std::string(before, 'a') + "@x.test ann.secret@x.test");
    EXPECT_EQ(text.find("secret"), std::string::npos) << before << ": " << text;
  }
}

TEST(Scrub, TwiceIsOnce) {
  const std::string long_local = std::string(300, 'a') + "@x.test";
  for (const std::string& text : {std::string("ann@x.test"),
                                  std::string("a@b.c@d.e"),
                                  std::string("a@b.c.@d.e"),
                                  std::string("%40a@b.c"),
                                  std::string("a%40b.c%40d.e"),
                                  std::string("a@b.c@"),
                                  std::string("a@@b.c"),
                                  std::string("x[email]@y.test"),
                                  std::string("[email]a@b.c"),
                                  std::string("[email]%40b.c"),
                                  std::string("a@b.c[email]"),
                                  std::string("a%2540b.c"),
                                  std::string("a@b.-c"),
                                  std::string("a@b..c"),
                                  std::string("-@-.-"),
                                  std::string("%@%.%"),
                                  std::string("a@b.c%40d.e@f.g h@i.j"),
                                  long_local,
                                  std::string(250, '-') + "a@b.c",
                                  std::string(249, '-') + "ann@b.c",
                                  std::string(255, 'a') + "é@b.c",
                                  std::string(1020, ' ') + "ann@x.test",
                                  std::string(100, '@'),
                                  std::string("a@b.c") + std::string(400, '%')}) {
    const std::string once = scrub_text(text);
    EXPECT_EQ(scrub_text(once), once) << text;
    EXPECT_LE(once.size(), kMaxText);
    EXPECT_TRUE(is_utf8(once));
  }
}

/// Every text of a few nasty pieces, of up to five of them.
TEST(Scrub, TwiceIsOnceOnAllTextsOfNastyPieces) {
  const std::string kPieces[] = {"a",  "@", "%40", ".",  "[email]", "-", "%",
                                 "25", " ", "é",   "＠", "%2E",     "。"};
  constexpr std::size_t kCount = std::size(kPieces);
  for (std::size_t n = 0; n < kCount * kCount * kCount * kCount * kCount; ++n) {
    std::string text;
    for (std::size_t rest = n; rest > 0; rest /= kCount) text += kPieces[rest % kCount];
    const std::string once = scrub_text(text);
    ASSERT_EQ(scrub_text(once), once) << text;
  }
}

TEST(Addresses, KeepSchemeHostPathAndNamedKeys) {
  EXPECT_EQ(address("https://x.test/pricing?ref=a&plan=pro&utm_source=news&mail=q#top"),
            "https://x.test/pricing?ref=a&utm_source=news");
  EXPECT_EQ(address("https://x.test"), "https://x.test/");
  EXPECT_EQ(address("https://x.test?ref=a"), "https://x.test/?ref=a");
  EXPECT_EQ(address("https://x.test/a#?ref=a"), "https://x.test/a");
  EXPECT_EQ(address("https://x.test:8443/a"), "https://x.test:8443/a");
  EXPECT_EQ(take_apart("/pricing?ref=a").path, "/pricing");
  EXPECT_EQ(take_apart("/pricing?ref=a").query, "ref=a");
}

TEST(Addresses, KeepClickIdsAsPresent) {
  EXPECT_EQ(address("https://x.test/?gclid=Cj0KCQ&msclkid=77&fbclid=z&REF=a"),
            "https://x.test/?gclid=1&msclkid=1&fbclid=1");
  EXPECT_EQ(address("https://x.test/?gclid"), "https://x.test/?gclid=1");
}

TEST(Addresses, HaveNoPasswordsAndNoMail) {
  EXPECT_EQ(address("https://user:secret@x.test/a"), "https://x.test/a");
  EXPECT_EQ(address("https://ann@y.test:pw@x.test/a"), "https://x.test/a");
  EXPECT_EQ(address("https://x.test/u/ann@y.test/edit"), "https://x.test/u/[email]/edit");
  EXPECT_EQ(address("https://x.test/u/ann%40y.test"), "https://x.test/u/[email]");
  EXPECT_EQ(address("https://x.test/?ref=ann%40y.test"), "https://x.test/?ref=[email]");
  EXPECT_EQ(address("https://x.test/?utm_term=ann@y.test"), "https://x.test/?utm_term=[email]");
  EXPECT_EQ(address("mailto:ann@y.test"), "");
  EXPECT_EQ(address("javascript:alert(1)"), "");
  EXPECT_EQ(address(""), "");
}

TEST(Addresses, DecodeTheirParameters) {
  const Parameters two = parameters("ref=a%20b+c&utm_campaign=%C3%A9t%C3%A9");
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].second, "a b c");
  EXPECT_EQ(two[1].second, "été");
  EXPECT_EQ(parameters("ref=%FF")[0].second, "%FF") << "no UTF-8";
  EXPECT_EQ(parameters("ref=%4")[0].second, "%4");
  EXPECT_EQ(parameters("ref=ann%2540y.test")[0].second, "[email]");
}

TEST(Addresses, TwiceIsOnce) {
  for (const char* url :
       {"https://x.test/pricing?ref=a&gclid=7&utm_source=news#top", "https://x.test",
        "https://user:pw@x.test/a?ref=b", "https://x.test/?ref=a=b&ref=&ref", "HTTPS://X.TEST/A",
        "https://x.test/?ref=ann%40y.test%20bob@y.test", "https://x.test/a%20b?ref=%C3%A9",
        "https://x.test/u/ann@y.test?ref=1", "//x.test/a", "x.test/a", "://", "https://",
        "https:///a", "https://@x.test/", "https://a@b@c.test/?ref=?",
        "http://x.test/a?ref=1?ref=2", "/a?ref=1#b"}) {
    const std::string once = address(url);
    EXPECT_EQ(address(once), once) << url;
  }
}

TEST(Values, AreAddressesOrTexts) {
  EXPECT_EQ(value_of("https://x.test/reset?token=secret&ref=a#t=secret"),
            "https://x.test/reset?ref=a");
  EXPECT_EQ(value_of("HTTP://ann:pw@x.test/a?b"), "HTTP://x.test/a");
  EXPECT_EQ(value_of("https://x.test/a?b=secret c"), "https://x.test/a");
  EXPECT_EQ(value_of("mailto:ann@x.test"), "mailto:[email]");
  for (const char* text : {"see https://x.test/?a=b", "/a?b=c", "httpx://a?b=c", "https:/a?b=c",
                           "http", "https", "", "tel:+3312345"}) {
    EXPECT_EQ(value_of(text), text);
  }
}

TEST(Values, TwiceIsOnce) {
  const std::string filler(300, 'a');
  for (const std::string& text :
       {"https://x.test/" + filler, "https://" + filler + ".test/a?ref=b",
        "https://x.test/a?ref=" + filler,
        "https://x.test/a?ref=b&utm_source=" + std::string(230, 'a'), std::string("https://x.test"),
        std::string("https://x.test/?ref=ann%40y.test"),
        "https://x.test/" + std::string(238, 'a') + "@b.c/d?ref=1"}) {
    const std::string once = value_of(text);
    EXPECT_EQ(value_of(once), once) << text;
    EXPECT_LE(once.size(), kMaxText) << text;
  }
}

TEST(EmailDomain, IsLowerCaseAndOnlyOfAnAddress) {
  EXPECT_EQ(email_domain("ann@X.Test"), "x.test");
  EXPECT_EQ(email_domain("a@b@c.test"), "c.test");
  for (const char* text :
       {"", "ann", "@x.test", "ann@", "ann@x", "ann@x.test.", "ann@x test", "ann@.x"}) {
    EXPECT_EQ(email_domain(text), "") << text;
  }
}

}  // namespace
}  // namespace kelvin
