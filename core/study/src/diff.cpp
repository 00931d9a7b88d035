#include "kelvin/study/diff.h"

#include <algorithm>

namespace kelvin::study {
namespace {

constexpr std::size_t kLargest = 10;

using Visitor = DiffSide::Visitor;

template <class T>
std::optional<std::size_t> place_of(const List<T>& list, std::string_view id) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].id == id) return i;
  }
  return {};
}

/// The ids of both lists, the old one's first.
template <class T>
std::vector<std::string> ids_of(const List<T>& one, const List<T>& other) {
  std::vector<std::string> out;
  for (const T& item : one) out.emplace_back(item.id);
  for (const T& item : other) {
    if (!place_of(one, item.id)) out.emplace_back(item.id);
  }
  return out;
}

/// Calls with both sides of each visitor.
template <class Call>
void each_pair(const DiffSide& one, const DiffSide& other, Call call) {
  for (const auto& [id, before] : one.visitors()) {
    const auto after = other.visitors().find(id);
    if (after != other.visitors().end()) call(id, before, after->second);
  }
}

ScoreShift score_shift(const DiffSide& one, const DiffSide& other, ScoreIndex a, ScoreIndex b) {
  constexpr double kLow = 0.05;
  ScoreShift out;
  out.id = one.model().scores[a].id;
  std::vector<double> shifts;
  each_pair(one, other, [&](const std::string&, const Visitor& before, const Visitor& after) {
    const double shift = after.scores[b].value() - before.scores[a].value();
    out.mean_old += before.scores[a].value();
    out.mean_new += after.scores[b].value();
    ++(shift > 0 ? out.up : (shift < 0 ? out.down : out.same));
    shifts.push_back(shift);
  });
  if (shifts.empty()) return out;
  out.mean_old /= static_cast<double>(shifts.size());
  out.mean_new /= static_cast<double>(shifts.size());
  std::sort(shifts.begin(), shifts.end());
  out.least = shifts.front();
  out.low = quantile(shifts, kLow);
  out.middle = quantile(shifts, 0.5);
  out.high = quantile(shifts, 1 - kLow);
  out.most = shifts.back();
  return out;
}

void add_member(Membership& member, bool before, bool after) {
  if (before && after) ++member.both;
  if (before && !after) ++member.only_old;
  if (!before && after) ++member.only_new;
}

std::vector<Membership> segment_moves(const DiffSide& one, const DiffSide& other) {
  std::vector<Membership> out;
  for (const std::string& id : ids_of(one.model().segments, other.model().segments)) {
    Membership member;
    member.id = id;
    const auto a = place_of(one.model().segments, id), b = place_of(other.model().segments, id);
    member.in_old = a.has_value();
    member.in_new = b.has_value();
    each_pair(one, other, [&](const std::string&, const Visitor& before, const Visitor& after) {
      add_member(member, a && before.segments[*a] != 0, b && after.segments[*b] != 0);
    });
    out.push_back(std::move(member));
  }
  return out;
}

std::vector<Membership> trigger_moves(const DiffSide& one, const DiffSide& other) {
  std::vector<Membership> out;
  for (const std::string& id : ids_of(one.model().triggers, other.model().triggers)) {
    Membership member;
    member.id = id;
    const auto a = place_of(one.model().triggers, id), b = place_of(other.model().triggers, id);
    member.in_old = a.has_value();
    member.in_new = b.has_value();
    const auto times = [](const Visitor& visitor, const std::optional<std::size_t>& trigger) {
      const auto found = trigger ? visitor.fired.find(*trigger) : visitor.fired.end();
      return found == visitor.fired.end() ? std::uint64_t{0} : found->second;
    };
    each_pair(one, other, [&](const std::string&, const Visitor& before, const Visitor& after) {
      member.times_old += times(before, a);
      member.times_new += times(after, b);
      add_member(member, times(before, a) > 0, times(after, b) > 0);
    });
    out.push_back(std::move(member));
  }
  return out;
}

std::string joined_segments(const Model& model, const Visitor& visitor) {
  std::string out;
  for (SegmentIndex i = 0; i < model.segments.size(); ++i) {
    if (visitor.segments[i] == 0) continue;
    out += (out.empty() ? "" : " + ") + std::string(model.segments[i].id);
  }
  return out.empty() ? "none" : out;
}

std::vector<LargeMove> largest_moves(const DiffSide& one, const DiffSide& other, ScoreIndex a,
                                     ScoreIndex b) {
  std::vector<LargeMove> all;
  each_pair(one, other, [&](const std::string& id, const Visitor& before, const Visitor& after) {
    if (before.scores[a] != after.scores[b]) {
      all.push_back({id, before.scores[a], after.scores[b], {}});
    }
  });
  const auto size = [](const LargeMove& move) {
    const Points shift = move.after - move.before;
    return std::max(shift, -shift);
  };
  const auto larger = [&size](const LargeMove& x, const LargeMove& y) {
    return size(x) != size(y) ? size(x) > size(y) : x.visitor < y.visitor;
  };
  const std::size_t kept = std::min(kLargest, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                    larger);
  all.resize(kept);
  return all;
}

std::vector<Reach> reach_of(const DiffSide& one, const DiffSide& other, ScoreIndex a,
                            ScoreIndex b) {
  constexpr int kPlaces = 20;
  std::vector<double> before, after;
  each_pair(one, other, [&](const std::string&, const Visitor& old_one, const Visitor& new_one) {
    before.push_back(old_one.scores[a].value());
    after.push_back(new_one.scores[b].value());
  });
  std::vector<Reach> out;
  if (before.empty()) return out;
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  const double low = std::min(before.front(), after.front());
  const double high = std::max(before.back(), after.back());
  const auto share = [](const std::vector<double>& sorted, double score) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), score);
    return static_cast<double>(sorted.end() - at) / static_cast<double>(sorted.size());
  };
  for (int i = 0; i <= kPlaces; ++i) {
    const double score = low + (high - low) * i / kPlaces;
    out.push_back({score, share(before, score), share(after, score)});
  }
  return out;
}

}  // namespace

void DiffSide::applied(const State& state, const Outcome& outcome) {
  if (outcome.status != Outcome::Status::kScored) return;
  first_ = std::min(first_.value_or(outcome.time), outcome.time);
  last_ = std::max(last_.value_or(outcome.time), outcome.time);
  if (outcome.fired.empty()) return;
  Visitor& visitor = visitors_[std::string(state.visitor)];
  for (const Firing& firing : outcome.fired) ++visitor.fired[firing.trigger];
}

void DiffSide::conclude(const State& state, Instant at) {
  const Snapshot snapshot = view(*model_, state, at);
  Visitor& visitor = visitors_[std::string(state.visitor)];
  visitor.scores.assign(snapshot.scores.begin(), snapshot.scores.end());
  visitor.segments.assign(snapshot.segments.begin(), snapshot.segments.end());
  visitor.grade = snapshot.grade;
}

void DiffSide::merge(DiffSide&& other) {
  visitors_.merge(other.visitors_);
  if (other.first_) first_ = std::min(first_.value_or(*other.first_), *other.first_);
  if (other.last_) last_ = std::max(last_.value_or(*other.last_), *other.last_);
}

DiffReport diff(const DiffSide& one, const DiffSide& other, const std::string& main) {
  DiffReport out;
  out.main = main;
  if (one.first()) {
    out.weeks = static_cast<double>((*one.last() - *one.first()).ms) / (7.0 * kDay.ms);
  }
  for (const std::string& id : ids_of(one.model().scores, other.model().scores)) {
    const auto a = place_of(one.model().scores, id), b = place_of(other.model().scores, id);
    if (!b) out.scores_gone.push_back(id);
    if (!a) out.scores_new.push_back(id);
    if (!a || !b) continue;
    out.scores.push_back(score_shift(one, other, *a, *b));
    if (id != main) continue;
    out.largest = largest_moves(one, other, *a, *b);
    out.reached = reach_of(one, other, *a, *b);
  }
  out.segments = segment_moves(one, other);
  out.triggers = trigger_moves(one, other);
  each_pair(one, other, [&](const std::string&, const Visitor& before, const Visitor& after) {
    const std::string from = joined_segments(one.model(), before);
    const std::string to = joined_segments(other.model(), after);
    ++out.visitors;
    ++out.between_segments[{from, to}];
    ++out.between_grades[{before.grade, after.grade}];
    if (from == to && before.grade == after.grade && before.scores == after.scores) ++out.unchanged;
  });
  return out;
}

std::vector<ReasonShift> reason_shifts(const Model& old_model, const List<Reason>& before,
                                       const Model& new_model, const List<Reason>& after,
                                       const std::string& score, std::size_t most) {
  std::map<std::string, ReasonShift> by_rule;
  const auto add = [&](const Model& model, const List<Reason>& reasons, Points ReasonShift::*side) {
    for (const Reason& reason : reasons) {
      const Rule& rule = model.rules[reason.rule];
      if (model.scores[rule.score].id != score) continue;
      ReasonShift& shift = by_rule[rule.id];
      shift.rule = rule.id;
      shift.*side = reason.points;
    }
  };
  add(old_model, before, &ReasonShift::before);
  add(new_model, after, &ReasonShift::after);
  std::vector<ReasonShift> out;
  for (auto& [id, shift] : by_rule) {
    if (shift.before != shift.after) out.push_back(std::move(shift));
  }
  std::stable_sort(out.begin(), out.end(), [](const ReasonShift& a, const ReasonShift& b) {
    const auto size = [](const ReasonShift& s) {
      return std::max(s.after - s.before, s.before - s.after);
    };
    return size(a) > size(b);
  });
  out.resize(std::min(most, out.size()));
  return out;
}

}  // namespace kelvin::study
