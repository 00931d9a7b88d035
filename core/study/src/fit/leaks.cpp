#include "leaks.h"

#include <algorithm>
#include <cmath>

#include "lines.h"

namespace kelvin::study {
namespace {

/// Of a field that so much larger a part of the buyers has nothing is learnt: what it tells is who
/// talked to sales.
constexpr double kTellsTooMuch = 0.5;

struct Counted {
  double yes = 0, no = 0;
};

Counted counted(const FitData& data, const std::vector<std::uint32_t>& visitors) {
  Counted out;
  for (const std::uint32_t visitor : visitors) {
    ++(data.visitors[visitor].converted ? out.yes : out.no);
  }
  return out;
}

/// Whose events or traits could have had the field: for a property, who has the event.
std::vector<std::uint32_t> could_have(const FitData& data, const FactField& field) {
  for (const FactColumn& column : data.columns) {
    if (field.kind != FactField::Kind::kProperty || column.field.kind != FactField::Kind::kEvent) {
      continue;
    }
    for (const FactValue& value : column.values) {
      if (value.text != field.event) continue;
      std::vector<std::uint32_t> visitors;
      for (const Seen& seen : value.seen) visitors.push_back(seen.visitor);
      return visitors;
    }
  }
  std::vector<std::uint32_t> everyone(data.visitors.size());
  for (std::uint32_t i = 0; i < everyone.size(); ++i) everyone[i] = i;
  return everyone;
}

/// By how much more buyers have the field at all than others do, where that is large and no
/// accident; else 0.
double missing_tells(const FitData& data, const FactColumn& column, FitDropped& dropped) {
  constexpr double kLarge = 0.2, kSure = 5;
  const Counted could = counted(data, could_have(data, column.field));
  const Counted has = counted(data, column.present);
  if (could.yes < kLeastConverted || could.no < kLeastConverted) return 0;
  const double yes = std::min(1.0, has.yes / could.yes), no = std::min(1.0, has.no / could.no);
  const double both = (has.yes + has.no) / (could.yes + could.no);
  const double error = std::sqrt(both * (1 - both) * (1 / could.yes + 1 / could.no));
  if (yes - no < kLarge || yes - no < kSure * error) return 0;
  dropped.why = "probable leak: missing for " + percent_text(1 - no) +
                " of those who did not buy, and for " + percent_text(1 - yes) +
                " of those who did: it may have been filled in on the way to the purchase";
  dropped.leak = true;
  return yes - no;
}

std::string name_of(const FactField& field) {
  return field.kind == FactField::Kind::kProperty ? field.event + ": " + field.path : field.path;
}

bool may_be_missing(const FactField& field) {
  return field.kind == FactField::Kind::kProperty || field.path.starts_with("profile.");
}

/// Nearly all of the one have it and nearly none of the other.
bool separates(const Candidate& candidate, double yes, double no) {
  constexpr double kNearly = 0.98;
  const double had = candidate.had_yes / yes, others = (candidate.had - candidate.had_yes) / no;
  return (had >= kNearly && others <= 1 - kNearly) || (others >= kNearly && had <= 1 - kNearly);
}

/// An event that many others have and no buyer had before buying: it is the outcome itself, or
/// comes only after it.
bool comes_after(const FitData& data, const FactValue& value, FitDropped& dropped) {
  constexpr double kExpected = 30;
  double yes = 0, had = 0;
  for (const FitVisitor& visitor : data.visitors) yes += visitor.converted ? 1 : 0;
  for (const Seen& seen : value.seen) {
    if (data.visitors[seen.visitor].converted) return false;
    ++had;
  }
  const double others = static_cast<double>(data.visitors.size()) - yes;
  if (others == 0 || had / others * yes < kExpected) return false;
  dropped.what = value.text;
  dropped.why = "probable leak: none of those who bought did it before, and " +
                percent_text(had / others) +
                " of the others did: it may be the outcome itself, or come only after it";
  dropped.leak = true;
  return true;
}

void forget_event(FitData& data, const std::string& event) {
  for (FactColumn& column : data.columns) {
    if (column.field.event == event) {
      column.values.clear();
      column.numbers.clear();
    }
    if (column.field.kind != FactField::Kind::kEvent) continue;
    for (FactValue& value : column.values) {
      if (value.text == event) value.seen.clear();
    }
  }
}

/// Events that are the outcome, by word or by all appearance.
void take_out_outcomes(FitData& data, const FitOptions& options, std::vector<FitDropped>& dropped) {
  for (const FactColumn& column : data.columns) {
    if (column.field.kind != FactField::Kind::kEvent) continue;
    for (const FactValue& value : column.values) {
      FitDropped one{value.text, "it is the outcome itself", false};
      if (value.text == options.outcome || comes_after(data, value, one)) dropped.push_back(one);
    }
  }
  for (const FitDropped& one : dropped) forget_event(data, one.what);
}

void forget(FactColumn& column) {
  column.values.clear();
  column.numbers.clear();
}

/// What is not wanted, by the name that the report gives it.
void take_out_named(FitData& data, const FitOptions& options, std::vector<FitDropped>& dropped) {
  for (const std::string& name : options.without) {
    bool known = false;
    for (FactColumn& column : data.columns) {
      if (name != column.field.path && name != name_of(column.field)) continue;
      forget(column);
      known = true;
    }
    for (const FactColumn& column : data.columns) {
      if (column.field.kind != FactField::Kind::kEvent) continue;
      known = known || std::any_of(column.values.begin(), column.values.end(),
                                   [&](const FactValue& value) { return value.text == name; });
    }
    for (GivenRule& given : data.given) {
      if (given.label != name) continue;
      given.holds.clear();
      known = true;
    }
    forget_event(data, name);
    dropped.push_back({name, known ? "as asked" : "there is nothing of that name", false});
  }
}

void forget(FitData& data, const Candidate& candidate) {
  if (candidate.kind == Candidate::Kind::kGiven) {
    data.given[candidate.from].holds.clear();
    return;
  }
  FactColumn& column = data.columns[candidate.from];
  if (candidate.kind != Candidate::Kind::kValues) {
    column.numbers.clear();
    return;
  }
  for (const std::uint32_t value : candidate.values) column.values[value].seen.clear();
}

void take_out_separators(FitData& data, const FitOptions& options,
                         std::vector<FitDropped>& dropped) {
  const std::vector<std::uint8_t> everyone(data.visitors.size(), 1);
  double yes = 0;
  for (const FitVisitor& visitor : data.visitors) yes += visitor.converted ? 1 : 0;
  const double no = static_cast<double>(data.visitors.size()) - yes;
  FitOptions both = options;
  both.low = -1;
  for (const Candidate& candidate : find_candidates(data, everyone, both)) {
    if (!separates(candidate, yes, no)) continue;
    dropped.push_back({label_of(data, candidate),
                       "probable leak: it alone tells buyers from others (" +
                           percent_text(candidate.had_yes / yes) + " of those who bought, " +
                           percent_text((candidate.had - candidate.had_yes) / no) +
                           " of those who did not)",
                       true});
    forget(data, candidate);
  }
}

}  // namespace

Leaks take_out_leaks(FitData& data, const FitOptions& options) {
  Leaks leaks;
  take_out_outcomes(data, options, leaks.dropped);
  take_out_named(data, options, leaks.dropped);
  for (FactColumn& column : data.columns) {
    FitDropped leak{name_of(column.field), "", false};
    const bool empty = column.values.empty() && column.numbers.empty();
    if (empty || !may_be_missing(column.field)) continue;
    const double tells = missing_tells(data, column, leak);
    if (tells >= kTellsTooMuch) {
      forget(column);
      leaks.dropped.push_back(leak);
    } else if (tells > 0) {
      leaks.suspects.push_back(leak);
    }
  }
  take_out_separators(data, options, leaks.dropped);
  return leaks;
}

}  // namespace kelvin::study
