// Facts: collecting, and putting them in order.
#include "kelvin/study/facts.h"

#include <algorithm>
#include <utility>

namespace kelvin::study {
namespace {

/// Stands before `true` and `false` that are no texts.
constexpr char kBoolean = '\x01';

using Pair = std::pair<std::uint32_t, std::uint32_t>;  // value, visitor

void add_numbers(FactColumn& column, std::vector<std::pair<std::uint32_t, double>> numbers) {
  std::sort(numbers.begin(), numbers.end());
  for (const auto& [visitor, number] : numbers) {
    if (column.numbers.empty() || column.numbers.back().visitor != visitor) {
      column.numbers.push_back({visitor, number, number});
    } else {
      column.numbers.back().most = number;
    }
    column.present.push_back(visitor);
  }
}

void add_value(FactColumn& column, std::span<const Pair> pairs, const std::string& text,
               std::size_t least) {
  FactValue value;
  value.boolean = !text.empty() && text.front() == kBoolean;
  value.text = value.boolean ? text.substr(1) : text;
  for (const Pair& pair : pairs) {
    if (value.seen.empty() || value.seen.back().visitor != pair.second) {
      value.seen.push_back({pair.second, 0});
    }
    ++value.seen.back().times;
  }
  if (value.seen.size() >= least) column.values.push_back(std::move(value));
}

}  // namespace

std::size_t Facts::field(const FactField& field) {
  const auto [at, fresh] = known_.try_emplace(field, fields_.size());
  if (fresh) fields_.push_back({field, {}, {}, {}, {}});
  return at->second;
}

void Facts::hear(Of& of, std::uint32_t visitor, std::string_view text) {
  auto at = of.values.find(text);
  if (at == of.values.end()) {
    at = of.values.emplace(std::string(text), static_cast<std::uint32_t>(of.texts.size())).first;
    of.texts.emplace_back(text);
  }
  of.heard.push_back({visitor, at->second});
}

void Facts::saw(std::uint32_t visitor, std::size_t field, std::string_view text, bool boolean) {
  if (boolean) {
    hear(fields_[field], visitor, std::string(1, kBoolean) + std::string(text));
  } else {
    hear(fields_[field], visitor, text);
  }
}

void Facts::saw(std::uint32_t visitor, std::size_t field, double number) {
  fields_[field].numbers.push_back({visitor, number, false});
}
void Facts::saw_spelled(std::uint32_t visitor, std::size_t field, double number) {
  fields_[field].numbers.push_back({visitor, number, true});
}

void Facts::merge(const Facts& other, std::uint32_t first) {
  for (const Of& from : other.fields_) {
    Of& to = fields_[field(from.field)];
    for (const Heard& heard : from.heard) hear(to, first + heard.visitor, from.texts[heard.value]);
    for (const Number& number : from.numbers) {
      to.numbers.push_back({first + number.visitor, number.number, number.spelled});
    }
  }
}

std::vector<FactColumn> Facts::columns(std::span<const std::uint32_t> places,
                                       std::size_t least) const {
  std::vector<FactColumn> columns;
  for (const auto& [field, index] : known_) {
    const Of& of = fields_[index];
    const bool rare = of.field.kind == FactField::Kind::kSeconds && of.numbers.size() < least;
    if (rare) continue;
    FactColumn column;
    column.field = field;
    std::vector<std::pair<std::uint32_t, double>> numbers;
    const bool numeric = std::any_of(of.numbers.begin(), of.numbers.end(),
                                     [](const Number& number) { return !number.spelled; });
    for (const Number& number : of.numbers) {
      if (numeric && places[number.visitor] != kNobody) {
        numbers.emplace_back(places[number.visitor], number.number);
      }
    }
    add_numbers(column, std::move(numbers));
    std::vector<Pair> pairs;
    for (const Heard& heard : of.heard) {
      if (places[heard.visitor] == kNobody) continue;
      pairs.emplace_back(heard.value, places[heard.visitor]);
      column.present.push_back(places[heard.visitor]);
    }
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t from = 0, to = 0; from < pairs.size(); from = to) {
      while (to < pairs.size() && pairs[to].first == pairs[from].first) ++to;
      add_value(column, std::span(pairs).subspan(from, to - from), of.texts[pairs[from].first],
                least);
    }
    std::sort(column.values.begin(), column.values.end(),
              [](const FactValue& a, const FactValue& b) {
                return std::tie(a.text, a.boolean) < std::tie(b.text, b.boolean);
              });
    std::sort(column.present.begin(), column.present.end());
    column.present.erase(std::unique(column.present.begin(), column.present.end()),
                         column.present.end());
    if (!column.present.empty()) columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace kelvin::study
