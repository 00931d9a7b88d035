#include "event/message_draft.h"

#include <algorithm>
#include <array>

#include "condition/glob.h"
#include "event/kept_value.h"
#include "event/scrub.h"
#include "facts/free_mail.h"

namespace kelvin {
void MessageDraft::finish_type() {
  constexpr std::array<std::string_view, 4> kTypes{"page", "track", "identify", "group"};
  const auto it = std::find(kTypes.begin(), kTypes.end(), type);
  event.type = static_cast<EventType>(it - kTypes.begin());
  if (event.type != EventType::kTrack) {
    event.name = type;
    event.name_id = model.find_name(type);
  } else {
    event.name = scrub_text(event.name);
    constexpr std::array<std::string_view, 4> kTaken{"page", "identify", "group", "visit"};
    const bool taken = std::find(kTaken.begin(), kTaken.end(), event.name) != kTaken.end();
    event.name_id = taken ? kNoName : model.find_name(event.name);
  }
}

void MessageDraft::finish_page() {
  const bool own = event.type == EventType::kPage;
  const auto pick = [&](std::string RawPage::*member) -> const std::string& {
    const std::string& mine = own_page.*member;
    return own && !mine.empty() ? mine : context_page.*member;
  };
  const std::string& search = pick(&RawPage::search);
  const std::string& path = pick(&RawPage::path);
  Address address = scrub_address(model, pick(&RawPage::url));
  Page& page = event.page;
  page.url = address.text();
  page.host = address.host;
  page.path = scrub_address(model, path).path;
  if (page.path.empty()) page.path = address.path;
  page.title = scrub_text(pick(&RawPage::title));
  page.referrer = scrub_address(model, pick(&RawPage::referrer)).text();
  Address queried = scrub_query(model, search);
  if (queried.query.empty()) queried = std::move(address);
  page.search = std::move(queried.query);
  page.query = std::move(queried.parameters);

  const std::string_view compared = without_trailing_slash(page.path);
  for (const PageGroup& group : model.pages) {
    const auto matches = [&](const Glob& glob) { return glob_matches(glob.pattern, compared); };
    if (std::any_of(group.globs.begin(), group.globs.end(), matches)) {
      event.page_groups.emplace_back(group.name);
    }
  }
}

void MessageDraft::finish_campaign() {
  Campaign& campaign = event.campaign;
  const bool given = !campaign.empty();
  for (const CampaignMember& member : kCampaignMembers) {
    std::string& text = campaign.*member.text;
    for (const auto& [name, value] : event.page.query) {
      if (!given && name == member.parameter) text = value;
    }
    text = scrub_text(text);
  }
}

void MessageDraft::finish_traits() {
  const bool identify = event.type == EventType::kIdentify;
  if (!identify && event.type != EventType::kGroup) return;
  const Keep& keep = identify ? model.fields.traits : model.fields.company;
  Value out = Object{};
  for (Trait& trait : traits) {
    if (!trait.value) continue;
    const bool derived = identify && (trait.name == "email_domain" || trait.name == "email_free");
    const Keep::Member* named = keep.find(trait.name);
    if (derived || keep.whole) {
      out.set(trait.name, *std::move(trait.value));
    } else if (named != nullptr) {
      if (auto kept_part = pruned(*trait.value, named->keep)) {
        out.set(trait.name, *std::move(kept_part));
      }
    }
  }
  if (const std::string domain = email_domain(email); identify && !domain.empty()) {
    if (out.find("email") != nullptr) out.set("email", cut_text(email));
    out.set("email_domain", domain);
    out.set("email_free", is_free_mail(domain));
  }
  if (identify && email_taken_back) {
    out.set("email_domain", Value());
    out.set("email_free", Value());
  }
  event.traits = std::move(*out.as_object());
}

void MessageDraft::check(Errors& errors) const {
  if (!is_object) {
    errors.push_back({"not_object", "", "no object", "give one JSON object a line"});
    return;
  }
  if (type.empty()) {
    errors.push_back(
        {"bad_type", "/type", "no type", "give it a type: page, track, identify, group"});
  }
  if (event.type == EventType::kIgnored) return;
  if (event.visitor().empty()) {
    errors.push_back({"no_visitor", "/anonymousId", "neither anonymousId nor userId",
                      "give it an anonymousId, a text"});
  }
  if (!timestamp.time) {
    errors.push_back({"bad_time", "/timestamp",
                      timestamp.given ? cut_text(timestamp.found) : "no timestamp",
                      "give it ISO 8601 with an offset, or milliseconds since 1970"});
  }
}

bool MessageDraft::finish(Errors& errors) {
  finish_type();
  event.anonymous_id = cut_text(event.anonymous_id);
  event.user_id = cut_text(event.user_id);
  const std::size_t before = errors.size();
  check(errors);
  if (errors.size() != before) return false;
  if (event.type == EventType::kIgnored) return true;

  event.time = *timestamp.time;
  if (received.time) event.time = std::min(event.time, *received.time);
  event.message_id = cut_text(event.message_id);
  event.group_id = cut_text(event.group_id);
  event.consent = scrub_text(event.consent);
  event.mode = scrub_text(event.mode);
  finish_page();
  finish_campaign();
  finish_traits();
  return true;
}

}  // namespace kelvin
