#include "serve/message_store.h"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>
#include <utility>

#include "kelvin/json.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin::native {
namespace {

constexpr const char* kSchema =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    "CREATE TABLE IF NOT EXISTS messages(seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,"
    " received_at TEXT NOT NULL, type TEXT, subject TEXT, repeats INTEGER NOT NULL DEFAULT 0,"
    " body TEXT NOT NULL)";

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void fail(sqlite3* db, const char* doing) {
  throw std::runtime_error(std::string("database: ") + doing + ": " + sqlite3_errmsg(db));
}

/// A prepared statement with its bindings, finalised when it goes.
class Statement {
 public:
  Statement(sqlite3* db, const char* sql) : db_(db) {
    if (sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr) != SQLITE_OK) fail(db, "prepare");
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// The text must outlive the statement.
  void bind(int at, std::string_view text) {
    if (sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
        SQLITE_OK) {
      fail(db_, "bind");
    }
  }
  void bind(int at, const std::optional<std::string>& text) {
    if (text) bind(at, std::string_view(*text));
  }
  void bind(int at, std::int64_t number) {
    if (sqlite3_bind_int64(statement_, at, number) != SQLITE_OK) fail(db_, "bind");
  }

  /// True while there is a row.
  bool step() {
    const int rc = sqlite3_step(statement_);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) fail(db_, "step");
    return rc == SQLITE_ROW;
  }
  [[nodiscard]] std::int64_t number(int column) const {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] std::string_view text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view()
                            : std::string_view(reinterpret_cast<const char*>(bytes), size);
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

Instant now() {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::optional<std::string> text_member(const Value& message, std::string_view name) {
  const Value* value = message.find(name);
  if (value == nullptr || value->as_text() == nullptr) return std::nullopt;
  return *value->as_text();
}

}  // namespace

Result<Incoming> read_incoming(std::string_view body) {
  // Bodies are handed out again inside a larger document, where such a mark would break it.
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  const auto message = parse_json(body);
  if (!message) return message.errors();
  if (message->as_object() == nullptr) {
    return Error{"not_object", "", "", "post a message: a JSON object with an \"id\""};
  }
  auto id = text_member(*message, "id");
  if (!id || id->empty()) {
    return Error{"missing_key", "/id", "", "give the message an \"id\" of text"};
  }
  return Incoming{*std::move(id), text_member(*message, "type"), text_member(*message, "subject"),
                  std::string(body)};
}

void MessageStore::Close::operator()(sqlite3* db) const {
  sqlite3_close(db);
}

MessageStore::MessageStore(const std::string& path) {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open(path.c_str(), &db);
  db_.reset(db);
  if (rc != SQLITE_OK) fail(db, "open");
  sqlite3_busy_timeout(db, 5000);
  if (sqlite3_exec(db, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) fail(db, "set up");
}

MessageStore::~MessageStore() = default;

bool MessageStore::store(const Incoming& message) {
  const std::string received = to_iso(now());
  const std::lock_guard lock(mutex_);
  Statement insert(db_.get(),
                   "INSERT INTO messages(id, received_at, type, subject, body)"
                   " VALUES(?1, ?2, ?3, ?4, ?5)"
                   " ON CONFLICT(id) DO UPDATE SET repeats = repeats + 1 RETURNING repeats");
  insert.bind(1, std::string_view(message.id));
  insert.bind(2, std::string_view(received));
  insert.bind(3, message.type);
  insert.bind(4, message.subject);
  insert.bind(5, std::string_view(message.body));
  insert.step();
  const bool first = insert.number(0) == 0;
  insert.step();
  return first;
}

std::string MessageStore::list_after(std::int64_t seq) {
  const std::lock_guard lock(mutex_);
  Statement select(db_.get(),
                   "SELECT seq, received_at, repeats, body FROM messages WHERE seq > ?1"
                   " ORDER BY seq LIMIT ?2");
  select.bind(1, seq);
  select.bind(2, std::int64_t{kPage});
  std::string out = "{\"messages\":[";
  for (bool first = true; select.step(); first = false) {
    seq = select.number(0);
    if (!first) out += ',';
    out += "{\"seq\":" + std::to_string(seq) + ",\"received_at\":";
    append_json(out, select.text(1));
    out += ",\"repeats\":" + std::to_string(select.number(2)) + ",\"message\":";
    out += select.text(3);
    out += '}';
  }
  out += "],\"last\":" + std::to_string(seq) + "}";
  return out;
}

}  // namespace kelvin::native
