// Numbers as reports tell them.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "report/plot.h"

namespace kelvin::native {
namespace {

constexpr double kHundred = 100;

/// Below ten per cent one decimal counts.
int share_decimals(double share) {
  return std::abs(share) * kHundred < 9.95 ? 1 : 0;
}

}  // namespace

std::string number_text(double number, int decimals) {
  if (!std::isfinite(number)) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  std::string out = text;
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

std::string share_text(double share) {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return number_text(share * kHundred, share_decimals(share)) + " %";
}

std::string range_text(double low, double high, int decimals) {
  return number_text(low, decimals) + (low < 0 || high < 0 ? " to " : "-") +
         number_text(high, decimals);
}

std::string share_range_text(double low, double high) {
  return range_text(low * kHundred, high * kHundred, share_decimals(low)) + " %";
}

std::string weeks_text(double weeks) {
  constexpr double kDaysOfWeek = 7, kHoursOfDay = 24, kFew = 2;
  if (weeks >= kFew) return number_text(weeks, 1) + " weeks";
  const double days = weeks * kDaysOfWeek;
  return days >= kFew ? number_text(days, 1) + " days"
                      : number_text(days * kHoursOfDay, 1) + " hours";
}

std::vector<double> ticks(double low, double high, std::size_t most) {
  std::vector<double> out;
  if (!(high > low) || most == 0) return out;
  const double rough = (high - low) / static_cast<double>(most);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= rough * 0.999) break;
  }
  const double first = std::ceil(low / step - 1e-9);
  for (double n = first; n * step <= high + step * 1e-9; ++n) out.push_back(n * step);
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace kelvin::native
