#include "replay/stitch.h"

#include <algorithm>

#include <xxhash.h>

#include "kelvin/state.h"

namespace kelvin::native {

bool Stitcher::stitch(Event& event) {
  // Neither is taken in by the core: they tell nothing of who is there.
  const bool tick = event.type == EventType::kTrack && event.name == "Tick";
  if (event.type == EventType::kIgnored || tick) return false;
  if (!event.anonymous_id.empty()) {
    learn(event);
    return false;
  }
  const bool alias = event.type == EventType::kAlias;  // it names its visitor by the former userId
  const std::string user = alias ? event.previous_id : event.user_id;
  for (auto found = users_.find(user); found != users_.end(); found = users_.find(user)) {
    auto& [anonymous_id, device] = *found->second.rbegin()->second;
    if (forget_who_stayed_away(device, event)) continue;
    event.anonymous_id = anonymous_id;
    if (alias) {
      learn(event);
    } else if (!is_repeated(device, event)) {
      take(device, event);
    }
    return true;
  }
  return false;
}

void Stitcher::learn(const Event& event) {
  auto at = devices_.find(event.anonymous_id);
  if (at != devices_.end()) forget_who_stayed_away(at->second, event);
  const bool named = at != devices_.end() && at->second.user == event.previous_id;
  if (event.type == EventType::kAlias && !named) return;  // the core ignores it
  if (at == devices_.end()) {
    if (event.user_id.empty() && !model_.retention) return;
    at = devices_.try_emplace(event.anonymous_id).first;
  }
  Device& device = at->second;
  if (is_repeated(device, event)) return;
  take(device, event);
  if (event.user_id.empty()) return;
  leave(device);
  device.user = event.user_id;
  device.told = ++told_;
  users_[device.user].emplace(device.told, &*at);
}

/// Its person is present there no more.
void Stitcher::leave(const Device& device) {
  const auto user = users_.find(device.user);
  if (user == users_.end()) return;
  user->second.erase(device.told);
  if (user->second.empty()) users_.erase(user);
}

/// As the core does when the event comes: the userId goes with all else.
bool Stitcher::forget_who_stayed_away(Device& device, const Event& event) {
  if (!model_.retention || !device.since) return false;
  if (std::max(event.time, *device.last) < *device.since + *model_.retention) return false;
  leave(device);
  device = {};
  return true;
}

void Stitcher::take(Device& device, const Event& event) const {
  device.last = std::max(event.time, device.last.value_or(event.time));
  const bool known = event.name_id != kNoName;
  const bool passive = event.type == EventType::kAlias ||
                       (known && model_.names[static_cast<std::size_t>(event.name_id)].passive);
  if (!passive || !device.since) device.since = device.last;
}

/// Whether the core will take the event for a duplicate, which changes no person.
bool Stitcher::is_repeated(Device& device, const Event& event) const {
  if (event.message_id.empty()) return false;
  const std::uint64_t id = XXH3_64bits(event.message_id.data(), event.message_id.size());
  if (std::find(device.recent.begin(), device.recent.end(), id) != device.recent.end()) return true;
  if (device.recent.size() == kRecentIds) device.recent.erase(device.recent.begin());
  device.recent.push_back(id);
  return false;
}

}  // namespace kelvin::native
