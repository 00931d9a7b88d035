// Coverage, the log's side: its events, their fields, its pages, and which the model does not use.
#include <algorithm>
#include <vector>

#include "kelvin/value.h"
#include "support/coverage_text.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::EventCoverage;
using study::FieldCoverage;
using study::FieldSeen;

constexpr std::size_t kNameWidth = 40;
constexpr std::size_t kNumberWidth = 10;
constexpr std::size_t kMostEvents = 12;
constexpr std::size_t kMostFields = 8;
constexpr std::size_t kMostPages = 12;

std::string more(std::size_t left, const char* what) {
  return left == 0 ? "" : "  ... and " + grouped(left) + " more " + what + " (--all)\n";
}

/// What the survey let go.
std::string beyond(std::uint64_t count, const char* what, std::size_t bound) {
  if (count == 0) return "";
  return "  " + grouped(count) + " " + what + ": past " + grouped(bound) + " no more are kept\n";
}

const char* used_mark(bool used) {
  return used ? "  used" : "  not used";
}

/// `text`, `number, text 3 %`: the kinds, the most frequent first.
std::string kinds_text(const FieldSeen& field) {
  constexpr const char* kWords[] = {"text", "number", "yes/no", "null", "list", "object"};
  std::uint64_t all = 0;
  std::vector<std::pair<std::uint64_t, const char*>> kinds;
  for (std::size_t i = 0; i < field.kinds.size(); ++i) {
    all += field.kinds[i];
    if (field.kinds[i] > 0) kinds.emplace_back(field.kinds[i], kWords[i]);
  }
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string out;
  for (const auto& [count, word] : kinds) {
    out += (out.empty() ? "" : ", ") + std::string(word);
    if (kinds.size() > 1) out += " " + percent(count, all);
  }
  return out.empty() ? "list items" : out;
}

/// The most frequent values, as many as a line has room for.
std::string values_text(const FieldSeen& field, std::size_t room) {
  if (field.distinct > study::kMaxValues) return "many values";
  std::string out;
  std::size_t told = 0;
  for (const study::ValueSeen& seen : field.values) {
    const Text* text = seen.value.as_text();
    const Text value = text != nullptr ? *text : to_json(seen.value);
    const std::string next =
        (out.empty() ? "" : ", ") + (value.empty() ? "\"\"" : value) + " " + grouped(seen.count);
    constexpr std::size_t kMoreRoom = 12;  // `, 12 others`
    if (columns_of(out + next) + kMoreRoom > room) break;
    out += next;
    ++told;
  }
  const std::uint64_t others = field.distinct - told;
  if (others == 0) return out;
  if (told == 0) return grouped(others) + (others == 1 ? " value" : " values");
  return out + ", " + grouped(others) + (others == 1 ? " other" : " others");
}

std::string field_line(const FieldCoverage& field, std::uint64_t messages) {
  constexpr std::size_t kField = 24;
  constexpr std::size_t kShare = 5;
  std::string line = "    " + cell(field.seen.path, kField) +
                     right_cell(percent(field.seen.messages, messages), kShare) + "  ";
  line += kinds_text(field.seen);
  const std::size_t taken = columns_of(line) + 2;
  const std::string values = values_text(field.seen, kColumns - std::min(taken, kColumns));
  if (!values.empty()) line += ": " + values;
  line = cell(line, kColumns);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string fields_text(const EventCoverage& event, bool all) {
  std::vector<const FieldCoverage*> unused;
  for (const FieldCoverage& field : event.fields) {
    if (!field.used) unused.push_back(&field);
  }
  const std::size_t shown = all ? unused.size() : std::min(unused.size(), kMostFields);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += field_line(*unused[i], event.seen.messages);
  const std::size_t left = unused.size() - shown;
  return left == 0 ? out : out + "  " + more(left, "fields");
}

std::string events_text(const study::CoverageReport& report, bool all) {
  std::string out = cell("EVENTS, and fields not used", kNameWidth) +
                    right_cell("messages", kNumberWidth) + right_cell("visitors", kNumberWidth) +
                    "  model\n";
  const std::size_t shown = all ? report.log.size() : std::min(report.log.size(), kMostEvents);
  for (std::size_t i = 0; i < shown; ++i) {
    const EventCoverage& event = report.log[i];
    out += "  " + cell(event.seen.name, kNameWidth - 2) +
           right_cell(grouped(event.seen.messages), kNumberWidth) +
           right_cell(grouped(event.seen.visitors), kNumberWidth) +
           (event.ignored ? "  ignored" : used_mark(event.used)) + "\n";
    out += fields_text(event, all);
  }
  out += more(report.log.size() - shown, "events");
  return out + beyond(report.unnamed_events, "messages have other names", study::kMaxEventNames) +
         beyond(report.unnamed_fields, "values are of other fields", study::kMaxFields);
}

std::string pages_text(const study::CoverageReport& report, bool all) {
  if (report.pages.empty()) return "";
  std::string out = "\n" + cell("PAGES", kNameWidth) + right_cell("views", kNumberWidth) +
                    right_cell("visitors", kNumberWidth) + "  model\n";
  const std::size_t shown = all ? report.pages.size() : std::min(report.pages.size(), kMostPages);
  for (std::size_t i = 0; i < shown; ++i) {
    const study::PathSeen& page = report.pages[i];
    const bool part = page.asked > 0 && page.asked < page.views;
    out += "  " + cell(page.glob, kNameWidth - 2) + right_cell(grouped(page.views), kNumberWidth) +
           right_cell(grouped(page.visitors), kNumberWidth) +
           (part ? "  " + percent(page.asked, page.views) : used_mark(page.asked > 0)) + "\n";
  }
  return out + more(report.pages.size() - shown, "groups of pages") +
         beyond(report.ungrouped_views, "views are of other paths", study::kMaxPaths);
}

std::string channels_text(const study::CoverageReport& report) {
  if (report.channels.empty()) return "";
  std::string list;
  for (const study::Near& channel : report.channels) {
    list += (list.empty() ? "" : ", ") + channel.name + " " + grouped(channel.count);
  }
  return "\n" + beside("FIRST CHANNELS  ", list);
}

}  // namespace

std::string log_text(const study::CoverageReport& report, bool all) {
  return events_text(report, all) + pages_text(report, all) + channels_text(report);
}

}  // namespace kelvin::native
