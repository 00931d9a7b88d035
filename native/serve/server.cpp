#include "serve/server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "kelvin/report.h"
#include "kelvin/value.h"
#include "serve/collector_page.h"
#include "serve/message_store.h"
#include "serve/static_files.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

namespace fs = std::filesystem;
using httplib::Request;
using httplib::Response;

constexpr const char* kJson = "application/json; charset=utf-8";
/// A browser keeps up to six connections open per page, each of which holds a thread for a while.
constexpr std::size_t kThreads = 32;
constexpr std::time_t kTimeoutSeconds = 5;
constexpr std::time_t kKeepAliveSeconds = 2;
constexpr std::size_t kKeepAliveRequests = 1000;

/// RFC 9110's form, which is also what a page's clock is corrected by.
std::string http_date(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 40> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), size};
}

void answer_errors(Response& response, int status, const Errors& errors) {
  response.status = status;
  response.set_content("{\"errors\":" + errors_json(errors) + "}", kJson);
}

Errors too_large() {
  return {{"too_long", "", "more than " + std::to_string(kMaxMessageBytes) + " bytes",
           "post a smaller message"}};
}

/// The whole body, whatever its content type says; nothing once it is larger than allowed.
std::optional<std::string> read_body(const Request& request, const httplib::ContentReader& read) {
  std::string body;
  const auto keep = [&body](const char* data, std::size_t size) {
    if (body.size() + size > kMaxMessageBytes) return false;
    body.append(data, size);
    return true;
  };
  if (request.is_multipart_form_data()) {
    // A form is no message; it is read so that the connection stays usable.
    read([](const httplib::MultipartFormData&) { return true; },
         [](const char*, std::size_t) { return true; });
    return body;
  }
  if (!read(keep)) return std::nullopt;
  return body;
}

void send_file(const Request& request, Response& response, const fs::path& file) {
  std::error_code error;
  const auto size = static_cast<std::size_t>(fs::file_size(file, error));
  const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
  auto in = std::make_shared<std::ifstream>(file, std::ios::binary);
  if (error || !*in) {
    response.status = 404;
    return;
  }
  const std::string tag = '"' + std::to_string(size) + '-' + std::to_string(changed) + '"';
  response.set_header("ETag", tag);
  response.set_header("Cache-Control", "no-cache");
  if (request.get_header_value("If-None-Match") == tag) {
    response.status = 304;
    return;
  }
  const std::string type(mime_type(file));
  if (size == 0) {
    response.set_content("", type);
    return;
  }
  response.set_content_provider(
      size, type, [in](std::size_t from, std::size_t length, httplib::DataSink& sink) {
        std::array<char, 64 * 1024> chunk;
        in->seekg(static_cast<std::streamoff>(from));
        in->read(chunk.data(), static_cast<std::streamsize>(std::min(length, chunk.size())));
        const auto got = static_cast<std::size_t>(in->gcount());
        return got > 0 && sink.write(chunk.data(), got);
      });
}

}  // namespace

struct CollectorServer::Parts {
  explicit Parts(const ServeOptions& options) : files(options.roots), store(options.database) {}

  void collect(const Request& request, Response& response, const httplib::ContentReader& read);
  void list(const Request& request, Response& response);
  void file(const Request& request, Response& response);
  void route();
  void harden();

  StaticFiles files;
  MessageStore store;
  httplib::Server http;
  int port = 0;
};

void CollectorServer::Parts::collect(const Request& request, Response& response,
                                     const httplib::ContentReader& read) {
  const auto body = read_body(request, read);
  if (!body) return answer_errors(response, 413, too_large());
  const auto message = read_incoming(*body);
  if (!message) return answer_errors(response, 400, message.errors());
  std::string answer = "{\"stored\":";
  answer += store.store(*message) ? "true" : "false";
  answer += ",\"id\":";
  append_json(answer, std::string_view(message->id));
  response.status = 200;
  response.set_content(answer + "}", kJson);
}

void CollectorServer::Parts::list(const Request& request, Response& response) {
  const std::string text = request.has_param("after") ? request.get_param_value("after") : "0";
  std::int64_t after = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
  if (error != std::errc() || end != text.data() + text.size()) {
    return answer_errors(
        response, 400,
        {{"bad_value", "/after", text.substr(0, 80), "give the number of the last message seen"}});
  }
  response.set_header("Cache-Control", "no-store");
  response.set_content(store.list_after(after), kJson);
}

void CollectorServer::Parts::file(const Request& request, Response& response) {
  const Found found = files.find(request.path);
  switch (found.kind) {
    case Found::Kind::kFile:
      return send_file(request, response, found.file);
    case Found::Kind::kFolder:
      return response.set_redirect(found.location, 301);
    case Found::Kind::kNothing:
      response.status = 404;
      response.set_content("not found\n", "text/plain; charset=utf-8");
  }
}

void CollectorServer::Parts::route() {
  http.Post("/collect",
            [this](const Request& request, Response& response, const httplib::ContentReader& read) {
              collect(request, response, read);
            });
  http.Options("/collect", [](const Request&, Response& response) {
    response.status = 204;
    response.set_header("Access-Control-Allow-Methods", "POST, OPTIONS");
    response.set_header("Access-Control-Allow-Headers", "*");
    response.set_header("Access-Control-Max-Age", "86400");
  });
  http.Get("/collector", [](const Request&, Response& response) {
    response.set_header("Cache-Control", "no-cache");
    response.set_content(kCollectorPage.data(), kCollectorPage.size(), "text/html; charset=utf-8");
  });
  http.Get("/collector/messages",
           [this](const Request& request, Response& response) { list(request, response); });
  http.Get(".*", [this](const Request& request, Response& response) { file(request, response); });
}

void CollectorServer::Parts::harden() {
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http.set_payload_max_length(kMaxMessageBytes);
  http.set_read_timeout(kTimeoutSeconds);
  http.set_write_timeout(kTimeoutSeconds);
  http.set_keep_alive_timeout(kKeepAliveSeconds);
  http.set_keep_alive_max_count(kKeepAliveRequests);
  http.set_tcp_nodelay(true);
  // The library's default lets a second server share the port and take half of the messages.
  http.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  http.set_post_routing_handler([](const Request& request, Response& response) {
    response.set_header("Date", http_date(std::time(nullptr)));
    response.set_header("X-Content-Type-Options", "nosniff");
    if (request.path == "/collect") response.set_header("Access-Control-Allow-Origin", "*");
  });
  http.set_exception_handler([](const Request&, Response& response, std::exception_ptr thrown) {
    std::string what = "unknown";
    try {
      std::rethrow_exception(std::move(thrown));
    } catch (const std::exception& e) {
      what = e.what();
    } catch (...) {
    }
    answer_errors(response, 500, {{"internal", "", what, "try again; nothing was stored"}});
  });
}

CollectorServer::CollectorServer(const ServeOptions& options) {
  try {
    parts_ = std::make_unique<Parts>(options);
  } catch (const Unusable&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw Unusable(options.database + ": " + error.what());
  }
  parts_->route();
  parts_->harden();
  if (options.port == 0) {
    parts_->port = parts_->http.bind_to_any_port(options.host);
  } else if (parts_->http.bind_to_port(options.host, options.port)) {
    parts_->port = options.port;
  } else {
    parts_->port = -1;
  }
  if (parts_->port <= 0) {
    throw Unusable(options.host + ":" + std::to_string(options.port) +
                   ": cannot listen there; is it in use? --port 0 takes a free port");
  }
}

CollectorServer::~CollectorServer() = default;

int CollectorServer::port() const {
  return parts_->port;
}

void CollectorServer::run() {
  parts_->http.listen_after_bind();
}

void CollectorServer::stop() {
  parts_->http.stop();
}

}  // namespace kelvin::native
