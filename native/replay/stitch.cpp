#include "replay/stitch.h"

#include <algorithm>
#include <functional>

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
  const auto found = users_.find(alias ? event.previous_id : event.user_id);
  if (found == users_.end()) return false;
  auto& [anonymous_id, device] = *found->second.rbegin()->second;
  event.anonymous_id = anonymous_id;
  alias ? learn(event) : static_cast<void>(is_repeated(device, event));
  return true;
}

void Stitcher::learn(const Event& event) {
  auto at = devices_.find(event.anonymous_id);
  const bool named = at != devices_.end() && at->second.user == event.previous_id;
  if (event.type == EventType::kAlias && !named) return;  // the core ignores it
  if (at == devices_.end()) {
    if (event.user_id.empty()) return;
    at = devices_.try_emplace(event.anonymous_id).first;
  }
  Device& device = at->second;
  if (is_repeated(device, event) || event.user_id.empty()) return;
  if (const auto former = users_.find(device.user); former != users_.end()) {
    former->second.erase(device.told);
    if (former->second.empty()) users_.erase(former);
  }
  device.user = event.user_id;
  device.told = ++told_;
  users_[device.user].emplace(device.told, &*at);
}

/// Whether the core will take the event for a duplicate, which changes no person.
bool Stitcher::is_repeated(Device& device, const Event& event) {
  if (event.message_id.empty()) return false;
  const std::uint64_t id = std::hash<std::string>()(event.message_id);
  if (std::find(device.recent.begin(), device.recent.end(), id) != device.recent.end()) return true;
  if (device.recent.size() == kRecentIds) device.recent.erase(device.recent.begin());
  device.recent.push_back(id);
  return false;
}

}  // namespace kelvin::native
