#include "lines.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "kelvin/study/statistics.h"
#include "one_member.h"

namespace kelvin::study {
namespace {

Value operand_of(const FactValue& value) {
  if (value.boolean) return Value(value.text == "true");
  return Value(value.text);
}

/// What the field must be.
Value test_of(const FactColumn& column, const Candidate& candidate) {
  if (candidate.kind == Candidate::Kind::kAtLeast) return one_member("$gte", candidate.bound);
  if (candidate.kind == Candidate::Kind::kBelow) return one_member("$lt", candidate.bound);
  const bool globs = column.field.kind == FactField::Kind::kPages;
  Array values;
  for (const std::uint32_t value : candidate.values) {
    values.push_back(operand_of(column.values[value]));
  }
  if (values.size() > 1) return one_member(globs ? "$glob" : "$in", Value(std::move(values)));
  return globs ? one_member("$glob", values[0]) : values[0];
}

bool is_event(FactField::Kind kind) {
  return kind != FactField::Kind::kFact && kind != FactField::Kind::kSeconds;
}

std::string number_text(double number) {
  Text out;
  append_json(out, number);
  return out;
}

/// `energy, steel or glass`, cut where it is long.
std::string listed(const FactColumn& column, const Candidate& candidate) {
  constexpr std::size_t kTold = 3;
  std::string out;
  for (std::size_t i = 0; i < candidate.values.size() && i < kTold; ++i) {
    const bool last = i + 1 == candidate.values.size();
    if (i > 0) out += last ? " or " : ", ";
    out += column.values[candidate.values[i]].text;
  }
  if (candidate.values.size() > kTold) {
    out += " or " + std::to_string(candidate.values.size() - kTold) + " others";
  }
  return out;
}

std::string field_words(const FactField& field) {
  for (const std::string_view head : {"properties.", "profile."}) {
    if (field.path.starts_with(head)) return field.path.substr(head.size());
  }
  std::string words = field.path;
  std::replace(words.begin(), words.end(), '.', ' ');
  return words;
}

}  // namespace

Value counter_of(const FactField& field, const std::string& id) {
  Value rule{Object{}};
  rule.set("id", id);
  rule.set("note", "No points: adds up the seconds that lines ask for.");
  rule.set("on", field.event);
  rule.set("where", one_member("page.path", one_member("$glob", field.path)));
  rule.set("points", 0);
  rule.set("multiply", one_member("by", "properties.seconds"));
  return rule;
}

Value rule_of(const FitData& data, const Candidate& candidate, const std::string& counter) {
  if (candidate.kind == Candidate::Kind::kGiven) return data.given[candidate.from].rule;
  const FactColumn& column = data.columns[candidate.from];
  const FactField& field = column.field;
  if (!is_event(field.kind)) {
    const bool seconds = field.kind == FactField::Kind::kSeconds;
    const std::string asked = seconds ? "rules." + counter + ".sum" : field.path;
    return one_member("while", one_member(asked, test_of(column, candidate)));
  }
  Value rule{Object{}};
  if (field.kind == FactField::Kind::kEvent) {
    rule.set("on", operand_of(column.values[candidate.values[0]]));
  } else if (field.kind == FactField::Kind::kProperty) {
    rule.set("on", field.event);
    rule.set("where", one_member(field.path, test_of(column, candidate)));
  } else {
    rule.set("on", "page");
    rule.set("where", one_member("page.path", test_of(column, candidate)));
  }
  if (candidate.times > 1) {
    rule.set("count", one_member("at_least", static_cast<int>(candidate.times)));
  }
  rule.set("limit", 1);
  return rule;
}

std::string label_of(const FitData& data, const Candidate& candidate) {
  if (candidate.kind == Candidate::Kind::kGiven) return data.given[candidate.from].label;
  const FactColumn& column = data.columns[candidate.from];
  const FactField& field = column.field;
  const std::string times =
      candidate.times > 1 ? ", " + std::to_string(candidate.times) + " times" : "";
  std::string test;
  if (candidate.kind == Candidate::Kind::kAtLeast) {
    test = " is " + number_text(candidate.bound) + " or more";
  } else if (candidate.kind == Candidate::Kind::kBelow) {
    test = " is below " + number_text(candidate.bound);
  } else {
    test = " is " + listed(column, candidate);
  }
  switch (field.kind) {
    case FactField::Kind::kEvent:
      return column.values[candidate.values[0]].text + times;
    case FactField::Kind::kPages:
    case FactField::Kind::kPage:
      return "page " + listed(column, candidate) + times;
    case FactField::Kind::kProperty:
      return field.event + ": " + field_words(field) + test;
    case FactField::Kind::kSeconds:
      return number_text(candidate.bound) + " seconds or more on pages " + field.path;
    case FactField::Kind::kFact:
      break;
  }
  return field_words(field) + test;
}

std::string id_of(const std::string& label) {
  constexpr std::size_t kLong = 48;
  std::string id;
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 && byte < 0x80) {
      id += static_cast<char>(std::tolower(byte));
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
    if (id.size() == kLong) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "rule" : id;
}

Share share_of(std::uint64_t yes, std::uint64_t of) {
  Share share{yes, of, {}};
  if (const auto interval = wilson(static_cast<double>(yes), static_cast<double>(of))) {
    share.interval = *interval;
  }
  return share;
}

std::string percent_text(double share) {
  constexpr double kHundred = 100, kSmall = 10;
  const double percent = share * kHundred;
  if (percent >= kSmall || percent == 0) return std::to_string(std::lround(percent)) + " %";
  const long tenths = std::lround(percent * kSmall);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string note_of(int points, const Share& with, const Share& without) {
  return (points > 0 ? "+" : "") + std::to_string(points) + ": " + percent_text(with.share()) +
         " of those bought, against " + percent_text(without.share()) + " of the others";
}

}  // namespace kelvin::study
