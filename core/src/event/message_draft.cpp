#include "event/message_draft.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "condition/glob.h"
#include "event/kept_value.h"
#include "event/scrub.h"
#include "facts/free_mail.h"

namespace kelvin {
namespace {

constexpr std::array<std::string_view, 6> kTypes{"page",  "track", "identify",
                                                 "group", "alias", "screen"};

/// Whether the one becomes the other, capital letters aside, by a letter added, missing, changed or
/// swapped with its neighbour. `type` is ASCII.
bool is_nearly(std::string_view text, std::string_view type) {
  const Text lower = ascii_lower(text);
  std::string_view given = lower;
  while (!given.empty() && !type.empty() && given.front() == type.front()) {
    given.remove_prefix(1);
    type.remove_prefix(1);
  }
  while (!given.empty() && !type.empty() && given.back() == type.back()) {
    given.remove_suffix(1);
    type.remove_suffix(1);
  }
  const auto letters = std::count_if(given.begin(), given.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // no continuation byte of UTF-8
  });
  if (letters <= 1 && type.size() <= 1) return true;
  return given.size() == 2 && type.size() == 2 && given[0] == type[1] && given[1] == type[0];
}

}  // namespace

void MessageDraft::begin(Event& into) {
  event = &into;
  into.clear();
  into.properties.resize(model.fields.properties.members.size());
  type.clear();
  if (any_wrong) {
    for (Text& text : wrong) text.clear();
  }
  any_wrong = is_object = false;
  for (RawTime* raw : {&timestamp, &original, &received}) raw->clear();
}

bool MessageDraft::finish_type(Errors& errors) {
  const auto known = std::find(kTypes.begin(), kTypes.end(), type);
  if (known == kTypes.end()) {
    const auto meant = std::find_if(kTypes.begin(), kTypes.end(), [this](std::string_view name) {
      return is_nearly(type, name);
    });
    const Text& found = type.empty() ? wrong[kType] : type;
    errors.push_back({"bad_type", "/type", found.empty() ? "no type" : Text(cut(found)),
                      "give it a type: page, track, identify, group, alias or screen"});
    if (meant != kTypes.end()) {
      (errors.back().fix = "did you mean ").append(*meant).append("?");
    }
    return false;
  }
  event->type = static_cast<EventType>(known - kTypes.begin());
  const bool says_whom =
      !event->previous_id.empty() && !(event->user_id.empty() && wrong[kUserId].empty());
  if (event->type == EventType::kAlias && !says_whom) event->type = EventType::kIgnored;
  if (event->type != EventType::kAlias) event->previous_id.clear();
  if (event->type != EventType::kTrack) {
    event->name = type;
    event->name_id = event->type == EventType::kAlias ? kNoName : model.find_name(type);
  } else {
    scrub(event->name);
    constexpr std::array<std::string_view, 4> kTaken{"page", "identify", "group", "visit"};
    const bool taken = std::find(kTaken.begin(), kTaken.end(), event->name) != kTaken.end();
    event->name_id = taken ? kNoName : model.find_name(event->name);
  }
  return true;
}

void MessageDraft::finish_page() {
  const bool own = event->type == EventType::kPage;
  const auto pick = [&](Text RawPage::*member) -> const Text& {
    const Text& mine = own_page.*member;
    return own && !mine.empty() ? mine : context_page.*member;
  };
  Page& page = event->page;
  Text room;
  const Address address = take_apart(pick(&RawPage::url));
  const Address path = take_apart(pick(&RawPage::path));
  page.host = scrubbed(address, address.host, room);
  page.path = scrubbed(path, path.path, room);
  if (page.path.empty()) page.path = scrubbed(address, address.path, room);
  page.title = scrubbed(pick(&RawPage::title), room);
  append_address(model, take_apart(pick(&RawPage::referrer)), page.referrer);
  append_address(model, address, page.url);
  std::string_view search = pick(&RawPage::search);
  if (search.starts_with('?')) search.remove_prefix(1);
  append_query(model, search, page.search, &page.query);
  if (page.search.empty()) append_query(model, address.query, page.search, &page.query);

  const std::string_view compared = without_trailing_slash(page.path);
  for (const PageGroup& group : model.pages) {
    const auto matches = [&](const Glob& glob) { return glob_matches(glob.pattern, compared); };
    if (std::any_of(group.globs.begin(), group.globs.end(), matches)) {
      event->page_groups.emplace_back(group.name);
    }
  }
}

void MessageDraft::finish_campaign() {
  Campaign& campaign = event->campaign;
  const bool given = !campaign.empty();
  if (!given && event->page.query.empty()) return;
  for (const CampaignMember& member : kCampaignMembers) {
    Text& text = campaign.*member.text;
    for (const auto& [name, value] : event->page.query) {
      if (!given && name == member.parameter) text = value;
    }
    scrub(text);
  }
}

void RawTime::take(std::string_view text) {
  clear();
  given = !text.empty();
  time = parse_time(text);
  if (time) return;
  seconds = are_seconds(text);
  append_json(found, text);
}

void RawTime::take(const Value& other) {
  clear();
  given = !other.is_null();
  if (const double* ms = other.as_number()) {
    time = instant_of(*ms);
    seconds = are_seconds(*ms);
  }
  if (!time) append_json(found, other);
}

void RawTraits::clear() {
  named.clear();
  email.clear();
  email_given = email_taken_back = false;
}

Trait* RawTraits::find(std::string_view name) {
  const auto it = std::find_if(named.begin(), named.end(),
                               [name](const Trait& trait) { return trait.name == name; });
  return it != named.end() ? &*it : nullptr;
}

/// What `traits` has not is taken from `context.traits`, where some tools put the traits of an
/// identify; as many as fit, so that the message written again is read to its end.
void MessageDraft::merge_traits() {
  for (Trait& trait : context_traits.named) {
    const bool room = traits.named.size() < kMaxKept || is_derived_trait(trait.name);
    const bool given =
        traits.find(trait.name) != nullptr || (trait.name == "email" && traits.email_given);
    if (room && !given) traits.named.push_back(std::move(trait));
  }
  if (traits.email_given) return;
  traits.email = std::move(context_traits.email);
  traits.email_taken_back = context_traits.email_taken_back;
}

void MessageDraft::finish_traits() {
  const bool identify = event->type == EventType::kIdentify;
  if (!identify && event->type != EventType::kGroup) return;
  if (identify) merge_traits();
  const FieldMask& mask = identify ? model.fields.traits : model.fields.company;
  Value out = Object{};
  for (Trait& trait : traits.named) {
    if (!trait.value) continue;
    const bool derived = identify && is_derived_trait(trait.name);
    const FieldMask::Member* named = mask.find(trait.name);
    if (derived || mask.whole) {
      out.set(trait.name, *std::move(trait.value));
    } else if (named != nullptr) {
      if (auto kept_part = pruned(*trait.value, named->mask)) {
        out.set(trait.name, *std::move(kept_part));
      }
    }
  }
  if (const Text domain = email_domain(traits.email); identify && !domain.empty()) {
    if (out.find("email") != nullptr) out.set("email", cut(traits.email));
    out.set("email_domain", domain);
    out.set("email_free", is_free_mail(domain));
  }
  if (identify && traits.email_taken_back) {
    out.set("email_domain", Value());
    out.set("email_free", Value());
  }
  event->traits = std::move(*out.as_object());
}

const RawTime& MessageDraft::time() const {
  return !timestamp.given && original.given ? original : timestamp;
}

void MessageDraft::check(Errors& errors) const {
  if (event->type == EventType::kTrack && event->name.empty()) {
    const Text& found = wrong[kEventName];
    errors.push_back({"no_event", "/event", found.empty() ? "no event" : Text(cut(found)),
                      "give it the name of what happened, a text"});
  }
  for (std::size_t i = kMessageId; i < kPreviousId; ++i) {
    if (wrong[i].empty()) continue;
    errors.push_back({"bad_id", "/" + Text(kRootNames[i]), Text(cut(wrong[i])),
                      "make it a text, or a whole number from 0 to 9007199254740991"});
  }
  const bool nobody = wrong[kAnonymousId].empty() && wrong[kUserId].empty();
  if (nobody && event->visitor().empty()) {
    errors.push_back({"no_visitor", "/anonymousId", "neither anonymousId nor userId",
                      "give it an anonymousId, a text"});
  }
  if (const RawTime& raw = time(); !raw.time) {
    errors.push_back({"bad_time", &raw == &original ? "/originalTimestamp" : "/timestamp",
                      raw.given ? Text(cut(raw.found)) : "no timestamp",
                      raw.seconds ? kSecondsFix
                                  : "give it ISO 8601 with an offset, or milliseconds since 1970"});
  }
}

bool MessageDraft::finish(Errors& errors) {
  if (!is_object) {
    errors.push_back({"not_object", "", "no object", "give one JSON object a line"});
    return false;
  }
  if (!finish_type(errors)) return false;
  for (std::size_t i = kMessageId; i < kRootTexts; ++i) {
    Text& text = root_text(i);
    text.resize(cut(text).size());
  }
  if (event->type == EventType::kIgnored) return true;
  const std::size_t before = errors.size();
  check(errors);
  if (errors.size() != before) return false;

  event->time = *time().time;
  if (received.time) event->time = std::min(event->time, *received.time);
  scrub(event->consent);
  scrub(event->mode);
  finish_page();
  finish_campaign();
  finish_traits();
  return true;
}

Event tick_event(const Model& model) {
  Event tick;
  tick.properties.resize(model.fields.properties.members.size());
  tick.type = EventType::kTrack;
  tick.name = "Tick";
  tick.name_id = model.find_name(tick.name);
  return tick;
}

}  // namespace kelvin
