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

void Campaign::clear() {
  for (const CampaignMember& member : kCampaignMembers) (this->*member.text).clear();
}

void Page::clear() {
  for (Text* text : {&url, &host, &path, &title, &referrer, &search}) text->clear();
  query.clear();
}

void Event::clear() {
  type = EventType::kIgnored;
  name_id = kNoName;
  time = {};
  for (Text* text :
       {&name, &message_id, &anonymous_id, &user_id, &group_id, &previous_id, &consent, &mode}) {
    text->clear();
  }
  page.clear();
  page_groups.clear();
  campaign.clear();
  for (auto& slot : properties) slot.reset();
  traits.clear();
}

}  // namespace kelvin
