// Free mail domains: what is on the list, and that nothing beside it is.
#include "facts/free_mail.h"

#include <gtest/gtest.h>

#include <string>

namespace kelvin {
namespace {

TEST(FreeMail, KnowsTheLargeProviders) {
  for (const char* domain :
       {"gmail.com",    "googlemail.com", "icloud.com",     "me.com",      "mac.com",
        "aol.com",      "msn.com",        "protonmail.com", "proton.me",   "pm.me",
        "tutanota.com", "tuta.io",        "fastmail.com",   "fastmail.fm", "hey.com",
        "zoho.com",     "zoho.eu",        "mail.com",       "gmx.net",     "gmx.de",
        "web.de",       "t-online.de",    "orange.fr",      "wanadoo.fr",  "free.fr",
        "laposte.net",  "sfr.fr",         "libero.it",      "mail.ru",     "yandex.ru",
        "yandex.com",   "ya.ru",          "qq.com",         "163.com",     "126.com",
        "naver.com",    "daum.net",       "rediffmail.com", "seznam.cz",   "wp.pl",
        "o2.pl",        "comcast.net",    "bigpond.com",    "uol.com.br",  "docomo.ne.jp",
        "abv.bg",       "ukr.net",        "bluewin.ch",     "telenet.be"}) {
    EXPECT_TRUE(is_free_mail(domain)) << domain;
  }
}

TEST(FreeMail, FamiliesReachEveryCountry) {
  for (const char* domain :
       {"yahoo.com", "yahoo.fr", "yahoo.co.uk", "yahoo.co.jp", "yahoo.com.br", "hotmail.com",
        "hotmail.it", "hotmail.co.uk", "outlook.com", "outlook.de", "outlook.com.au", "live.nl",
        "live.co.za", "aol.co.uk", "gmx.at", "yandex.com.tr"}) {
    EXPECT_TRUE(is_free_mail(domain)) << domain;
  }
}

TEST(FreeMail, FamiliesEndThere) {
  for (const char* domain : {"yahoo", "yahoo.", "yahoo.example", "yahoo.c", "yahoo.co.example",
                             "yahoo.com.com", "yahoo.com.", "yahoo.xx.yy", "outlook.works",
                             "yahoo-inc.com", "myyahoo.com", "live.acme.com"}) {
    EXPECT_FALSE(is_free_mail(domain)) << domain;
  }
}

TEST(FreeMail, OtherNamesKeepTheirTopLevelDomain) {
  EXPECT_TRUE(is_free_mail("freenet.de"));
  EXPECT_FALSE(is_free_mail("freenet.com"));
  EXPECT_TRUE(is_free_mail("post.cz"));
  EXPECT_FALSE(is_free_mail("post.de"));
  EXPECT_FALSE(is_free_mail("gmail.example"));
  EXPECT_FALSE(is_free_mail("gmail.con"));
  // Their staff's domains, where the provider has another for its customers.
  EXPECT_FALSE(is_free_mail("verizon.com"));
  EXPECT_FALSE(is_free_mail("att.com"));
  EXPECT_FALSE(is_free_mail("comcast.com"));
}

TEST(FreeMail, NamesBelowASecondLevel) {
  EXPECT_TRUE(is_free_mail("o2.co.uk"));
  EXPECT_FALSE(is_free_mail("o2.uk"));
  EXPECT_FALSE(is_free_mail("o2.co"));
  EXPECT_TRUE(is_free_mail("sina.com.cn"));
  EXPECT_TRUE(is_free_mail("vip.qq.com"));
  EXPECT_TRUE(is_free_mail("privaterelay.appleid.com"));
  EXPECT_FALSE(is_free_mail("appleid.com"));
}

TEST(FreeMail, SubdomainsAreSomebodysOwn) {
  EXPECT_FALSE(is_free_mail("mail.gmail.com"));
  EXPECT_FALSE(is_free_mail("corp.yahoo.com"));
  EXPECT_FALSE(is_free_mail("e.mail.ru"));
}

TEST(FreeMail, LetterCaseIsIgnored) {
  EXPECT_TRUE(is_free_mail("GMail.COM"));
  EXPECT_TRUE(is_free_mail("YAHOO.Co.Uk"));
  EXPECT_TRUE(is_free_mail("T-Online.DE"));
}

TEST(FreeMail, TakesDomainsAlone) {
  for (const char* text : {"", ".", "..", "com", "gmail", ".com", "gmail.", "gmail.com.", " ",
                           " gmail.com", "gmail.com ", "gmail com", "ann@gmail.com", "@com gmail",
                           "gmail@com", "web freenet.de", "@de", "http://gmail.com"}) {
    EXPECT_FALSE(is_free_mail(text)) << text;
  }
  EXPECT_FALSE(is_free_mail(std::string("gmail.com\0", 10)));
  EXPECT_FALSE(is_free_mail(std::string(100000, 'a')));
  EXPECT_FALSE(is_free_mail(std::string(100000, '.')));
}

TEST(FreeMail, CompaniesAreNotFree) {
  for (const char* domain : {"acme.example", "google.com", "microsoft.com", "apple.com", "x.test",
                             "orange.com", "web.com", "free.com", "mail.acme.com"}) {
    EXPECT_FALSE(is_free_mail(domain)) << domain;
  }
}

TEST(FreeMail, HasAVersion) {
  EXPECT_GE(kFreeMailVersion, 1);
}

}  // namespace
}  // namespace kelvin
