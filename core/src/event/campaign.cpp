#include "kelvin/event.h"

namespace kelvin {

const Text* Campaign::find(std::string_view member) const {
  for (const CampaignMember& known : kCampaignMembers) {
    if (member == known.name) return &(this->*known.text);
  }
  return nullptr;
}

bool Campaign::empty() const {
  for (const CampaignMember& member : kCampaignMembers) {
    if (!(this->*member.text).empty()) return false;
  }
  return true;
}

}  // namespace kelvin
