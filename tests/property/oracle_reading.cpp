#include "property/oracle_reading.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace kelvin::property {
namespace {

constexpr std::array<const char*, 6> kTypes{"page",  "track", "identify",
                                            "group", "alias", "screen"};

/// A member that says something: neither missing nor null nor "".
const Value* said(const Value& object, const char* name) {
  const Value* value = object.find(name);
  const bool empty = value == nullptr || value->is_null() || *value == Value("");
  return empty ? nullptr : value;
}

std::string text_of(const Value& object, const char* name) {
  const Value* value = said(object, name);
  return value && value->as_text() ? *value->as_text() : "";
}

std::string small(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// Every text that one slip of an ASCII writer makes of the type, compared one by one.
bool slipped(const std::string& text, const std::string& type) {
  if (text == type) return true;
  for (std::size_t i = 0; i <= type.size(); ++i) {
    for (int c = 1; c < 128; ++c) {
      const std::string letter(1, static_cast<char>(c));
      if (type.substr(0, i) + letter + type.substr(i) == text) return true;
      if (i < type.size() && type.substr(0, i) + letter + type.substr(i + 1) == text) return true;
    }
    if (i < type.size() && type.substr(0, i) + type.substr(i + 1) == text) return true;
    if (i + 1 >= type.size()) continue;
    std::string swapped = type;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped == text) return true;
  }
  return false;
}

std::int64_t days_before(int year, int month, int day) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  std::int64_t days = day - 1;
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += kDays[m - 1] + (m == 2 && leap(year) ? 1 : 0);
  return days;
}

/// The shape of a time: 0 stands for a digit.
std::string shape_of(std::string text) {
  for (char& c : text) c = c >= '0' && c <= '9' ? '0' : c;
  return text;
}

/// Of the years from 1970 on; the generator writes no impossible dates.
std::optional<std::int64_t> iso(const std::string& text) {
  const auto number = [&text](std::size_t at) { return std::atoi(text.substr(at, 2).c_str()); };
  std::string shape = shape_of(text);
  if (!shape.starts_with("0000-00-00T00:00")) return {};
  std::int64_t ms = days_before(std::atoi(text.substr(0, 4).c_str()), number(5), number(8));
  ms = ((ms * 24 + number(11)) * 60 + number(14)) * 60'000;
  std::size_t at = 16;
  if (shape.substr(at).starts_with(":00")) {
    ms += number(17) * 1000;
    at = 19;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      std::size_t end = at + 1;
      while (end < shape.size() && shape[end] == '0') ++end;
      if (end == at + 1) return {};
      ms += std::atoi((text.substr(at + 1, end - at - 1) + "000").substr(0, 3).c_str());
      at = end;
    }
  }
  const std::string zone = shape.substr(at);
  if (zone == "Z") return ms;
  const bool offset = zone.size() >= 5 && (zone[0] == '+' || zone[0] == '-') &&
                      (zone.substr(1) == "00:00" || zone.substr(1) == "0000");
  if (!offset) return {};
  const std::int64_t east = (number(at + 1) * 60 + number(text.size() - 2)) * 60'000;
  return zone[0] == '+' ? ms - east : ms + east;
}

std::optional<double> spelled(const Value& value) {
  if (const double* n = value.as_number()) return *n;
  const Text* text = value.as_text();
  if (!text || text->empty() || shape_of(*text) != std::string(text->size(), '0')) return {};
  return std::strtod(std::string(*text).c_str(), nullptr);
}

std::optional<std::int64_t> time_of(const Value& value) {
  if (const auto n = spelled(value)) {
    const bool possible = *n >= 1e11 && *n < 253'402'300'800'000;
    return possible ? std::optional(static_cast<std::int64_t>(*n)) : std::nullopt;
  }
  return value.as_text() ? iso(*value.as_text()) : std::nullopt;
}

std::string id_of(const Value& message, const char* name, std::vector<std::string>& wrong) {
  const Value* value = said(message, name);
  if (value == nullptr) return "";
  if (const Text* text = value->as_text()) return *text;
  const double* n = value->as_number();
  if (n && *n >= 0 && *n < 9'007'199'254'740'992 && *n == std::floor(*n)) {
    return std::to_string(static_cast<std::int64_t>(*n));
  }
  wrong.push_back(std::string("bad_id at /") + name);
  return "";
}

/// What an identify tells of `a` and `b`, and what its e-mail address becomes.
Value traits_of(const Value& message) {
  const Value* own = message.find("traits");
  const Value* context = message.find("context");
  const Value* other = context ? context->find("traits") : nullptr;
  const auto of = [&](const char* name) {
    const Value* mine = own ? own->find(name) : nullptr;
    return mine ? mine : other ? other->find(name) : nullptr;
  };
  Value out = Object{};
  for (const char* name : {"a", "b"}) {
    if (const Value* value = of(name)) out.set(name, *value);
  }
  const Value* email = of("email");
  if (email && email->is_null()) {
    out.set("email_domain", Value());
    out.set("email_free", Value());
  } else if (email && email->as_text() && email->as_text()->find('@') != std::string::npos) {
    const std::string domain = email->as_text()->substr(email->as_text()->find('@') + 1);
    out.set("email_domain", small(domain));
    out.set("email_free", domain == "gmail.com");
  }
  return out;
}

}  // namespace

Reading reading_of(const Value& message) {
  Reading out;
  out.type = text_of(message, "type");
  bool known = false;
  for (const char* type : kTypes) known = known || out.type == type;
  if (!known) {
    out.wrong.push_back("bad_type at /type");
    for (const char* type : kTypes) {
      if (out.hint.empty() && slipped(small(out.type), type)) out.hint = type;
    }
    return out;
  }
  const bool alias = out.type == "alias";
  std::vector<std::string> ignore;
  const std::string previous = id_of(message, "previousId", ignore);
  if (alias && (previous.empty() || said(message, "userId") == nullptr)) out.ignored = true;
  if (out.type == "screen") out.ignored = true;
  if (out.ignored) return out;
  if (alias) out.previous = previous;

  if (out.type == "track" && text_of(message, "event").empty()) {
    out.wrong.push_back("no_event at /event");
  }
  out.message = id_of(message, "messageId", out.wrong);
  const std::size_t before = out.wrong.size();
  out.anonymous = id_of(message, "anonymousId", out.wrong);
  out.user = id_of(message, "userId", out.wrong);
  const bool somebody = out.wrong.size() > before || !out.anonymous.empty() || !out.user.empty();
  out.group = id_of(message, "groupId", out.wrong);
  if (!somebody) out.wrong.push_back("no_visitor at /anonymousId");

  const Value* time = said(message, "timestamp");
  const char* place = "/timestamp";
  if (time == nullptr && said(message, "originalTimestamp") != nullptr) {
    time = said(message, "originalTimestamp");
    place = "/originalTimestamp";
  }
  const auto ms = time ? time_of(*time) : std::nullopt;
  if (!ms) {
    out.wrong.push_back(std::string("bad_time at ") + place);
    const auto n = time ? spelled(*time) : std::nullopt;
    if (n && *n >= 0 && *n < 1e11) out.hint = "seconds";
    return out;
  }
  const Value* received = message.find("receivedAt");
  const auto cut = received ? time_of(*received) : std::nullopt;
  out.ms = cut && *cut < *ms ? *cut : *ms;
  if (out.type == "identify") out.traits = traits_of(message);
  return out;
}

}  // namespace kelvin::property
