// What the bytes of a block can say, and a state cannot be.
#include <algorithm>

#include "base/utf8.h"
#include "state/compact.h"

namespace kelvin {
namespace {

bool is_sound(const Object& members);

bool is_sound(const Value& value) {
  if (const Text* text = value.as_text()) return is_utf8(*text);
  if (const Object* members = value.as_object()) return is_sound(*members);
  const Array* items = value.as_array();
  return items == nullptr || std::all_of(items->begin(), items->end(),
                                         [](const Value& item) { return is_sound(item); });
}

/// No member twice: the later would stand once the state was saved as JSON and read.
bool is_sound(const Object& members) {
  if (members.size() > kMaxMembers) return false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [name, value] = members[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (members[j].first == name) return false;
    }
    if (!is_utf8(name) || !is_sound(value)) return false;
  }
  return true;
}

bool is_sound(const Origin& origin) {
  return is_utf8(origin.channel) && is_utf8(origin.referrer_host) && is_utf8(origin.landing) &&
         std::all_of(
             kCampaignMembers.begin(), kCampaignMembers.end(),
             [&](const CampaignMember& member) { return is_utf8(origin.campaign.*member.text); });
}

bool is_sound(const RuleState& rule) {
  return rule.live.size() <= kMostEntries && rule.sum >= -kMostSum && rule.sum <= kMostSum &&
         std::all_of(rule.live.begin(), rule.live.end(), [](const HitSlot& slot) {
           return slot.sum >= -kMaxContribution && slot.sum <= kMaxContribution;
         });
}

}  // namespace

bool is_sound(const State& state) {
  return is_utf8(state.visitor) && is_utf8(state.user_id) && is_sound(state.visit.origin) &&
         is_sound(state.first_origin) && is_sound(state.profile) &&
         std::all_of(state.rules.begin(), state.rules.end(),
                     [](const RuleState& rule) { return is_sound(rule); }) &&
         std::all_of(state.momentum.begin(), state.momentum.end(),
                     [](const auto& moves) { return moves.size() <= kMostEntries; });
}

}  // namespace kelvin
