// The collector's memory: each message once, by its id, in SQLite.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "kelvin/error.h"

struct sqlite3;

namespace kelvin::native {

/// A posted body that is a JSON object with a text `id`, and what is told of it in columns.
struct Incoming {
  std::string id;
  std::optional<std::string> type, subject;
  std::string body;
};

/// Reads a posted body. Errors: those of parse_json, `not_object`, and `missing_key` at /id.
Result<Incoming> read_incoming(std::string_view body);

/// Safe to use from several threads. Failures of the database (disk full, locked for more than five
/// seconds, no database) are thrown as std::runtime_error: the message has not been stored.
class MessageStore {
 public:
  /// Opens or makes the database; ":memory:" keeps it in memory only.
  explicit MessageStore(const std::string& path);
  ~MessageStore();
  MessageStore(const MessageStore&) = delete;
  MessageStore& operator=(const MessageStore&) = delete;

  /// True the first time an id comes; else only its `repeats` grow, and the first body stays.
  bool store(const Incoming& message);

  /// `{"messages":[{"seq","received_at","repeats","message"}],"last":seq}`: those after `seq`, the
  /// oldest first, at most kPage. `last` is `seq` itself when nothing came after it.
  std::string list_after(std::int64_t seq);

  static constexpr int kPage = 200;

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace kelvin::native
