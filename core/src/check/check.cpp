#include "kelvin/check.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "json/writer.h"
#include "kelvin/lint.h"
#include "kelvin/report.h"

namespace kelvin {
namespace {

void write_ids(JsonWriter& json, const char* name, const List<Text>& ids) {
  json.key(name).begin_array();
  for (const Text& id : ids) json.text(id);
  json.end_array();
}

void write_test(JsonWriter& json, const JourneyResult& test) {
  json.begin_object().text("name", test.name).text("at", test.at);
  json.key("ok").boolean(test.failures.empty()).key("failures").begin_array();
  for (const JourneyFailure& failure : test.failures) {
    json.begin_object().text("at", failure.at);
    json.value("expected", failure.expected).value("found", failure.found).end_object();
  }
  json.end_array().end_object();
}

void write_tests(JsonWriter& json, const JourneyReport& report) {
  json.key("tests").begin_array();
  for (const JourneyResult& test : report.tests) write_test(json, test);
  json.end_array();
  json.integer("passed", static_cast<std::int64_t>(report.tests.size() - report.failed()));
  json.integer("failed", static_cast<std::int64_t>(report.failed()));
  json.key("unexercised").begin_object();
  write_ids(json, "rules", report.unexercised.rules);
  write_ids(json, "segments", report.unexercised.segments);
  write_ids(json, "triggers", report.unexercised.triggers);
  json.end_object();
}

}  // namespace

bool Checked::right(bool strict) const {
  const bool silent = std::all_of(warnings.begin(), warnings.end(), is_notice);
  return errors.empty() && (!strict || silent) && (!tests || tests->failed() == 0);
}

Checked check(const Value& document, bool test) {
  Checked out;
  auto model = compile(document);
  if (!model) {
    out.errors = model.errors();
    return out;
  }
  out.model = model.take();
  if (auto error = check_state_bound(*out.model)) out.errors.push_back(*std::move(error));
  const auto journeys = read_journeys(*out.model, document);
  if (!journeys) {
    for (const Error& error : journeys.errors()) out.errors.push_back(error);
  } else if (test && out.errors.empty()) {
    out.tests = run_journeys(*out.model, *journeys);
  }
  out.warnings = lint(*out.model, document);
  return out;
}

Text checked_json(const Checked& checked, bool strict) {
  JsonWriter json;
  json.begin_object().key("ok").boolean(checked.right(strict));
  if (!checked.errors.empty()) json.key("errors").raw(errors_json(checked.errors));
  json.key("warnings").raw(errors_json(checked.warnings));
  if (!checked.errors.empty()) return json.end_object().take();
  json.text("id", checked.model->id).text("version", checked.model->version);
  json.text("digest", to_hex(checked.model->digest));
  if (checked.tests) write_tests(json, *checked.tests);
  return json.end_object().take();
}

}  // namespace kelvin
