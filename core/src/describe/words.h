// Words: numbers, durations and lists as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/model.h"

namespace kelvin {

/// 2.5, 1,000,000
std::string number_words(double number);
/// "1 point", "2.5 points"
std::string points_words(Points points);
/// "1 hit", "2 hits"
std::string count_words(std::int64_t count, std::string_view noun);
/// "1st", "22nd"
std::string nth_words(std::int64_t n);
/// "30 days", "90 minutes": in the largest unit that divides it.
std::string duration_words(Duration duration);
/// "every 30 days", "every day"
std::string each_words(Duration duration);
/// "a", "a or b", "a, b or c"
std::string list_words(const std::vector<std::string>& items, std::string_view last);
/// A value as text between quotes, or as JSON.
std::string value_words(const Value& value);
/// "once", "at most 3 times per visit"
std::string limit_words(const Limit& limit);
/// `Looked at prices (pricing)`; the id alone where there is no label.
std::string title(const std::string& label, const std::string& id);

/// A condition as a clause: `the page is in "pricing" and the number of the visit is 2 or more`.
std::string condition_words(const Model& model, const Condition& condition);
/// What a field is called in a sentence: `the visitor's industry`.
std::string field_words(const Model& model, const Field& field);

/// One rule in a line.
std::string rule_words(const Model& model, RuleIndex index);

}  // namespace kelvin
