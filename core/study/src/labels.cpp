#include "kelvin/study/labels.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace kelvin::study {
namespace {

constexpr double kMostId = 9007199254740991;  // 2^53 - 1
constexpr std::size_t kShownBytes = 60;

/// The member, where it holds something.
const Value* filled(const Value& object, const char* name) {
  const Value* member = object.find(name);
  if (member == nullptr || member->is_null()) return nullptr;
  const Text* text = member->as_text();
  return text != nullptr && text->empty() ? nullptr : member;
}

Error wrong(const char* code, const char* name, const Value& found, const char* fix) {
  Text json = to_json(found);
  if (json.size() > kShownBytes) json = json.substr(0, kShownBytes) + "...";
  return {code, Text("/") + name, std::move(json), fix};
}

bool is_whole(double number) {
  return number >= 0 && number <= kMostId && number == std::floor(number);
}

std::optional<std::string> read_visitor(const Value& object, Errors& errors) {
  const Value* member = filled(object, "visitor");
  if (member == nullptr) {
    errors.push_back({"missing", "/visitor", "", "say whose label it is: the anonymousId"});
    return {};
  }
  if (const Text* text = member->as_text()) return std::string(*text);
  const double* number = member->as_number();
  if (number != nullptr && is_whole(*number)) return std::string(to_json(*member));
  errors.push_back(wrong("wrong_type", "visitor", *member, "give a text"));
  return {};
}

/// true, false, 1, 0, or these as a text.
std::optional<bool> read_flag(const Value& object, const char* name, Errors& errors) {
  const Value* member = filled(object, name);
  if (member == nullptr) return {};
  if (const bool* flag = member->as_bool()) return *flag;
  if (const double* number = member->as_number()) {
    if (*number == 0 || *number == 1) return *number == 1;
  }
  if (const Text* text = member->as_text()) {
    for (const char* yes : {"1", "true", "True", "TRUE"}) {
      if (*text == yes) return true;
    }
    for (const char* no : {"0", "false", "False", "FALSE"}) {
      if (*text == no) return false;
    }
  }
  errors.push_back(wrong("bad_value", name, *member, "give 1 or 0"));
  return {};
}

std::optional<Instant> read_time(const Value& object, const char* name, Errors& errors) {
  const Value* member = filled(object, name);
  if (member == nullptr) return {};
  const Text* text = member->as_text();
  const double* number = member->as_number();
  std::optional<Instant> time;
  if (text != nullptr) time = parse_time(*text);
  if (number != nullptr) time = instant_of(*number);
  if (time) return time;
  const bool seconds = text != nullptr ? are_seconds(std::string_view(*text))
                                       : number != nullptr && are_seconds(*number);
  errors.push_back(wrong("bad_time", name, *member,
                         seconds ? kSecondsFix
                                 : "give a time with its offset, 2026-03-01T10:00:00Z, or "
                                   "milliseconds since 1970"));
  return {};
}

std::optional<double> read_number(const Value& object, const char* name, Errors& errors) {
  const Value* member = filled(object, name);
  if (member == nullptr) return {};
  if (const double* number = member->as_number()) return *number;
  if (const Text* text = member->as_text()) {
    // By the integer reader, which every library has; floating from_chars not all have.
    const std::string_view whole = std::string_view(*text);
    const std::size_t point = std::min(whole.find('.'), whole.size());
    const std::string_view fraction = whole.substr(std::min(point + 1, whole.size()));
    std::int64_t units = 0, parts = 0;
    const auto read = [](std::string_view digits, std::int64_t& into) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
      return error == std::errc() && end == digits.data() + digits.size();
    };
    const bool good =
        read(whole.substr(0, point), units) &&
        (point == whole.size() ||
         (fraction.size() <= 15 && !fraction.starts_with('-') && read(fraction, parts)));
    if (good) {
      double scale = 1;
      for (std::size_t i = 0; i < fraction.size(); ++i) scale *= 10;
      const double rest = static_cast<double>(parts) / scale;
      const double number = static_cast<double>(units);
      return whole.starts_with('-') ? number - rest : number + rest;
    }
  }
  errors.push_back(wrong("bad_value", name, *member, "give a number"));
  return {};
}

void check_together(const Label& label, Errors& errors) {
  if (label.converted && !label.converted_at) {
    errors.push_back({"missing", "/converted_at", "",
                      "say when: what came after the conversion must not be used"});
  }
  if (!label.converted && label.converted_at) {
    errors.push_back({"bad_value", "/converted", "0", "it has a converted_at: give 1, or no time"});
  }
}

}  // namespace

Result<Label> read_label(const Value& value) {
  if (value.as_object() == nullptr) {
    return Error{"wrong_type", "", "", "give an object with visitor and converted"};
  }
  Errors errors;
  Label label;
  if (auto visitor = read_visitor(value, errors)) label.visitor = std::move(*visitor);
  const bool told = filled(value, "converted") != nullptr;
  if (!told) errors.push_back({"missing", "/converted", "", "say 1 or 0"});
  label.converted = read_flag(value, "converted", errors).value_or(false);
  label.converted_at = read_time(value, "converted_at", errors);
  label.accepted = read_flag(value, "accepted", errors);
  label.value = read_number(value, "value", errors);
  if (errors.empty()) check_together(label, errors);
  if (!errors.empty()) return errors;
  return label;
}

void Labels::add(Label label) {
  const auto found = labels_.find(label.visitor);
  if (found == labels_.end()) {
    converted_ += label.converted ? 1 : 0;
    std::string visitor = label.visitor;
    labels_.emplace(std::move(visitor), std::move(label));
    return;
  }
  ++repeated_;
  Label& known = found->second;
  const bool earlier = known.converted ? label.converted && label.converted_at < known.converted_at
                                       : label.converted;
  if (!earlier) return;
  converted_ += known.converted ? 0 : 1;
  known = std::move(label);
}

const Label* Labels::find(std::string_view visitor) const {
  const auto found = labels_.find(visitor);
  return found == labels_.end() ? nullptr : &found->second;
}

}  // namespace kelvin::study
