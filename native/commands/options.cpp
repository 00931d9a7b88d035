#include "commands/options.h"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "commands/reading_options.h"
#include "kelvin/json.h"
#include "log/byte_source.h"

namespace kelvin::native {
namespace {

constexpr unsigned kMaxThreads = 256;
constexpr Duration kShortestTick = kMinute;

Instant read_instant(const std::string& name, const std::string& text) {
  if (const auto time = parse_time(text)) return *time;
  const char* const fix = are_seconds(text) ? kSecondsFix
                                            : "give a time with its offset, "
                                              "2026-03-01T10:00:00Z, or milliseconds since 1970";
  throw Unusable(name + " " + text + ": " + fix);
}

Duration read_tick(const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration || *duration < kShortestTick) {
    throw Unusable("--tick " + text + ": give a duration of at least a minute: 15m, 1h, 1d");
  }
  return *duration;
}

}  // namespace

ReplayOptions LogOptions::read(const char* at_name) const {
  ReplayOptions options;
  options.threads = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  options.threads = std::min(options.threads, kMaxThreads);
  options.stitch = stitch;
  options.sort = sort;
  options.sort_bytes = sort_bytes;
  if (!at.empty()) options.until = read_instant(at_name, at);
  if (!tick.empty()) options.tick = read_tick(tick);
  return options;
}

bool LogOptions::is_filter() const {
  return logs == std::vector<std::string>{"-"} && isatty(STDERR_FILENO) == 0;
}

void add_replay_options(Command command, LogOptions& options) {
  command.add_option("--model", options.model, "The model: a JSON file")
      .required()
      .type_name("FILE");
  add_reading_options(command, options);
}

void add_reading_options(Command command, LogOptions& options) {
  command.add_flag("--stitch", options.stitch,
                   "Give a message that has only a userId to the anonymousId at which that user is "
                   "present");
  command.add_flag(
      "--sort", options.sort,
      "Take the events in the order of their times, not of the logs; what does not fit "
      "into memory goes to a file without a name in TMPDIR");
  command.add_option("--sort-bytes", options.sort_bytes).hidden();  // hidden: for tests
  command
      .add_option("--threads", options.threads,
                  "How many threads to use; results never depend on it (default: all)")
      .type_name("N")
      .between(1U, kMaxThreads);
}

void add_log_options(Command command, LogOptions& options) {
  add_replay_options(command, options);
  command
      .add_option("logs", options.logs,
                  "Event logs: NDJSON in Segment's spec, plain or gzip; - is standard input")
      .required()
      .type_name("LOG");
}

void add_at(Command command, LogOptions& options, const std::string& help) {
  command.add_option("--at", options.at, help).type_name("TIME");
}

void add_listing(Command command, LogOptions& options, std::string& out) {
  add_at(command, options,
         "The moment to look at; later events are left out (default: the newest in the logs)");
  command.add_option("--out", out, "How to print: ndjson, csv or table")
      .one_of({"ndjson", "csv", "table"})
      .capture_default_str();
}

void add_tick(Command command, LogOptions& options) {
  command
      .add_option("--tick", options.tick,
                  "Look at every visitor each such interval, so that what silence brings "
                  "(a segment left) comes when it happens: 1h, 1d")
      .type_name("DURATION");
}

Model load_model(const std::string& path) {
  const auto model = compile(read_file(path, kMaxModelBytes));
  if (model) return *model;
  std::string text = path + ": the model has errors (`kelvin check` tells them in full)";
  for (const Error& error : model.errors()) text += "\n  " + printable(one_line({error}));
  throw Unusable(text);
}

std::string read_file(const std::string& path, std::size_t limit) {
  static_cast<void>(total_size({path}));
  const auto source = open_source(path);
  std::string bytes;
  std::string piece(64 * 1024, '\0');
  while (bytes.size() <= limit) {
    const std::size_t got =
        source->read(piece.data(), std::min(piece.size(), limit + 1 - bytes.size()));
    if (got == 0) break;
    bytes.append(piece, 0, got);
  }
  return bytes;
}

Exit exit_after(const BadLines& bad) {
  return bad.count() > 0 ? Exit::kBadLines : Exit::kDone;
}

}  // namespace kelvin::native
