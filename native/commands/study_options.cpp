#include "commands/study_options.h"

#include <charconv>
#include <cmath>

#include "kelvin/study/thresholds.h"
#include "support/output.h"

namespace kelvin::native {

void add_tell_options(Command command, TellOptions& options) {
  command.add_flag("--json", options.json, "One JSON object, for programs");
  command.add_option("--html", options.html, "Write a page with plots to this file, too")
      .type_name("FILE");
}

void tell(const TellOptions& options, const Document& document, const std::string& json) {
  if (!options.html.empty()) write_page(options.html, document);
  Output out;
  if (options.json) {
    out.line(json);
  } else {
    out.write(document.text());
  }
  out.finish();
}

ScoreIndex score_named(const Model& model, const std::string& id) {
  if (id.empty()) return study::main_score(model);
  std::string ids;
  for (ScoreIndex i = 0; i < model.scores.size(); ++i) {
    if (model.scores[i].id == id) return i;
    ids += (ids.empty() ? "" : ", ") + std::string(model.scores[i].id);
  }
  throw Unusable("--score " + id + ": the model has no such score; it has " + ids);
}

Instant time_option(const char* option, const std::string& text) {
  if (const auto time = parse_time(text)) return *time;
  throw Unusable(std::string(option) + " " + text + ": " +
                 (are_seconds(text) ? kSecondsFix
                                    : "give a time with its offset, 2026-03-01T10:00:00Z, or "
                                      "milliseconds since 1970"));
}

Duration duration_option(const char* option, const std::string& text) {
  const auto duration = parse_duration(text);
  if (duration && duration->ms > 0) return *duration;
  throw Unusable(std::string(option) + " " + text + ": give a duration above zero: 12h, 30d");
}

double number_option(const char* option, const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(number)) {
    return number;
  }
  throw Unusable(std::string(option) + " " + text + ": give a number");
}

}  // namespace kelvin::native
