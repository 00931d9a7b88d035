// kelvin import: logs that people already have, as Segment-spec NDJSON.
#include <memory>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/options.h"
#include "import/access_log.h"
#include "import/csv.h"
#include "import/csv_time.h"
#include "import/ga4.h"

namespace kelvin::native {
namespace {

struct ImportOptions {
  std::string from;
  std::vector<std::string> files;
  AccessLogOptions access_log;
  CsvOptions csv;
  std::string separator, zone;
};

/// An option that is given and belongs to another kind of file was given by mistake.
void refuse_others(const ImportOptions& options) {
  struct Given {
    const char* name;
    const std::string& text;
    const char* kind;
  };
  const Given all[] = {{"--salt", options.access_log.salt, "access-log"},
                       {"--host", options.access_log.host, "access-log"},
                       {"--visitor", options.csv.visitor, "csv"},
                       {"--time", options.csv.time, "csv"},
                       {"--event", options.csv.event, "csv"},
                       {"--separator", options.separator, "csv"},
                       {"--time-zone", options.zone, "csv"}};
  for (const Given& given : all) {
    if (given.text.empty() || options.from == given.kind) continue;
    throw Unusable(std::string(given.name) + " is for --from " + given.kind);
  }
}

char read_separator(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() == 1 && text != "\"" && text != "\n" && text != "\r") return text[0];
  throw Unusable("--separator " + text + ": give one character, or tab");
}

CsvOptions read_csv_options(const ImportOptions& options) {
  CsvOptions csv = options.csv;
  if (csv.visitor.empty() || csv.time.empty() || csv.event.empty()) {
    throw Unusable(
        "--from csv needs --visitor, --time and --event: the names of the columns that "
        "say who, when and what");
  }
  if (!options.separator.empty()) csv.separator = read_separator(options.separator);
  if (!options.zone.empty()) {
    const auto zone = read_zone(options.zone);
    if (!zone) throw Unusable("--time-zone " + options.zone + ": give an offset: +02:00, -0500, Z");
    csv.zone = *zone;
  }
  return csv;
}

Exit import_files(const ImportOptions& options) {
  refuse_others(options);
  BadLines bad;
  LineSource lines(options.files, bad);
  MessageSink sink;
  std::vector<std::string> notes;
  try {
    if (options.from == "ga4") {
      notes = import_ga4(lines, sink);
    } else if (options.from == "access-log") {
      notes = import_access_log(options.access_log, lines, sink);
    } else {
      notes = import_csv(read_csv_options(options), lines, sink);
    }
    sink.finish();
  } catch (const ReaderGone&) {
    return Exit::kDone;  // `| head` has what it wanted
  }
  bad.finish();
  sink.report(lines.count(), bad.count(), notes);
  return exit_after(bad);
}

void add_access_log_options(Command command, AccessLogOptions& options) {
  command
      .add_option("--salt", options.salt,
                  "access-log: the key that addresses are hashed with; made when missing. The same "
                  "key gives the same visitors (default: a random one, thrown away)")
      .type_name("FILE");
  command
      .add_option("--host", options.host,
                  "access-log: the site's name or origin, where the lines do not tell it")
      .type_name("HOST");
}

void add_csv_options(Command command, ImportOptions& options) {
  command.add_option("--visitor", options.csv.visitor, "csv: the column that says who")
      .type_name("COLUMN");
  command.add_option("--time", options.csv.time, "csv: the column that says when")
      .type_name("COLUMN");
  command.add_option("--event", options.csv.event, "csv: the column that says what")
      .type_name("COLUMN");
  command
      .add_option("--separator", options.separator,
                  "csv: what stands between fields (default: what the first line has most of)")
      .type_name("CHARACTER");
  command
      .add_option("--time-zone", options.zone,
                  "csv: the offset of times that have none (default: UTC)")
      .type_name("OFFSET");
}

}  // namespace

void add_import(Command app, Exit& exit) {
  auto options = std::make_shared<ImportOptions>();
  const Command command = app.add_subcommand(
      "import", "Turn GA4's export, access logs or CSV into a log that can be scored");
  command.footer(
      "Writes NDJSON in Segment's spec, in the files' order; a report goes to stderr. The same "
      "file\n"
      "gives the same message ids each time. core/vocabulary holds the words that are translated.\n"
      "Examples:\n"
      "  kelvin import --from ga4 events_2026*.json.gz > log.ndjson\n"
      "  kelvin import --from access-log --salt site.key --host www.shop.example access.log.1 "
      "access.log > "
      "log.ndjson\n"
      "  kelvin import --from csv --visitor customer_id --time created_at --event action "
      "orders.csv > "
      "log.ndjson");
  command
      .add_option("--from", options->from,
                  "What the files are: ga4 (BigQuery export as NDJSON), access-log (common or "
                  "combined format of nginx and Apache), csv")
      .required()
      .type_name("KIND")
      .one_of({"ga4", "access-log", "csv"});
  add_access_log_options(command, options->access_log);
  add_csv_options(command, *options);
  command.add_option("files", options->files, "Files, plain or gzip; - is standard input")
      .required()
      .type_name("FILE");
  command.callback([options, &exit] { exit = import_files(*options); });
}

}  // namespace kelvin::native
