// GA4's rules over short lists of known sites and click ids.
//
// The tables are text, in pieces, and read from the front: a visit asks once, so bytes count here
// and time does not.

#include "facts/channel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"
#include "facts/pieces.h"
#include "facts/sites.h"

namespace kelvin {
namespace {

// The channels, those that a kind of site suggests in the order of Site, all others as they are
// tried: of all that a visit's facts suggest, the first is its channel.
enum Channel : unsigned char {
  kDirect,
  kCrossNetwork,
  kPaidShopping,
  kPaidSocial,
  kPaidVideo,
  kPaidSearch,
  kDisplay,
  kPaidOther,
  kAiAssistant,
  kOrganicShopping,
  kOrganicSocial,
  kOrganicVideo,
  kOrganicSearch,
  kReferral,
  kEmail,
  kAffiliates,
  kAudio,
  kSms,
  kPush,
  kUnassigned
};

// Their names, each followed by the mediums that suggest it by themselves; a star stands for any
// text. "*cp*,ppc,retargeting,paid*" is GA4's ^(.*cp.*|ppc|retargeting|paid.*)$.
constexpr char kChannels[] =
    "Direct;Cross-network;Paid Shopping;Paid Social;Paid Video;Paid Search;"
    "Display,display,banner,expandable,interstitial,cpm;Paid Other,*cp*,ppc,retargeting,paid*;"
    "AI Assistant,ai-assistant;Organic Shopping;"
    "Organic Social,social,social-network,social-media,sm,social network,social media;"
    "Organic Video,*video*;Organic Search,organic;Referral,referral,app,link;"
    "Email,email,e-mail,e_mail,e mail;Affiliates,affiliate;Audio,audio;SMS,sms;"
    "Mobile Push Notifications,*push,*mobile*,*notification*;Unassigned";

// Click ids, the most telling first: a link can collect several on its way. Each piece is the
// source and the medium that a tagged link would have named, and the ids. fbclid and the like come
// with free links too and say only where the click was made.
constexpr char kClickIds[] =
    "google,cpc,gclid,gbraid,wbraid,gad_source;,display,dclid;bing,cpc,msclkid;yandex,cpc,yclid;"
    "tiktok,cpc,ttclid;twitter,cpc,twclid;linkedin,cpc,li_fat_id;reddit,cpc,rdt_cid;"
    "pinterest,cpc,epik;snapchat,cpc,sccid;quora,cpc,qclid;,cpc,tblci,obclid,dicbo;"
    ",affiliate,irclickid,awc,cjevent;"
    ",email,mc_eid,mc_cid,_hsenc,_hsmi,mkt_tok,_kx,vero_id;"
    "google,organic,srsltid;facebook,referral,fbclid;instagram,referral,igshid,igsh";

// A number below 256 of a click id, whatever its case.
constexpr unsigned shape_of(std::string_view id) {
  const auto letter = [](char c) { return static_cast<unsigned char>(c) & 31U; };
  return (letter(id[0]) * 7 + letter(id.back()) * 37 + static_cast<unsigned>(id.size()) * 3) & 255U;
}

// The shapes of all ids, a bit each: the parameters of most addresses are none, and replays of logs
// ask of every one of them.
struct Shapes {
  std::uint64_t bits[4] = {};

  constexpr Shapes() {
    unsigned piece = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < sizeof(kClickIds); ++at) {
      const char c = kClickIds[at];
      if (c != ',' && c != ';' && c != '\0') continue;
      if (piece >= 2) {
        const unsigned shape = shape_of({kClickIds + begin, at - begin});
        bits[shape / 64] |= std::uint64_t{1} << (shape % 64);
      }
      piece = c == ',' ? piece + 1 : 0;
      begin = at + 1;
    }
  }
  [[nodiscard]] constexpr bool has(unsigned shape) const {
    return (bits[shape / 64] >> (shape % 64) & 1U) != 0;
  }
};
constexpr Shapes kShapes;

// The line of kClickIds that has this id, or null.
const char* click_id_named(std::string_view parameter) {
  if (parameter.empty() || !kShapes.has(shape_of(parameter))) return nullptr;
  const char* at = kClickIds;
  while (*at != '\0') {
    const char* line = at;
    take(at);
    next(at);
    take(at);
    next(at);
    if (one_of(parameter, at)) return line;
    while (*at != '\0' && *at++ != ';') {
    }
  }
  return nullptr;
}

const char* strongest_click_id(std::string_view query) {
  if (query.starts_with('?')) query.remove_prefix(1);
  const char* best = nullptr;
  while (true) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    const char* line = click_id_named(pair.substr(0, pair.find('=')));
    if (line != nullptr && (best == nullptr || line < best)) best = line;
    if (end == std::string_view::npos) return best;
    query.remove_prefix(end + 1);
  }
}

// The regular expression ^(.*(([^a-df-z]|^)shop|shopping).*)$
bool says_shop(std::string_view campaign) {
  if (has(campaign, "shopping")) return true;
  char before = 'e';  // as good as the start of the text
  for (; !campaign.empty(); campaign.remove_prefix(1)) {
    const bool free = before == 'e' || before < 'a' || before > 'z';
    if (free && occurs(campaign, "shop", false, true)) return true;
    before = ascii_lower(campaign[0]);
  }
  return false;
}

// Calls with each channel that the medium suggests by itself, in their order, up to `last`.
#ifdef KELVIN_SMALL

template <class Suggest>
void suggest_by_medium(std::string_view medium, unsigned last, Suggest suggest) {
  const char* at = kChannels;
  for (unsigned channel = 0; channel <= last; ++channel, ++at) {
    take(at);
    if (!next(at)) continue;
    if (one_of(medium, at)) suggest(channel);
    while (*at != ';') ++at;
  }
}

std::string_view name_of(unsigned channel) {
  const char* at = kChannels;
  for (; channel > 0; --channel) {
    while (*at++ != ';') {
    }
  }
  return take(at);
}

#else

// kChannels taken apart, where a log asks for every visit.
struct Channels {
  struct Medium {
    std::string_view text;
    bool later = false, sooner = false;
    unsigned channel = 0;
  };
  std::string_view names[kUnassigned + 1];
  Medium mediums[64];
  std::size_t medium_count = 0;

  constexpr Channels() {
    const char* at = kChannels;
    for (unsigned channel = 0; channel <= kUnassigned; ++channel, ++at) {
      names[channel] = take(at);
      while (next(at)) {
        const std::string_view piece = take(at);
        const bool later = piece.starts_with('*');
        const bool sooner = piece.ends_with('*');
        mediums[medium_count++] = {
            piece.substr(later ? 1 : 0, piece.size() - (later ? 1 : 0) - (sooner ? 1 : 0)), later,
            sooner, channel};
      }
    }
  }
};
constexpr Channels kTaken;

template <class Suggest>
void suggest_by_medium(std::string_view medium, unsigned last, Suggest suggest) {
  for (std::size_t i = 0; i < kTaken.medium_count; ++i) {
    const auto& [text, later, sooner, channel] = kTaken.mediums[i];
    if (channel > last) return;
    if (occurs(medium, text, later, sooner)) suggest(channel);
  }
}

std::string_view name_of(unsigned channel) {
  return kTaken.names[channel];
}

#endif

unsigned first_channel(std::string_view source, std::string_view medium,
                       std::string_view campaign) {
  if (same(source, "(direct)") && one_of(medium, "(none),(not set)")) return kDirect;
  if (has(campaign, "cross-network")) return kCrossNetwork;

  unsigned best = kUnassigned;
  const auto suggest = [&best](bool holds, unsigned channel) {
    if (holds && channel < best) best = channel;
  };
  unsigned site = site_of(source);
  const bool untagged = one_of(medium, ",referral,(not set)");
  if (untagged && site == kMail) medium = "email";
  if (untagged && site == kAssistant) medium = "ai-assistant";
  if (says_shop(campaign)) site = kShopping;
  suggest(site <= kSearch, kOrganicShopping + site);
  suggest(one_of(source, "email,e-mail,e_mail,e mail"), kEmail);
  suggest(same(source, "sms"), kSms);
  suggest(same(source, "firebase"), kPush);
  suggest_by_medium(medium, std::max<unsigned>(best, kPaidOther), [&](unsigned channel) {
    suggest(true, channel);
    suggest(channel == kPaidOther && site <= kSearch, kPaidShopping + site);
  });
  return best;
}

}  // namespace

bool is_click_id(std::string_view parameter) {
  return click_id_named(parameter) != nullptr;
}

std::string_view channel_of(const Source& visit) {
  std::string_view source = visit.source;
  std::string_view medium = visit.medium;
  std::string_view found_source;
  std::string_view found_medium;
  if (const char* click = strongest_click_id(visit.query)) {
    found_source = take(click);
    next(click);
    found_medium = take(click);
    // A tagged source says more than an id that comes with free links.
    if (!source.empty() && same(found_medium, "referral")) found_medium = {};
  } else if (source.empty()) {
    const Host referrer(visit.referrer_host);
    const Host own(visit.own_host);
    const bool none = referrer.text.empty() ||
                      same(referrer.text.substr(referrer.site), own.text.substr(own.site));
    found_source = none ? "(direct)" : referrer.text;
    found_medium = none ? "(none)" : "referral";
  }
  if (source.empty()) source = found_source;
  if (medium.empty()) medium = found_medium;
  return name_of(first_channel(source, medium, visit.campaign));
}

}  // namespace kelvin
