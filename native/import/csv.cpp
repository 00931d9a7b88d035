#include "import/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "import/csv_columns.h"
#include "import/csv_reader.h"
#include "import/csv_time.h"
#include "import/text.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kMostColumns = 1000;
constexpr std::size_t kMostDigits = 15;  // what a double holds of any number
constexpr std::size_t kShownOfTime = 60;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What databases write for nothing.
bool is_none(std::string_view text) {
  return is_one_of(text, {"", "NULL", "null", "\\N"});
}

/// Whether a text is a number as people write them: no leading zeros, which codes have, no
/// exponent.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const bool leading_zero = whole.size() > 1 && whole[0] == '0';
  return digits(whole) && !leading_zero && (point == text.size() || digits(fraction)) &&
         whole.size() + fraction.size() <= kMostDigits;
}

Value value_of(const std::string& text) {
  if (text == "true" || text == "TRUE" || text == "True") return true;
  if (text == "false" || text == "FALSE" || text == "False") return false;
  if (!is_number(text)) return valid_utf8(text);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number + 0.0;  // no -0
}

/// The type of the message that an event of this name is.
std::string_view type_of(std::string_view event) {
  const std::string name = lower_case(event);
  if (is_one_of(name, {"page", "pageview", "page_view", "page view", "page viewed", "$pageview"})) {
    return "page";
  }
  if (name == "identify" || name == "$identify") return "identify";
  return name == "group" ? "group" : "track";
}

void take_group_id(Value& properties, Value& message) {
  for (const char* name : {"groupId", "group_id"}) {
    const Value* id = properties.find(name);
    if (id == nullptr) continue;
    message.set("groupId", id->as_text() != nullptr ? *id->as_text() : to_json(*id));
    return properties.erase(name);
  }
}

std::string separator_name(char separator) {
  return separator == '\t' ? "tab" : std::string(1, separator);
}

class CsvImport {
 public:
  CsvImport(const CsvOptions& options, LineSource& lines, MessageSink& sink)
      : options_(options), lines_(lines), sink_(sink), reader_(lines, options.separator) {}

  std::vector<std::string> run();

 private:
  void begin_file(const CsvReader::Record& record);
  /// Why the record is no event, in words, or "".
  std::string read(const CsvReader::Record& record);
  [[nodiscard]] Value properties_of(const CsvReader::Record& record, Value& page) const;
  [[nodiscard]] Value message_of(const CsvReader::Record& record, const std::string& visitor,
                                 const std::string& event, Instant time) const;
  [[nodiscard]] std::vector<std::string> notes() const;

  const CsvOptions& options_;
  LineSource& lines_;
  MessageSink& sink_;
  CsvReader reader_;
  std::vector<std::string> names_;  ///< of this file's columns; "" for those that are left out
  std::vector<std::string> heading_;
  std::size_t visitor_ = 0, time_ = 0, event_ = 0;
  std::array<std::uint64_t, kTimeForms> forms_{};
  Tally unnamed_;
};

std::vector<std::string> CsvImport::run() {
  CsvReader::Record record;
  while (reader_.next(record)) {
    if (record.first) {
      begin_file(record);
    } else if (record.fields == heading_) {
      sink_.leave_out("names of columns again");  // files that were put one behind the other
    } else if (const std::string wrong = read(record); !wrong.empty()) {
      lines_.refuse({record.file, record.line, {}}, wrong);
    }
  }
  return notes();
}

void CsvImport::begin_file(const CsvReader::Record& record) {
  const std::string& file = lines_.path_of({record.file, record.line, {}});
  require_text(file, record.fields[0]);
  heading_ = record.fields;
  names_.clear();
  for (const std::string& name : heading_) names_.push_back(valid_utf8(trimmed(name)));
  if (names_.size() > kMostColumns) throw Unusable(file + ": it has more than 1000 columns");
  if (names_.size() == 1) {
    throw Unusable(file + ": its first line has one column; separators are , ; tab and |, or " +
                   "what --separator names");
  }
  visitor_ = find_column(file, "--visitor", options_.visitor, names_);
  time_ = find_column(file, "--time", options_.time, names_);
  event_ = find_column(file, "--event", options_.event, names_);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const bool again = std::find(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(i),
                                 names_[i]) != names_.begin() + static_cast<std::ptrdiff_t>(i);
    if (!again && !names_[i].empty()) continue;
    unnamed_.add(names_[i].empty() ? "without a name" : "second " + names_[i]);
    names_[i].clear();
  }
  sink_.begin_file();
}

std::string CsvImport::read(const CsvReader::Record& record) {
  if (record.fields.size() != names_.size()) {
    return std::to_string(record.fields.size()) + " fields, and the file has " +
           std::to_string(names_.size()) + " columns";
  }
  const std::string visitor = valid_utf8(trimmed(record.fields[visitor_]));
  if (is_none(visitor)) return "no visitor in column " + options_.visitor;
  const std::string event = valid_utf8(trimmed(record.fields[event_]));
  if (is_none(event)) return "no event in column " + options_.event;
  const std::string_view time = trimmed(record.fields[time_]);
  TimeForm form{};
  const auto moment = read_csv_time(time, options_.zone, form);
  if (!moment) {
    return "column " + options_.time + ": \"" + valid_utf8(time.substr(0, kShownOfTime)) +
           "\" is no time: give 2026-03-01 10:00:00, ISO 8601, a date, or seconds or milliseconds "
           "since 1970";
  }
  ++forms_[static_cast<std::size_t>(form)];

  return sink_.write(message_of(record, visitor, event, *moment))
             ? ""
             : "the record is larger than an event may be";
}

Value CsvImport::message_of(const CsvReader::Record& record, const std::string& visitor,
                            const std::string& event, Instant time) const {
  const std::string_view type = type_of(event);
  Value message = Object{};
  message.set("type", type);
  if (type == "track") message.set("event", event);
  message.set("anonymousId", visitor);
  message.set("timestamp", to_iso(time));
  Value page = Object{};
  Value properties = properties_of(record, page);
  if (type == "page") {
    for (const auto& [name, value] : *page.as_object()) properties.set(name, value);
  } else if (type == "track" && !page.as_object()->empty()) {
    Value context = Object{};
    context.set("page", std::move(page));
    message.set("context", std::move(context));
  } else if (type == "group") {
    take_group_id(properties, message);
  }
  const bool traits = type == "identify" || type == "group";
  message.set(traits ? "traits" : "properties", std::move(properties));
  return message;
}

/// The columns that are not named by options; those that tell of a page as its members, too.
Value CsvImport::properties_of(const CsvReader::Record& record, Value& page) const {
  Object properties;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const bool named = i == visitor_ || i == time_ || i == event_ || names_[i].empty();
    if (named || is_none(record.fields[i])) continue;
    properties.emplace_back(names_[i], value_of(record.fields[i]));  // no name comes twice
    const std::string_view member = page_member(names_[i]);
    if (!member.empty() && page.find(member) == nullptr) {
      page.set(member, valid_utf8(record.fields[i]));
    }
  }
  return properties;
}

std::vector<std::string> CsvImport::notes() const {
  constexpr std::array<std::string_view, kTimeForms> kForms = {
      "with an offset",
      "without an offset, taken at --time-zone (default: UTC)",
      "dates, as their first moment at --time-zone (default: UTC)",
      "seconds since 1970",
      "milliseconds since 1970",
      "microseconds since 1970"};
  std::vector<std::string> out;
  std::string times;
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (forms_[i] == 0) continue;
    times += (times.empty() ? "" : "; ") + std::to_string(forms_[i]) + " " + std::string(kForms[i]);
  }
  if (!times.empty()) out.push_back("times: " + times);
  if (options_.separator == 0) {
    out.push_back("separator found: " + separator_name(reader_.separator()));
  }
  if (!unnamed_.empty()) out.push_back("columns left out: " + unnamed_.text(10));
  if (reader_.lenient() > 0) {
    out.push_back(std::to_string(reader_.lenient()) +
                  " lines had quotes that RFC 4180 does not allow, and were read as they stand");
  }
  return out;
}

}  // namespace

std::vector<std::string> import_csv(const CsvOptions& options, LineSource& lines,
                                    MessageSink& sink) {
  return CsvImport(options, lines, sink).run();
}

}  // namespace kelvin::native
