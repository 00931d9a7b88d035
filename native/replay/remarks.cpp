#include "replay/remarks.h"

#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "kelvin/time.h"

namespace kelvin::native {
namespace {

std::string counted(std::uint64_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace

std::string in_words(Duration duration) {
  constexpr std::array<std::pair<const char*, std::int64_t>, 5> kUnits = {
      {{"d", kDay.ms}, {"h", kHour.ms}, {"m", kMinute.ms}, {"s", 1000}, {"ms", 1}}};
  std::string out;
  std::int64_t left = duration.ms;
  bool last = false;
  for (const auto& [unit, ms] : kUnits) {
    if (left >= ms) out += (out.empty() ? "" : " ") + std::to_string(left / ms) + unit;
    left %= ms;
    if (last) break;
    last = !out.empty();
  }
  return out;
}

void tell(const LateEvents& late) {
  if (late.events == 0) return;
  std::fprintf(stderr,
               "%s of %s %s older than %s visitor's last, by up to %s, and %s taken at its time: "
               "--sort puts each visitor's events in order\n",
               counted(late.events, "event").c_str(), counted(late.visitors, "visitor").c_str(),
               late.events == 1 ? "was" : "were", late.events == 1 ? "the" : "their",
               in_words(late.most).c_str(), late.events == 1 ? "was" : "were");
}

void tell(const PersonChanges& persons) {
  if (persons.times == 0) return;
  std::fprintf(stderr, "%s changed to another person %s\n",
               counted(persons.visitors, "visitor").c_str(),
               counted(persons.times, "time").c_str());
}

}  // namespace kelvin::native
