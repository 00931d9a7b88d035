#include "score/counting.h"

#include <algorithm>

#include "base/hash.h"

namespace kelvin {
namespace {

/// The value as JSON: 1 and 1.0 are one, 1 and "1" two, a list is one as a whole. Empty where there
/// is none.
Text text_of(const Operand& value) {
  Text text;
  switch (value.kind) {
    case Operand::Kind::kMissing:
    case Operand::Kind::kNull:
      break;
    case Operand::Kind::kBool:
      text = value.boolean ? "true" : "false";
      break;
    case Operand::Kind::kNumber:
      append_json(text, value.number);
      break;
    case Operand::Kind::kText:
      append_json(text, value.text);
      break;
    case Operand::Kind::kList:
      append_json(text, Value(*value.items));
      break;
    case Operand::Kind::kObject:
      append_json(text, Value(*value.members));
      break;
  }
  return text;
}

/// When the values are full, a further one is neither counted nor remembered: what was forgotten
/// would count again.
bool count_distinct(const Count& count, const EvalContext& context, List<CountedMatch>& seen) {
  const Text text = text_of(operand_of(*count.distinct, context));
  if (text.empty()) return false;
  const std::uint64_t hash = hash48(text);
  const auto known = std::find_if(seen.begin(), seen.end(),
                                  [hash](const CountedMatch& m) { return m.value == hash; });
  const bool counted_already = known != seen.end();
  if (counted_already) seen.erase(known);
  if (std::ssize(seen) == kRememberedValues) return false;
  seen.push_back({count.within ? context.at : Instant{}, hash});
  return !counted_already && std::ssize(seen) >= count.at_least;
}

}  // namespace

bool count_match(const Count& count, const EvalContext& context, RuleState& state) {
  List<CountedMatch>& seen = state.counted;
  if (count.within) {
    erase_if(seen, [&](const CountedMatch& m) { return context.at - m.time > *count.within; });
  }
  if (count.distinct) return count_distinct(count, context, seen);
  if (!count.within) {
    const std::uint64_t n = (seen.empty() ? 0 : seen.front().value) + 1;
    seen.clear();
    seen.push_back({context.at, n});
    return n >= static_cast<std::uint64_t>(count.at_least);
  }
  seen.push_back({context.at, 0});
  const auto needed = static_cast<std::size_t>(count.at_least);
  if (seen.size() > needed) seen.erase(seen.begin());
  return seen.size() >= needed;
}

}  // namespace kelvin
