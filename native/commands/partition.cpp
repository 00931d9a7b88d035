// kelvin partition: logs parted by visitor, so that parts can be scored apart, anywhere.
#include <xxhash.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/json.h"
#include "log/log_reader.h"
#include "partition/identities.h"
#include "partition/part_files.h"
#include "replay/event_parser.h"
#include "support/output.h"
#include "support/progress.h"

namespace kelvin::native {
namespace {

struct PartitionOptions {
  std::vector<std::string> logs;
  std::string by = "visitor";
  std::string out;
  std::size_t parts = 0;
  bool gzip = false;
};

/// Whose a line is does not depend on a model; reading one needs any.
Model any_model() {
  return *compile(R"({"kelvin":1,"id":"any","version":"1","scores":[{"id":"any","rules":[
    {"id":"page","on":"page","points":0}]}]})");
}

/// Every line of the logs that is not blank, as an event where it is one.
class Lines {
 public:
  explicit Lines(const std::vector<std::string>& paths)
      : logs_(paths), model_(any_model()), parser_(model_) {
    logs_.expect_events();
  }

  /// Calls with (line, event); the event is nullptr where the line is a bad one.
  template <class Call>
  void each(Call call) {
    Progress progress;
    for (Block block; logs_.next(block);) {
      for (std::string_view text = block.text(); !text.empty();) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        Errors errors;
        const bool good = parser_.read(line, event_, errors);
        call(line, good ? &event_ : nullptr);
      }
      if (block.damage) {
        ++damaged_;
        std::fprintf(stderr, "%s: %s\n", logs_.paths()[block.file].c_str(), block.damage->c_str());
      }
      progress.show(logs_.taken(), logs_.total());
    }
  }
  /// Files that end too early.
  [[nodiscard]] std::uint64_t damaged() const { return damaged_; }

 private:
  LogReader logs_;
  Model model_;
  EventParser parser_;
  Event event_;
  std::uint64_t damaged_ = 0;
};

Identities read_identities(const PartitionOptions& options) {
  Identities identities;
  Lines(options.logs).each([&](std::string_view, const Event* event) {
    if (event != nullptr && event->type != EventType::kIgnored) identities.learn(*event);
  });
  std::fprintf(stderr, "kept %zu ids that belong together while parting\n", identities.size());
  return identities;
}

struct Parted {
  std::uint64_t lines = 0, bad = 0, damaged = 0;
  std::optional<Instant> newest;
};

/// Bad lines, and those of types that do not score, are of nobody: they go to the first part.
Parted part(const PartitionOptions& options, const Identities& identities, PartFiles& files) {
  Parted out;
  Lines lines(options.logs);
  lines.each([&](std::string_view line, const Event* event) {
    ++out.lines;
    if (event == nullptr) ++out.bad;
    if (event == nullptr || event->type == EventType::kIgnored) return files.add(0, line);
    out.newest = std::max(out.newest.value_or(event->time), event->time);
    const std::string_view key = identities.key_of(event->visitor());
    files.add(XXH3_64bits(key.data(), key.size()) % options.parts, line);
  });
  out.damaged = lines.damaged();
  return out;
}

Exit partition(const PartitionOptions& options) {
  const bool by_user = options.by == "user";
  for (const std::string& log : options.logs) {
    if (by_user && !can_be_read_again(log)) {
      throw Unusable(log + ": --by user reads the logs twice: give it files");
    }
  }
  const Identities identities = by_user ? read_identities(options) : Identities();
  PartFiles files(options.out, options.parts, options.gzip);
  const Parted parted = part(options, identities, files);
  files.finish();
  Output out;
  out.line("{\"parts\":" + std::to_string(options.parts) +
           ",\"lines\":" + std::to_string(parted.lines) + ",\"bad\":" + std::to_string(parted.bad) +
           ",\"newest\":" +
           (parted.newest ? "\"" + std::string(to_iso(*parted.newest)) + "\"" : "null") + "}");
  out.finish();
  return parted.damaged > 0 ? Exit::kBadLines : Exit::kDone;
}

}  // namespace

void add_partition(Command app, Exit& exit) {
  constexpr std::size_t kMostParts = 1000;
  auto options = std::make_shared<PartitionOptions>();
  const Command command =
      app.add_subcommand("partition", "Part logs by visitor, to score the parts apart");
  command.footer(
      "Writes DIR/part-0000.ndjson and so on: every line as it was, a visitor's lines in one part "
      "and\n"
      "in their order. The part is XXH3 (64 bits, no seed) of the visitor's id, modulo N. Bad "
      "lines go\n"
      "to part 0. Prints {\"parts\",\"lines\",\"bad\",\"newest\"}: give each part's `kelvin score` "
      "that\n"
      "newest time as --at, and `kelvin merge` the results.\n"
      "--by user keeps together what --stitch joins: it reads the logs twice, and remembers the "
      "users.\n"
      "Example: kelvin partition -n 64 --out parts year.ndjson.gz");
  command.add_option("--by", options->by, "What stays together: visitor or user")
      .one_of({"visitor", "user"})
      .capture_default_str();
  command.add_option("-n,--parts", options->parts, "How many parts")
      .required()
      .type_name("N")
      .between(std::size_t{1}, kMostParts);
  command.add_option("--out", options->out, "A folder for them").required().type_name("DIR");
  command.add_flag("--gzip", options->gzip, "Write them as gzip");
  command.add_option("logs", options->logs, "Event logs; - is standard input")
      .required()
      .type_name("LOG");
  command.callback([options, &exit] { exit = partition(*options); });
}

}  // namespace kelvin::native
