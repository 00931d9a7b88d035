// kelvin serve: each message once, nothing outside the roots, and a clean end.
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "process.h"

namespace kelvin::testing {
namespace {

using nlohmann::json;

constexpr std::time_t kPatience = 10;  // seconds; the library's own is five minutes

class Serve : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.file("secret.txt", "secret");
    folder_.file("site/index.html", "<p>home");
    folder_.file("site/app.js", "first");
    folder_.file("site/blog/index.html", "<p>blog");
    folder_.file("site/empty.css", "");
    folder_.file("site/.hidden", "hidden");
    folder_.file("dist/app.js", "second");
    folder_.file("dist/kelvin.wasm", std::string("\0asm", 4));
    folder_.file("dist/big.bin", std::string(300'000, 'b'));
    std::filesystem::create_symlink(folder_.path("secret.txt"), folder_.path("site/link.txt"));
    start();
  }
  void start() {
    server_ = std::make_unique<Background>(Arguments{"serve", "--root", folder_.path("site"),
                                                     "--root", folder_.path("dist"), "--port", "0",
                                                     "--db", folder_.path("messages.sqlite")});
    const std::string told = server_->line();
    const std::size_t colon = told.rfind(':');
    ASSERT_NE(colon, std::string::npos) << told;
    port_ = std::stoi(told.substr(colon + 1));
    client_ = std::make_unique<httplib::Client>("127.0.0.1", port_);
    client_->set_read_timeout(kPatience);
  }

  httplib::Result get(const std::string& path) { return client_->Get(path.c_str()); }
  httplib::Result post(const std::string& body, const std::string& type = "text/plain") {
    return client_->Post("/collect", body, type.c_str());
  }
  json messages(int after = 0) {
    const auto answer = get("/collector/messages?after=" + std::to_string(after));
    return json::parse(answer->body);
  }
  /// Sends bytes as they are and gives the status line of the answer.
  [[nodiscard]] std::string raw(const std::string& request) const {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        write(fd, request.data(), request.size()) > 0) {
      char c = 0;
      while (read(fd, &c, 1) == 1 && c != '\r') answer += c;
    }
    close(fd);
    return answer;
  }

  Folder folder_;
  std::unique_ptr<Background> server_;
  std::unique_ptr<httplib::Client> client_;
  int port_ = 0;
};

TEST_F(Serve, AMessageIsStoredOncePerId) {
  const std::string body = R"({"specversion":"1.0","id":"m1","type":"kelvin.segment.entered",)"
                           R"("subject":"v-1","data":{"n":1.50}})";
  const auto first = post(body);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->status, 200);
  EXPECT_EQ(json::parse(first->body), json({{"stored", true}, {"id", "m1"}}));
  EXPECT_EQ(first->get_header_value("Access-Control-Allow-Origin"), "*");
  const auto again = post(R"({"id":"m1","other":true})", "application/json");
  EXPECT_EQ(json::parse(again->body), json({{"stored", false}, {"id", "m1"}}));
  post(R"({"id":"m2"})", "application/x-www-form-urlencoded");

  const json all = messages();
  ASSERT_EQ(all.at("messages").size(), 2U);
  EXPECT_EQ(all.at("messages")[0].at("message"), json::parse(body));
  EXPECT_EQ(all.at("messages")[0].at("repeats"), 1);
  EXPECT_EQ(all.at("messages")[0].at("received_at").get<std::string>().size(), 24U);
  EXPECT_EQ(all.at("messages")[1].at("repeats"), 0);
  const int last = all.at("last");
  EXPECT_EQ(messages(last).at("messages").size(), 0U);
  EXPECT_EQ(messages(last).at("last"), last);
  EXPECT_EQ(messages(last - 1).at("messages").size(), 1U);
}

TEST_F(Serve, MessagesOutliveTheServerAndComeInPagesOf200) {
  for (int i = 0; i < 250; ++i) {
    ASSERT_TRUE(post("{\"id\":\"m" + std::to_string(i) + "\"}"));
  }
  EXPECT_EQ(server_->end(SIGTERM), 0);
  start();
  const json first = messages();
  EXPECT_EQ(first.at("messages").size(), 200U);
  EXPECT_EQ(messages(first.at("last")).at("messages").size(), 50U);
  EXPECT_EQ(json::parse(post(R"({"id":"m7"})")->body).at("stored"), false);
}

TEST_F(Serve, WhatIsNoMessageIsRefusedWithAReason) {
  for (const char* body : {"", "hello", "[]", "42", "{}", R"({"id":7})", R"({"id":""})",
                           R"({"id":"x"} trailing)", "{\"id\":\"\xFF\"}"}) {
    const auto answer = post(body);
    ASSERT_TRUE(answer) << body;
    EXPECT_EQ(answer->status, 400) << body;
    EXPECT_FALSE(json::parse(answer->body).at("errors").empty()) << body;
    EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");
  }
  EXPECT_EQ(messages().at("messages").size(), 0U);
  const httplib::MultipartFormDataItems parts = {{"a", R"({"id":"x"})", "", ""}};
  EXPECT_EQ(client_->Post("/collect", parts)->status, 400);
  EXPECT_EQ(get("/collector/messages?after=x")->status, 400);
}

TEST_F(Serve, ABodyAbove64KiBIsRefusedHoweverItComes) {
  const auto body_of = [](std::size_t size) {
    const std::string start = R"({"id":"big","pad":")";
    return start + std::string(size - start.size() - 2, 'x') + "\"}";
  };
  const auto full = post(body_of(65536));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->status, 200);
  const auto large = post(body_of(65537));
  ASSERT_TRUE(large);
  EXPECT_EQ(large->status, 413);
  EXPECT_EQ(large->get_header_value("Access-Control-Allow-Origin"), "*");

  httplib::Client chunked("127.0.0.1", port_);
  chunked.set_read_timeout(kPatience);
  const std::string piece(50'000, ' ');
  int sent = 0;
  const auto answer = chunked.Post(
      "/collect",
      [&](std::size_t, httplib::DataSink& sink) {
        sink.write(piece.data(), piece.size());
        if (++sent == 4) sink.done();
        return true;
      },
      "text/plain");
  // The server may hang up on a sender that goes on.
  EXPECT_TRUE(!answer || answer->status == 413);
  EXPECT_EQ(messages().at("messages").size(), 1U);
}

TEST_F(Serve, PreflightIsAnswered) {
  const auto answer = client_->Options("/collect");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->get_header_value("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(answer->get_header_value("Access-Control-Allow-Methods").find("POST"),
            std::string::npos);
}

TEST_F(Serve, FilesComeFromTheFirstRootWithTheirTypes) {
  EXPECT_EQ(get("/")->body, "<p>home");
  EXPECT_EQ(get("/")->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/index.html?utm_source=x")->body, "<p>home");
  EXPECT_EQ(get("/app.js")->body, "first");
  EXPECT_EQ(get("/app.js")->get_header_value("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/kelvin.wasm")->get_header_value("Content-Type"), "application/wasm");
  EXPECT_EQ(get("/empty.css")->status, 200);
  EXPECT_EQ(get("/big.bin")->body.size(), 300'000U);
  EXPECT_EQ(get("/blog/")->body, "<p>blog");
  EXPECT_EQ(get("/blog")->status, 301);
  EXPECT_EQ(get("/blog")->get_header_value("Location"), "/blog/");
  EXPECT_EQ(get("//blog")->get_header_value("Location"), "/blog/");
  EXPECT_EQ(get("/app.js/")->status, 404);
  EXPECT_EQ(get("/none")->status, 404);
  EXPECT_NE(get("/")->get_header_value("Date"), "");

  const std::string tag = get("/app.js")->get_header_value("ETag");
  EXPECT_EQ(client_->Get("/app.js", {{"If-None-Match", tag}})->status, 304);
  folder_.file("site/app.js", "changed");
  EXPECT_EQ(client_->Get("/app.js", {{"If-None-Match", tag}})->body, "changed");
  const auto head = client_->Head("/app.js");
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
}

TEST_F(Serve, NothingOutsideTheRootsIsServed) {
  for (const char* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/blog/../../secret.txt", "/..%2fsecret.txt",
        "/blog/%2e%2e/%2e%2e/secret.txt", "//../secret.txt", "/link.txt", "/.hidden", "/%00",
        "/app.js%00.html", "/..", "/blog/..%5c..%5csecret.txt"}) {
    const std::string status = raw(std::string("GET ") + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(status.starts_with("HTTP/1.1 40")) << path << ": " << status;
  }
}

TEST_F(Serve, TheCollectorsPageIsInTheExecutable) {
  const auto page = get("/collector");
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page->body.find("collector/messages"), std::string::npos);
}

TEST_F(Serve, RubbishDoesNotStopIt) {
  EXPECT_NO_THROW((void)raw("\x16\x03\x01 hello\r\n\r\n"));
  EXPECT_NO_THROW((void)raw("GET / HTTP/9.9\r\n\r\n"));
  EXPECT_NO_THROW((void)raw("POST /collect HTTP/1.1\r\nContent-Length: -5\r\n\r\n"));
  EXPECT_EQ(get("/")->status, 200);
}

TEST_F(Serve, EndsCleanlyOnEitherSignalAndRefusesATakenPort) {
  const Finished second = kelvin({"serve", "--port", std::to_string(port_)});
  EXPECT_EQ(second.exit, 2);
  EXPECT_NE(second.err.find("cannot listen"), std::string::npos);
  EXPECT_EQ(server_->end(SIGINT), 0);
  start();
  EXPECT_EQ(server_->end(SIGTERM), 0);
}

TEST_F(Serve, AMissingRootOrAnUnusableDatabaseEndsWithTwo) {
  EXPECT_EQ(kelvin({"serve", "--root", folder_.path("none"), "--port", "0"}).exit, 2);
  EXPECT_EQ(kelvin({"serve", "--db", folder_.path("none/x.sqlite"), "--port", "0"}).exit, 2);
  const std::string no_database = folder_.file("text.sqlite", std::string(5000, 'x'));
  EXPECT_EQ(kelvin({"serve", "--db", no_database, "--port", "0"}).exit, 2);
}

}  // namespace
}  // namespace kelvin::testing
