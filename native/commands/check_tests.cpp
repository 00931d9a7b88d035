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

}  // namespace kelvin::native
