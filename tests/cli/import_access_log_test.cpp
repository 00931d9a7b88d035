// kelvin import --from access-log: lines as servers write them, with the dirt that they have.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "import/access_line.h"
#include "import/digest.h"
#include "import/robots.h"
#include "process.h"

namespace kelvin::testing {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kBrowser =
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A line of the combined format.
std::string asked(const std::string& request, const std::string& address = "203.0.113.7",
                  const std::string& status = "200", const std::string& referrer = "-",
                  std::string_view agent = kBrowser) {
  return address + " - - [01/Mar/2026:10:00:00 +0000] \"" + request + "\" " + status + " 512 \"" +
         referrer + "\" \"" + std::string(agent) + "\"\n";
}

struct Imported {
  std::vector<Json> messages;
  int exit;
  std::string out, err;
};

Imported import(std::string_view log, const Arguments& more = {"--host", "shop.example"}) {
  Arguments arguments = {"import", "--from", "access-log", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Finished run = kelvin(arguments, log);
  Imported result{{}, run.exit, run.out, run.err};
  for (const std::string& line : lines(run.out)) result.messages.push_back(Json::parse(line));
  return result;
}

/// What the only message is, without its ids.
Json only(const Imported& imported) {
  EXPECT_EQ(imported.messages.size(), 1U) << imported.err;
  if (imported.messages.size() != 1) return {};
  Json message = imported.messages[0];
  message.erase("messageId");
  message.erase("anonymousId");
  return message;
}

TEST(ImportAccessLog, APageIsAPageWithItsAddressTimeAndReferrer) {
  const Json page = only(import(
      "203.0.113.7 - frank [01/Mar/2026:23:30:00 -0130] \"GET /pricing?utm_source=x HTTP/2.0\" 200 "
      "512 \"https://www.google.com/\" \"" +
      std::string(kBrowser) + "\"\n"));
  EXPECT_EQ(page, Json::parse(R"({"type":"page","timestamp":"2026-03-02T01:00:00.000Z",
    "properties":{"url":"https://shop.example/pricing?utm_source=x","referrer":"https://www.google.com/"}})"));
}

TEST(ImportAccessLog, ADownloadIsAFileDownloadedOnThePageThatLinksToIt) {
  const Json file = only(import(
      asked("GET /docs/Quote.PDF?v=2 HTTP/1.1", "203.0.113.7", "200", "http://shop.example/docs")));
  EXPECT_EQ(file,
            Json::parse(
                R"({"type":"track","event":"File Downloaded","timestamp":"2026-03-01T10:00:00.000Z",
    "properties":{"href":"https://shop.example/docs/Quote.PDF?v=2","extension":"pdf"},
    "context":{"page":{"url":"http://shop.example/docs"}}})"));
  const Json foreign = only(import(
      asked("GET /a.zip HTTP/1.1", "203.0.113.7", "200", "https://shop.example.evil.test/")));
  EXPECT_EQ(foreign["context"]["page"], Json({{"referrer", "https://shop.example.evil.test/"}}));
}

TEST(ImportAccessLog, WithoutAHostThereAreAPathAndASearch) {
  const Imported run = import(asked("GET /a?b=1 HTTP/1.1"), {});
  EXPECT_EQ(only(run)["properties"], Json({{"path", "/a"}, {"search", "?b=1"}}));
  EXPECT_NE(run.err.find("--host"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("random key"), std::string::npos) << run.err;
}

TEST(ImportAccessLog, AVirtualHostBeforeTheLineIsTheHost) {
  const auto url = [](const std::string& host) {
    const Json page = only(import(host + " " + asked("GET /a HTTP/1.1"), {}));
    return page["properties"]["url"].get<std::string>();
  };
  EXPECT_EQ(url("www.shop.example:443"), "https://www.shop.example/a");
  EXPECT_EQ(url("www.shop.example:80"), "http://www.shop.example/a");
  EXPECT_EQ(url("www.shop.example:8080"), "http://www.shop.example:8080/a");
  EXPECT_EQ(url("www.shop.example"), "https://www.shop.example/a");
}

TEST(ImportAccessLog, TheCommonFormatCountsAndIsSaidToLackSomething) {
  const Imported run =
      import("203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n");
  EXPECT_EQ(run.messages.size(), 1U);
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.err.find("1 messages are of lines without referrer and agent"), std::string::npos)
      << run.err;
  EXPECT_EQ(import(asked("GET / HTTP/1.1")).err.find("without referrer"), std::string::npos);
}

TEST(ImportAccessLog, WhatIsNoPageOfAPersonIsLeftOutAndCounted) {
  const std::string ip = "203.0.113.7";
  const Imported run = import(
      asked("GET /app.css HTTP/1.1") + asked("GET /favicon.ico HTTP/1.1") +
      asked("GET /robots.txt HTTP/1.1") + asked("POST /form HTTP/1.1") + asked("HEAD / HTTP/1.1") +
      asked("GET /old HTTP/1.1", ip, "301") + asked("GET /none HTTP/1.1", ip, "404") +
      asked("-", ip, "408") + asked("\\x16\\x03\\x01\\x02", ip, "400") +
      asked("GET /big.pdf HTTP/1.1", ip, "206") +
      asked("GET / HTTP/1.1", ip, "200", "-", "Googlebot/2.1 (+http://www.google.com/bot.html)") +
      asked("GET / HTTP/1.1", ip, "200", "-", "-") + asked("OPTIONS * HTTP/1.1") +
      asked("GET /kept HTTP/1.1", ip, "304"));
  EXPECT_EQ(run.exit, 0) << run.err;
  ASSERT_EQ(run.messages.size(), 1U) << run.out;
  EXPECT_EQ(run.messages[0]["properties"]["url"], "https://shop.example/kept");
  for (const char* said : {"read 14 lines, wrote 1 messages of 1 visitors: page 1", "left out 13",
                           "assets .css 1", "assets .ico 1", "assets .txt 1", "method POST 1",
                           "method HEAD 1", "status 301 1", "status 404 1", "no request of HTTP 2",
                           "parts of files (status 206) 1", "robots 2", "method OPTIONS 1"}) {
    EXPECT_NE(run.err.find(said), std::string::npos) << said << "\n" << run.err;
  }
}

TEST(ImportAccessLog, EscapesAreUndoneAndBytesThatAreNoTextReplaced) {
  const Imported run = import(asked("GET /a\\\"b HTTP/1.1") +
                              asked("GET /\\xC3\\xA4\\\\ HTTP/1.1") + asked("GET /\\xff HTTP/1.1") +
                              asked("GET /\xfe HTTP/1.1") + asked("GET /q\"uote HTTP/1.1") +
                              asked("GET /with blank HTTP/1.1") + asked("GET /\\x2 HTTP/1.1"));
  std::vector<std::string> urls;
  for (const Json& message : run.messages) {
    urls.push_back(message["properties"]["url"].get<std::string>().substr(20));
  }
  EXPECT_EQ(urls, (std::vector<std::string>{"/a\"b", "/\u00e4\\", "/\uFFFD", "/\uFFFD", "/q\"uote",
                                            "/with blank", "/\\x2"}));
  EXPECT_EQ(run.exit, 0) << run.err;
}

TEST(ImportAccessLog, BrokenLinesAreNamedAndTheOthersCount) {
  const Imported run = import(
      "\n" + asked("GET /1 HTTP/1.1") + "hello\n" +
      "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET / HT\n" +
      "203.0.113.7 - - [31/Feb/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n" +
      "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" - 1\n" +
      "203.0.113.7 [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n" +
      "203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"Mozil\n" +
      asked("GET /2 HTTP/1.1"));
  EXPECT_EQ(run.exit, 3);
  EXPECT_EQ(run.messages.size(), 2U);
  const char* const wanted[] = {"stdin:3: no time in brackets", "stdin:4: no request in quotes",
                                "stdin:5: no time in brackets", "stdin:6: no status",
                                "stdin:7: before the time",     "stdin:8: the line breaks off"};
  for (const char* said : wanted) {
    EXPECT_NE(run.err.find(said), std::string::npos) << said << "\n" << run.err;
  }
  EXPECT_NE(run.err.find("bad lines: 6"), std::string::npos) << run.err;
}

TEST(ImportAccessLog, AVisitorIsAnAddressAndAnAgentAndNeitherIsInTheOutput) {
  const std::string chrome =
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
  const Imported run =
      import(asked("GET /1 HTTP/1.1") + asked("GET /2 HTTP/1.1", "::ffff:203.0.113.7") +
             asked("GET /3 HTTP/1.1", "203.0.113.8") +
             asked("GET /4 HTTP/1.1", "203.0.113.7", "200", "-", chrome) +
             asked("GET /5 HTTP/1.1", "2001:DB8::1") + asked("GET /6 HTTP/1.1", "2001:db8::1"));
  ASSERT_EQ(run.messages.size(), 6U);
  std::vector<std::string> ids;
  for (const Json& message : run.messages) ids.push_back(message["anonymousId"]);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[4], ids[5]);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 4U);
  for (const char* secret : {"203.0.113", "2001:", "2001:DB8", "Firefox", "Chrome"}) {
    EXPECT_EQ(run.out.find(secret), std::string::npos) << secret;
    EXPECT_EQ(run.err.find(secret), std::string::npos) << secret;
  }
}

TEST(ImportAccessLog, TheSaltIsMadeForItsOwnerAloneAndGivesTheSameVisitorsAgain) {
  Folder folder;
  const std::string salt = folder.path("site.key");
  const std::string log = asked("GET / HTTP/1.1");
  const Imported first = import(log, {"--salt", salt});
  EXPECT_NE(first.err.find("new key, kept in " + salt), std::string::npos) << first.err;
  struct stat status {};
  ASSERT_EQ(::stat(salt.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(status.st_size, 32);
  const Imported second = import(log, {"--salt", salt});
  EXPECT_EQ(second.out, first.out);
  EXPECT_EQ(second.err.find("key"), std::string::npos) << second.err;
  EXPECT_NE(import(log, {"--salt", folder.path("other.key")}).messages[0]["anonymousId"],
            first.messages[0]["anonymousId"]);
  EXPECT_NE(import(log, {}).messages[0]["anonymousId"], import(log, {}).messages[0]["anonymousId"]);
}

TEST(ImportAccessLog, ASaltThatIsNoneEndsWithTwo) {
  Folder folder;
  for (const std::string& salt :
       {folder.file("short", "123"), folder.file("empty", ""), folder.path("no/where")}) {
    const Imported run = import(asked("GET / HTTP/1.1"), {"--salt", salt});
    EXPECT_EQ(run.exit, 2) << salt;
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err.find("--salt " + salt), std::string::npos) << run.err;
  }
}

TEST(ImportAccessLog, TheKeyedHashIsHmacSha256) {
  // RFC 4231, test cases 1 and 2, the first 128 bits.
  EXPECT_EQ(native::keyed_digest_of(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b");
  EXPECT_EQ(native::keyed_digest_of("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c7");
}

TEST(ImportAccessLog, TheSameLineTwiceIsTwoEventsAndTheSameFileTwiceIsOne) {
  Folder folder;
  const std::string salt = folder.path("key");
  const std::string log = folder.file("a.log", asked("GET / HTTP/1.1") + asked("GET / HTTP/1.1"));
  const Finished once = kelvin({"import", "--from", "access-log", "--salt", salt, log});
  const Finished twice = kelvin({"import", "--from", "access-log", "--salt", salt, log, log});
  const auto ids = lines(once.out);
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_EQ(twice.out, once.out + once.out);
}

TEST(ImportAccessLog, AHostThatIsNoneEndsWithTwo) {
  for (const char* host : {"https://", "shop.example/path", "a b"}) {
    EXPECT_EQ(import(asked("GET / HTTP/1.1"), {"--host", host}).exit, 2) << host;
  }
  EXPECT_EQ(only(import(asked("GET /a HTTP/1.1"),
                        {"--host", "http://shop.example/"}))["properties"]["url"],
            "http://shop.example/a");
  EXPECT_EQ(only(import(asked("GET http://shop.example/a HTTP/1.1")))["properties"]["url"],
            "https://shop.example/a");
}

TEST(Robots, PeopleInOldBrowsersAndApplicationsArePeopleAndTelephonesToo) {
  native::Robots robots;
  for (const char* person : {"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
                             "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
                             "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.16",
                             "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) AppleWebKit/537.36 "
                             "(KHTML, like Gecko) Chrome/138.0.0.0",
                             "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 "
                             "Chrome/124.0 Mobile Safari/537.36 CamScanner/4.8",
                             "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 "
                             "Scanbot/10 (en_IR@calendar=gregorian; x.com)",
                             "[FBAN/FB4A;FBPN/com.facebook.katana;FBSV/16;]"}) {
    EXPECT_FALSE(robots.includes(person)) << person;
  }
  for (const char* robot :
       {"", "curl/8.5.0", "Mozilla/4.0 (compatible; MSIE 8.0; scanner)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) "
        "Chrome/116.0.0.0",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Safari/537.36 SiteScan (x.com)",
        "Mozilla/5.0 Gecko/20100101 SomeBots", "Mozilla/5.0 Gecko/1 HeadlessChrome/141.0"}) {
    EXPECT_TRUE(robots.includes(robot)) << robot;
  }
}

}  // namespace
}  // namespace kelvin::testing
