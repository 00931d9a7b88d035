// kelvin serve: static files and a collector, for demos and for trying a model on a site.
#include "serve/server.h"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

#include "commands/commands.h"

namespace kelvin::native {
namespace {

/// Stops the server when the process is asked to end. Made before any other thread, so that none
/// of them takes the signal.
class StopOnSignal {
 public:
  StopOnSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /// Runs until a signal comes, or until the server ends by itself.
  void run(CollectorServer& server) {
    std::atomic<bool> ended = false;
    std::thread waiter([this, &server, &ended] {
      int signal = 0;
      sigwait(&signals_, &signal);
      // cpp-httplib's stop() does nothing before its loop runs: a signal that comes that early
      // would be lost, and with it the only one who asks.
      while (!ended) {
        server.stop();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    });
    server.run();
    ended = true;
    // The waiter has the signal blocked and takes it in sigwait: nothing is terminated by it.
    pthread_kill(waiter.native_handle(), SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread)
    waiter.join();
  }

 private:
  sigset_t signals_{};
};

Exit serve(const ServeOptions& options) {
  StopOnSignal stop;
  CollectorServer server(options);
  const std::string host =
      options.host.find(':') == std::string::npos ? options.host : "[" + options.host + "]";
  const std::string address = "http://" + host + ":" + std::to_string(server.port());
  std::printf("serving %s/\ncollector %s/collector, messages to %s/collect\n%s\n", address.c_str(),
              address.c_str(), address.c_str(),
              options.database == ":memory:"
                  ? "messages are kept in memory; --db FILE keeps them"
                  : ("messages are kept in " + options.database).c_str());
  std::fflush(stdout);
  stop.run(server);
  return Exit::kDone;
}

}  // namespace

void add_serve(Command app, Exit& exit) {
  auto options = std::make_shared<ServeOptions>();
  const Command command =
      app.add_subcommand("serve", "Serve a site, and collect the messages that it posts");
  command.footer(
      "POST /collect takes a message and stores it once per id; GET /collector shows them live;\n"
      "GET /collector/messages?after=SEQ lists them. Everything else is files of the roots.\n"
      "It has no access control: bind it to other than this machine only behind something that "
      "has.\n"
      "Example: kelvin serve --root site --root dist --port 8787 --db messages.sqlite");
  command
      .add_option("--root", options->roots,
                  "A folder to serve; of several, the first that has a file wins")
      .type_name("DIR")
      .one_at_a_time();
  command.add_option("--port", options->port, "Port to listen on; 0 takes a free one")
      .between(0, 65535)
      .capture_default_str();
  command.add_option("--host", options->host, "Address to listen on").capture_default_str();
  command.add_option("--db", options->database, "SQLite file to keep messages in")
      .type_name("FILE");
  command.callback([options, &exit] { exit = serve(*options); });
}

}  // namespace kelvin::native
