// Words: numbers, durations and lists as people read them.
#pragma once

#include <cstdint>
#include <string_view>

#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// 2.5, 1,000,000
Text number_words(double number);
/// "1 point", "2.5 points"
Text points_words(Points points);
/// "1 hit", "2 hits"
Text count_words(std::int64_t count, std::string_view noun);
/// "1st", "22nd"
Text nth_words(std::int64_t n);
/// "30 days", "90 minutes": in the largest unit that divides it.
Text duration_words(Duration duration);
/// "every 30 days", "every day"
Text each_words(Duration duration);
/// "a", "a or b", "a, b or c"
Text list_words(const List<Text>& items, std::string_view last);
/// A value as text between quotes, or as JSON.
Text value_words(const Value& value);
/// "once", "at most 3 times per visit"
Text limit_words(const Limit& limit);
/// `Looked at prices (pricing)`; the id alone where there is no label.
Text title(const Text& label, const Text& id);

/// A condition as a clause: `the page is in "pricing" and the number of the visit is 2 or more`.
Text condition_words(const Model& model, const Condition& condition);
/// What a field is called in a sentence: `the visitor's industry`.
Text field_words(const Model& model, const Field& field);

/// One rule in a line.
Text rule_words(const Model& model, RuleIndex index);

}  // namespace kelvin
