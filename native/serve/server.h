// The demo's server: static files, and a collector that takes messages on POST.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kelvin::native {

struct ServeOptions {
  std::vector<std::string> roots;  ///< folders; the first that has a file wins
  std::string host = "127.0.0.1";
  int port = 8787;  ///< 0 takes a free one
  std::string database = ":memory:";
};

/// The largest message that is taken, in bytes.
inline constexpr std::size_t kMaxMessageBytes = 64 * 1024;

class CollectorServer {
 public:
  /// Binds the address. Throws Unusable if a folder, the database or the address cannot be used.
  explicit CollectorServer(const ServeOptions& options);
  ~CollectorServer();

  [[nodiscard]] int port() const;
  /// Answers requests until stop is called, from any thread.
  void run();
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kelvin::native
