// GA4's default channel group: each rule of its published table, their order, and what campaign
// parameters, click ids and referrers make of each other.
#include "facts/channel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "facts/sites.h"

namespace kelvin {
namespace {

std::string_view tagged(std::string_view source, std::string_view medium,
                        std::string_view campaign = "") {
  return channel_of({.source = source, .medium = medium, .campaign = campaign});
}

std::string_view from(std::string_view referrer_host, std::string_view own_host = "www.x.test") {
  return channel_of({.referrer_host = referrer_host, .own_host = own_host});
}

std::string_view with_query(std::string_view query, std::string_view referrer_host = "") {
  return channel_of({.query = query, .referrer_host = referrer_host, .own_host = "x.test"});
}

TEST(Channel, Direct) {
  EXPECT_EQ(channel_of({}), "Direct");
  EXPECT_EQ(tagged("(direct)", "(none)"), "Direct");
  EXPECT_EQ(tagged("(Direct)", "(Not Set)"), "Direct");
  EXPECT_EQ(tagged("direct", "none"), "Unassigned");
  EXPECT_EQ(from(""), "Direct");
  EXPECT_EQ(channel_of({.campaign = "spring"}), "Direct");
}

TEST(Channel, TheOwnSiteIsNoSource) {
  EXPECT_EQ(from("www.x.test"), "Direct");
  EXPECT_EQ(from("WWW.X.TEST"), "Direct");
  EXPECT_EQ(from("x.test"), "Direct");
  EXPECT_EQ(from("blog.x.test"), "Direct");
  EXPECT_EQ(from("x.test", "shop.x.test"), "Direct");
  EXPECT_EQ(from("blog.x.co.uk", "www.x.co.uk"), "Direct");
  EXPECT_EQ(from("www.y.co.uk", "www.x.co.uk"), "Referral");
  EXPECT_EQ(from("notx.test"), "Referral");
  EXPECT_EQ(from("x.test.example"), "Referral");
  EXPECT_EQ(from("localhost:8080", "localhost"), "Direct");
  EXPECT_EQ(from("10.0.0.1", "10.0.0.1:8080"), "Direct");
  EXPECT_EQ(from("10.1.0.1", "10.0.0.1"), "Referral");
  EXPECT_EQ(from("www.google.com", "www.google.com"), "Direct");
  EXPECT_EQ(from("news.example", ""), "Referral");
}

TEST(Channel, CrossNetwork) {
  EXPECT_EQ(tagged("google", "cpc", "EU Cross-Network 7"), "Cross-network");
  EXPECT_EQ(tagged("google", "cpc", "cross network"), "Paid Search");
}

TEST(Channel, PaidMediumsAreGa4sRegularExpression) {
  for (const char* medium : {"cpc", "CPC", "cpm", "cpv", "xcpx", "ppc", "retargeting", "paid",
                             "paidsearch", "paid_social", "Paid Search"}) {
    EXPECT_EQ(tagged("google", medium), "Paid Search") << medium;
  }
  for (const char* medium : {"ppcx", "xppc", "retargeting2", "unpaid", "pai", "c-p"}) {
    EXPECT_EQ(tagged("partner", medium), "Unassigned") << medium;
  }
}

TEST(Channel, Paid) {
  EXPECT_EQ(tagged("ebay", "cpc"), "Paid Shopping");
  EXPECT_EQ(tagged("bing", "cpc"), "Paid Search");
  EXPECT_EQ(tagged("Facebook", "paid_social"), "Paid Social");
  EXPECT_EQ(tagged("linkedin.com", "cpc"), "Paid Social");
  EXPECT_EQ(tagged("youtube", "cpv-cpc"), "Paid Video");
  EXPECT_EQ(tagged("partner", "cpc"), "Paid Other");
  EXPECT_EQ(tagged("chatgpt.com", "cpc"), "Paid Other");
  EXPECT_EQ(channel_of({.medium = "cpc"}), "Paid Other");
}

TEST(Channel, Display) {
  for (const char* medium : {"display", "banner", "expandable", "interstitial", "CPM"}) {
    EXPECT_EQ(tagged("partner", medium), "Display") << medium;
  }
  EXPECT_EQ(tagged("partner", "displays"), "Unassigned");
  EXPECT_EQ(tagged("facebook", "display"), "Display");
  EXPECT_EQ(tagged("facebook", "cpm"), "Paid Social");
}

TEST(Channel, ShopCampaigns) {
  EXPECT_EQ(tagged("google", "cpc", "Shop sale"), "Paid Shopping");
  EXPECT_EQ(tagged("google", "cpc", "my-shop"), "Paid Shopping");
  EXPECT_EQ(tagged("google", "cpc", "eShop"), "Paid Shopping");
  EXPECT_EQ(tagged("google", "cpc", "xshopping"), "Paid Shopping");
  EXPECT_EQ(tagged("google", "cpc", "workshop"), "Paid Search");
  EXPECT_EQ(tagged("google", "cpc", "workshop and shop"), "Paid Shopping");
  EXPECT_EQ(tagged("google", "cpc", "shoe"), "Paid Search");
  EXPECT_EQ(tagged("newsletter", "email", "2shops"), "Organic Shopping");
  EXPECT_EQ(tagged("newsletter", "email", "Bishop"), "Email");
}

TEST(Channel, Organic) {
  EXPECT_EQ(tagged("amazon.co.uk", "referral"), "Organic Shopping");
  EXPECT_EQ(tagged("google shopping", "feed"), "Organic Shopping");
  EXPECT_EQ(tagged("facebook", "post"), "Organic Social");
  for (const char* medium :
       {"social", "social-network", "social-media", "sm", "Social Network", "social media"}) {
    EXPECT_EQ(tagged("partner", medium), "Organic Social") << medium;
  }
  EXPECT_EQ(tagged("partner", "in-video-link"), "Organic Video");
  EXPECT_EQ(tagged("vimeo", "link"), "Organic Video");
  EXPECT_EQ(tagged("partner", "organic"), "Organic Search");
  EXPECT_EQ(tagged("google", "maps"), "Organic Search");
}

TEST(Channel, OtherMediums) {
  for (const char* medium : {"referral", "app", "link"}) {
    EXPECT_EQ(tagged("partner", medium), "Referral") << medium;
  }
  for (const char* word : {"email", "e-mail", "e_mail", "E mail"}) {
    EXPECT_EQ(tagged("partner", word), "Email") << word;
    EXPECT_EQ(tagged(word, "july"), "Email") << word;
  }
  EXPECT_EQ(tagged("email", "link"), "Referral");
  EXPECT_EQ(tagged("partner", "affiliate"), "Affiliates");
  EXPECT_EQ(tagged("podcast", "audio"), "Audio");
  EXPECT_EQ(tagged("partner", "sms"), "SMS");
  EXPECT_EQ(tagged("SMS", "july"), "SMS");
  EXPECT_EQ(tagged("app", "web-push"), "Mobile Push Notifications");
  EXPECT_EQ(tagged("app", "mobile-app"), "Mobile Push Notifications");
  EXPECT_EQ(tagged("app", "notifications"), "Mobile Push Notifications");
  EXPECT_EQ(tagged("firebase", "july"), "Mobile Push Notifications");
  EXPECT_EQ(tagged("app", "pushed"), "Unassigned");
}

TEST(Channel, WhatNoRuleKnowsIsUnassigned) {
  EXPECT_EQ(tagged("partner", ""), "Unassigned");
  EXPECT_EQ(tagged("partner", "flyer"), "Unassigned");
  EXPECT_EQ(tagged("partner", "*"), "Unassigned");
  EXPECT_EQ(tagged("partner", "display,banner"), "Unassigned");
  EXPECT_EQ(tagged("", "(not set)"), "Direct");
}

TEST(Channel, AiAssistants) {
  for (const char* host :
       {"chatgpt.com", "chat.openai.com", "gemini.google.com", "claude.ai", "copilot.microsoft.com",
        "www.perplexity.ai", "chat.deepseek.com", "grok.com", "chat.mistral.ai"}) {
    EXPECT_EQ(from(host), "AI Assistant") << host;
  }
  EXPECT_EQ(tagged("chatgpt.com", ""), "AI Assistant");
  EXPECT_EQ(tagged("partner", "ai-assistant"), "AI Assistant");
  EXPECT_EQ(tagged("chatgpt.com", "organic"), "Organic Search");
  EXPECT_EQ(from("www.microsoft.com"), "Referral");
}

TEST(Channel, SearchReferrers) {
  for (const char* host :
       {"google.com", "www.google.com", "www.google.co.uk", "www.google.com.br", "WWW.GOOGLE.DE",
        "news.google.com", "cn.bing.com", "duckduckgo.com", "de.search.yahoo.com", "yandex.com.tr",
        "m.baidu.com", "search.brave.com", "search.smt.docomo.ne.jp", "www.ecosia.org", "so.com",
        "com.google.android.googlequicksearchbox", "www.google.com:443"}) {
    EXPECT_EQ(from(host), "Organic Search") << host;
  }
}

TEST(Channel, SocialAndVideoReferrers) {
  for (const char* host : {"t.co", "x.com", "facebook.com", "lm.facebook.com", "l.instagram.com",
                           "www.linkedin.com", "lnkd.in", "com.linkedin.android", "old.reddit.com",
                           "news.ycombinator.com", "www.pinterest.co.kr", "vk.com", "m.vk.com",
                           "groups.google.com", "blog.naver.com", "someone.blogspot.com"}) {
    EXPECT_EQ(from(host), "Organic Social") << host;
  }
  for (const char* host : {"www.youtube.com", "youtu.be", "player.vimeo.com", "m.twitch.tv"}) {
    EXPECT_EQ(from(host), "Organic Video") << host;
  }
}

TEST(Channel, ShoppingAndMailReferrers) {
  for (const char* host : {"www.amazon.de", "ebay.com.au", "shop.app", "shopping.yahoo.co.jp"}) {
    EXPECT_EQ(from(host), "Organic Shopping") << host;
  }
  for (const char* host : {"mail.google.com", "us-mg5.mail.yahoo.com", "outlook.live.com",
                           "mail.proton.me", "e.mail.ru", "webmail.orange.fr", "navigator.web.de",
                           "deref-gmx.net", "com.google.android.gm"}) {
    EXPECT_EQ(from(host), "Email") << host;
  }
}

TEST(Channel, NamesMatchAtLabelsOnly) {
  for (const char* host : {"notgoogle.com", "google.example.com", "t.co.example", "not.co",
                           "ax.com", "fakefacebook.com", "mailbox.example", "research.example",
                           "mail.ru", "facebook", "a", ".", "..", "[::1]"}) {
    const std::string_view channel = from(host);
    EXPECT_EQ(channel, std::string_view(host) == "facebook" ? "Organic Social" : "Referral")
        << host;
  }
}

TEST(Channel, ClickIds) {
  EXPECT_EQ(with_query("?gclid=abc"), "Paid Search");
  EXPECT_EQ(with_query("plan=pro&GCLID"), "Paid Search");
  EXPECT_EQ(with_query("msclkid=1", "www.bing.com"), "Paid Search");
  EXPECT_EQ(with_query("ttclid=1"), "Paid Social");
  EXPECT_EQ(with_query("li_fat_id=1", "www.linkedin.com"), "Paid Social");
  EXPECT_EQ(with_query("dclid=1"), "Display");
  EXPECT_EQ(with_query("tblci=1"), "Paid Other");
  EXPECT_EQ(with_query("cjevent=1"), "Affiliates");
  EXPECT_EQ(with_query("mc_eid=1"), "Email");
  EXPECT_EQ(with_query("fbclid=1"), "Organic Social");
  EXPECT_EQ(with_query("fbclid=1&gclid=2"), "Paid Search");
  EXPECT_EQ(with_query("gclid=2&fbclid=1"), "Paid Search");
  EXPECT_EQ(with_query("a=gclid&b=?gclid", "news.example"), "Referral");
  EXPECT_EQ(with_query("?xgclid=1&gclidx=1&=gclid&&", "news.example"), "Referral");
}

TEST(Channel, TagsSayMoreThanClickIdsAndThoseMoreThanReferrers) {
  EXPECT_EQ(channel_of({.source = "newsletter", .medium = "email", .query = "gclid=1"}), "Email");
  EXPECT_EQ(channel_of({.source = "google", .query = "gclid=1"}), "Paid Search");
  EXPECT_EQ(channel_of({.source = "partner", .query = "gclid=1"}), "Paid Other");
  EXPECT_EQ(channel_of({.source = "partner", .query = "fbclid=1"}), "Unassigned");
  EXPECT_EQ(channel_of({.medium = "cpc", .referrer_host = "www.google.com"}), "Paid Search");
  EXPECT_EQ(channel_of({.source = "newsletter", .medium = "email", .referrer_host = "t.co"}),
            "Email");
  EXPECT_EQ(channel_of({.source = "partner", .referrer_host = "www.google.com"}), "Unassigned");
  EXPECT_EQ(channel_of({.campaign = "x", .referrer_host = "www.google.com"}), "Organic Search");
  EXPECT_EQ(with_query("gclid=1", "x.test"), "Paid Search");
  EXPECT_EQ(with_query("gclid=1", "news.example"), "Paid Search");
}

TEST(Channel, LongAndOddTextsAreHarmless) {
  const std::string dots(100000, '.');
  const std::string letters(100000, 'c');
  EXPECT_EQ(from(dots), "Referral");
  EXPECT_EQ(from(letters), "Referral");
  EXPECT_EQ(tagged(letters, letters, letters), "Unassigned");
  EXPECT_EQ(with_query(std::string(100000, '&'), "news.example"), "Referral");
  EXPECT_EQ(from(std::string("t.co\0", 5)), "Referral");
}

TEST(ClickId, KnowsItsNames) {
  for (const char* name :
       {"gclid",  "gbraid", "wbraid",    "dclid",   "msclkid", "yclid", "fbclid",
        "ttclid", "twclid", "li_fat_id", "rdt_cid", "epik",    "ScCid", "qclid",
        "mc_eid", "_hsenc", "mkt_tok",   "igsh",    "srsltid", "awc",   "cjevent"}) {
    EXPECT_TRUE(is_click_id(name)) << name;
  }
  for (const char* name : {"", "plan", "utm_source", "gclid2", "clid", "google", "cpc", "referral",
                           ",", "gclid,gbraid", "*"}) {
    EXPECT_FALSE(is_click_id(name)) << name;
  }
}

/// What is looked up is what the list says, of hosts around each of its words.
TEST(Channel, SitesAreFoundAsListed) {
  std::vector<std::string> words;
  const std::string_view list = site_words();
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find_first_of(",;", begin), list.size());
    std::string word(list.substr(begin, end - begin));
    if (word.starts_with('.')) word.erase(0, 1);
    if (word.ends_with('.')) word.pop_back();
    words.push_back(word);
    begin = end + 1;
  }
  ASSERT_GT(words.size(), 200U);
  for (const char* other : {"", "x", ".", "..", "x..", "10.0.0.1", "x.test:80", "a.co.uk"}) {
    EXPECT_EQ(site_of(other), listed_site(Host(other))) << other;
  }
  for (const std::string& word : words) {
    std::string loud = word;
    loud[0] = static_cast<char>(loud[0] & ~0x20);
    for (const std::string& middle : {word, loud, word + "x", "x" + word}) {
      for (const char* before : {"", "www.", ".", "mail.", "www.search.", "a.b."}) {
        for (const char* after : {"", ".com", ".co.uk", ".x.test", ".mail.test", ".", ":80"}) {
          const std::string host = before + middle + after;
          EXPECT_EQ(site_of(host), listed_site(Host(host))) << host;
        }
      }
    }
  }
}

}  // namespace
}  // namespace kelvin
