// The names of channels, as advice knows them.
#include "lint/possible.h"

namespace kelvin {

const List<Text>& channel_names() {
  static const List<Text> kNames{"Direct",
                                 "Cross-network",
                                 "Paid Shopping",
                                 "Paid Social",
                                 "Paid Video",
                                 "Paid Search",
                                 "Display",
                                 "Paid Other",
                                 "AI Assistant",
                                 "Organic Shopping",
                                 "Organic Social",
                                 "Organic Video",
                                 "Organic Search",
                                 "Referral",
                                 "Email",
                                 "Affiliates",
                                 "Audio",
                                 "SMS",
                                 "Mobile Push Notifications",
                                 "Unassigned"};
  return kNames;
}

}  // namespace kelvin
