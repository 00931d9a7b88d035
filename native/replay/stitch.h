// Stitching: a message that has only a userId (from a server or a CRM) goes to the anonymousId that
// last carried that userId. Needs the events in log order.
#pragma once

#include <string>
#include <unordered_map>

#include "kelvin/event.h"

namespace kelvin::native {

class Stitcher {
 public:
  /// Learns from the event, or gives it its anonymousId. True if it changed the event.
  bool stitch(Event& event) {
    if (event.type == EventType::kIgnored || event.user_id.empty()) return false;
    if (!event.anonymous_id.empty()) {
      last_carrier_[event.user_id] = event.anonymous_id;
      return false;
    }
    const auto carrier = last_carrier_.find(event.user_id);
    if (carrier == last_carrier_.end()) return false;
    event.anonymous_id = carrier->second;
    return true;
  }

 private:
  std::unordered_map<std::string, std::string> last_carrier_;
};

}  // namespace kelvin::native
