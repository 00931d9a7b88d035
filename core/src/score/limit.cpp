#include "score/limit.h"

namespace kelvin {
namespace {

/// What tells one window from another: the visit's or the day's number, or when it opened.
std::int64_t window_at(const Limit& limit, LimitMoment now) {
  switch (limit.per) {
    case Limit::Per::kEver:
      return 0;
    case Limit::Per::kVisit:
      return now.visit;
    case Limit::Per::kOneDay:
      return now.day;
    case Limit::Per::kDuration:
      return now.time.ms;
  }
  return 0;
}

bool open(const Limit& limit, const LimitUse& use, LimitMoment now) {
  if (use.used == 0) return false;
  if (limit.per == Limit::Per::kDuration) return now.time.ms - use.window < limit.window.ms;
  return use.window == window_at(limit, now);
}

}  // namespace

std::int64_t times_used(const Limit& limit, const LimitUse& use, LimitMoment now) {
  return open(limit, use, now) ? use.used : 0;
}

void use_once(const Limit& limit, LimitUse& use, LimitMoment now) {
  if (!open(limit, use, now)) use = {window_at(limit, now), 0};
  ++use.used;
}

}  // namespace kelvin
