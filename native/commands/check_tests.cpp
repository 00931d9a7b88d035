#include "commands/check_tests.h"

#include <vector>

#include "kelvin/value.h"
#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

std::string listed(const char* what, const List<Text>& ids) {
  std::string out;
  for (const Text& id : ids) out += (out.empty() ? "" : ", ") + id;
  return ids.empty() ? "" : std::string("    ") + what + ": " + out + "\n";
}

Array as_array(const List<Text>& ids) {
  Array out;
  for (const Text& id : ids) out.emplace_back(id);
  return out;
}

Value as_value(const JourneyResult& test) {
  Array failures;
  for (const JourneyFailure& failure : test.failures) {
    Value entry;
    entry.set("at", failure.at);
    entry.set("expected", failure.expected);
    entry.set("found", failure.found);
    failures.push_back(std::move(entry));
  }
  Value out;
  out.set("name", test.name);
  out.set("at", test.at);
  out.set("ok", test.failures.empty());
  out.set("failures", std::move(failures));
  return out;
}

}  // namespace

std::string tests_as_text(const JourneyReport& report) {
  if (report.tests.empty()) return "  it carries no tests\n";
  std::string out;
  for (const JourneyResult& test : report.tests) {
    out += (test.failures.empty() ? "  ok      " : "  FAILED  ") + printable(test.name) + "\n";
    for (const JourneyFailure& failure : test.failures) {
      out += "            " + printable(failure.at) + "\n";
      out += "              expected: " + printable(to_json(failure.expected)) + "\n";
      out += "              found:    " + printable(to_json(failure.found)) + "\n";
    }
  }
  const std::size_t failed = report.failed();
  out += "  " + std::to_string(report.tests.size()) +
         " tests: " + std::to_string(report.tests.size() - failed) + " ok, " +
         std::to_string(failed) + " failed\n";
  if (report.unexercised.none()) return out;
  return out + "  what no test makes happen:\n" + listed("rules", report.unexercised.rules) +
         listed("segments", report.unexercised.segments) +
         listed("triggers", report.unexercised.triggers);
}

std::string tests_as_json(const JourneyReport& report) {
  Array tests;
  for (const JourneyResult& test : report.tests) tests.push_back(as_value(test));
  Value unexercised;
  unexercised.set("rules", as_array(report.unexercised.rules));
  unexercised.set("segments", as_array(report.unexercised.segments));
  unexercised.set("triggers", as_array(report.unexercised.triggers));
  const std::size_t failed = report.failed();
  return "\"tests\":" + to_json(Value(std::move(tests))) +
         ",\"passed\":" + std::to_string(report.tests.size() - failed) +
         ",\"failed\":" + std::to_string(failed) + ",\"unexercised\":" + to_json(unexercised);
}

}  // namespace kelvin::native
