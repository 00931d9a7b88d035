#include "log/not_a_log.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "kelvin/json.h"
#include "log/json_shape.h"
#include "log/table_shape.h"

namespace kelvin::native {
namespace {

using namespace std::string_view_literals;

/// What makes a log of a file.
enum class Way {
  kFilter,   ///< a command from standard input to standard output
  kImport,   ///< kelvin's own: it reads gzip and takes a file or -
  kCommand,  ///< a command that names FILE and OUT itself
  kWords,    ///< no command
};

struct Format {
  std::string_view what;
  Way way;
  std::string_view text;
};

struct Signature {
  std::string_view bytes;
  Format format;
};

constexpr Format kWorkbook = {"an Excel workbook", Way::kWords,
                              "save its sheet as CSV, then kelvin import --from csv"};

constexpr std::array kSignatures = {
    Signature{"PAR1"sv,
              {"a Parquet file", Way::kCommand,
               R"x(duckdb -c "copy (from 'FILE') to 'OUT' (format json)")x"}},
    Signature{"Obj\x01"sv, {"an Avro file", Way::kCommand, "avro-tools tojson FILE > OUT"}},
    Signature{"ORC\x08"sv, {"an ORC file", Way::kCommand, "orc-contents FILE > OUT"}},
    Signature{"ARROW1"sv, {"an Arrow file", Way::kWords, "let the tool that made it write NDJSON"}},
    Signature{"SQLite format 3\0"sv,
              {"an SQLite database", Way::kWords, "write its events with sqlite3's json_object"}},
    Signature{"\x28\xB5\x2F\xFD"sv, {"compressed by zstd", Way::kFilter, "zstd -dc"}},
    Signature{"\xFD\x37\x7A\x58\x5A\0"sv, {"compressed by xz", Way::kFilter, "xz -dc"}},
    Signature{"\x04\x22\x4D\x18"sv, {"compressed by lz4", Way::kFilter, "lz4 -dc"}},
    Signature{"\x1F\x8B"sv, {"compressed by gzip twice", Way::kFilter, "gzip -dc"}},
    Signature{"7z\xBC\xAF\x27\x1C"sv, {"a 7-Zip archive", Way::kCommand, "7z x -so FILE > OUT"}},
    Signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, kWorkbook},
};

/// UTF-16 and UTF-32, with a byte order mark or as JSON, digits or blanks begin in them.
std::optional<Format> wide_text(std::string_view start) {
  const auto is = [start](std::string_view pattern) {  // '.' stands for any byte but NUL
    if (start.size() < pattern.size()) return false;
    return std::equal(pattern.begin(), pattern.end(), start.begin(),
                      [](char p, char c) { return p == '.' ? c != '\0' : p == c; });
  };
  if (is("\xFF\xFE\0\0"sv) || is(".\0\0\0"sv))
    return Format{"UTF-32", Way::kFilter, "iconv -f UTF-32LE -t UTF-8"};
  if (is("\0\0\xFE\xFF"sv) || is("\0\0\0."sv))
    return Format{"UTF-32", Way::kFilter, "iconv -f UTF-32BE -t UTF-8"};
  if (is("\xFF\xFE"sv) || is(".\0.\0"sv))
    return Format{"UTF-16", Way::kFilter, "iconv -f UTF-16LE -t UTF-8"};
  if (is("\xFE\xFF"sv) || is("\0.\0."sv))
    return Format{"UTF-16", Way::kFilter, "iconv -f UTF-16BE -t UTF-8"};
  return std::nullopt;
}

std::optional<Format> binary(std::string_view start) {
  for (const Signature& signature : kSignatures) {
    if (start.starts_with(signature.bytes)) return signature.format;
  }
  if (start.starts_with("BZh") &&
      start.substr(std::min<std::size_t>(4, start.size())).starts_with("1AY&SY")) {
    return Format{"compressed by bzip2", Way::kFilter, "bzip2 -dc"};
  }
  if (start.starts_with("PK\x03\x04")) {
    const bool workbook = start.find("[Content_Types].xml") != std::string_view::npos ||
                          start.find("xl/") != std::string_view::npos;
    return workbook ? kWorkbook : Format{"a zip archive", Way::kCommand, "unzip -p FILE > OUT"};
  }
  constexpr std::size_t kTarMark = 257;
  if (start.size() > kTarMark && start.substr(kTarMark).starts_with("ustar")) {
    return Format{"a tar archive", Way::kCommand, "tar -xaf FILE, then name the logs in it"};
  }
  return std::nullopt;
}

std::string_view first_line(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.substr(0, text.find('\n'));
}

/// A row of GA4's has an event's name and time in members of its own, and no type.
bool is_ga4(std::string_view line) {
  const auto row = parse_json(line);
  return row && row->find("event_name") != nullptr && row->find("event_timestamp") != nullptr &&
         row->find("type") == nullptr;
}

std::optional<Format> text(std::string_view start, bool whole) {
  switch (json_shape(start, whole)) {
    case JsonShape::kArray:
      return Format{"a JSON array", Way::kFilter, "jq -c '.[]'"};
    case JsonShape::kSpread:
      return Format{"JSON with an object over many lines", Way::kFilter, "jq -c ."};
    case JsonShape::kLines:
      if (is_ga4(first_line(start))) {
        return Format{"GA4's export from BigQuery", Way::kImport, "kelvin import --from ga4"};
      }
  }
  switch (table_shape(start, whole)) {
    case TableShape::kCsv:
      return Format{"a CSV table", Way::kImport,
                    "kelvin import --from csv --visitor COLUMN --time COLUMN --event COLUMN"};
    case TableShape::kAccessLog:
      return Format{"a web server's access log", Way::kImport, "kelvin import --from access-log"};
    case TableShape::kHtml:
      return Format{"HTML", Way::kWords,
                    "look at it in a browser: often it says why there is no log"};
    case TableShape::kNone:
      break;
  }
  return std::nullopt;
}

/// The file's name as a shell takes it.
std::string quoted(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:,@%";
  if (path.find_first_not_of(kPlain) == std::string::npos) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? R"('\'')" : std::string(1, c);
  return out + "'";
}

/// A name for what becomes of the file: march.json.gz -> march.ndjson.
std::string output_name(const std::string& path) {
  std::string name = path;
  for (const std::string_view ending :
       {".gz", ".zst", ".bz2", ".xz", ".lz4", ".zip", ".json", ".csv", ".tsv", ".txt", ".log",
        ".parquet", ".avro", ".orc", ".ndjson", ".jsonl"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) {
      name.resize(name.size() - ending.size());
    }
  }
  name += ".ndjson";
  return name == path ? path.substr(0, path.size() - 7) + ".lines.ndjson" : name;
}

void put(std::string& command, std::string_view place, const std::string& name) {
  for (std::size_t at = command.find(place); at != std::string::npos;
       at = command.find(place, at + name.size())) {
    command.replace(at, place.size(), name);
  }
}

std::string advice(const Format& format, const std::string& path, bool compressed) {
  std::string command(format.text);
  if (format.way == Way::kWords) return command;
  if (path == "-") {
    if (format.way == Way::kCommand) return "save it as FILE, then " + command;
    return "pipe it through " + command + (format.way == Way::kImport ? " -" : "");
  }
  if (format.way == Way::kImport) command += " FILE > OUT";
  if (format.way == Way::kFilter) {
    command = compressed ? "gzip -dc FILE | " + command + " > OUT" : command + " FILE > OUT";
  }
  put(command, "FILE", quoted(path));
  put(command, "OUT", quoted(output_name(path)));
  return format.way == Way::kCommand && compressed ? "decompress it first, then " + command
                                                   : command;
}

}  // namespace

std::optional<std::string> not_a_log(const std::string& path, std::string_view start, bool whole,
                                     bool compressed) {
  std::optional<Format> format = wide_text(start);
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);  // a byte order mark
  if (!format) format = binary(start);
  if (!format) format = text(start, whole);
  if (!format) return std::nullopt;
  return (path == "-" ? "stdin" : path) + ": this is " + std::string(format->what) +
         ", not a log with an event on each line: " + advice(*format, path, compressed);
}

}  // namespace kelvin::native
