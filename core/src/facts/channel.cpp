// GA4's rules over short lists of known sites and click ids.
//
// The tables are text, in pieces, and read from the front: a visit asks once, so bytes count here
// and time does not.

#include "facts/channel.h"

#include <cstddef>
#include <cstdint>

#include "base/ascii.h"

namespace kelvin {
namespace {

// The channels, those that a kind of site suggests in the order of kSites, all others as they are
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

enum Site : unsigned char { kShopping, kSocial, kVideo, kSearch, kMail, kAssistant, kOther };

// The known sites, a line for each kind. Words have three forms: `google` is a site under any
// top-level domain, and the bare source of that name; `.t.co` is that host and all below it (app
// packages too, which stand in for the host in the referrer of an Android app); `.mail.` is any
// host with that label left of its site's name. Of several words that match, one with dots says
// more than one without (mail.google.com, google); of two alike, the first wins.
constexpr char kSites[] =
    ".shopping.,google shopping,igshopping,amazon,ebay,etsy,walmart,shopify,.shop.app,stripe,"
    "alibaba,aliexpress,mercadolibre,mercadolivre,idealo,kelkoo,pricerunner,zalando,allegro,"
    "flipkart,lazada,shopee,temu,taobao,tmall,.jd.com,.bol.com;"

    "facebook,fb,.fb.me,.facebook.katana,messenger,instagram,ig,threads,whatsapp,.wa.me,linkedin,"
    ".lnkd.in,.linkedin.android,twitter,.x.com,.t.co,bsky,mastodon,pinterest,.pin.it,reddit,"
    ".redd.it,tumblr,tiktok,snapchat,telegram,.t.me,discord,skype,line,kakao,zalo,wechat,weibo,"
    ".qzone.qq.com,.weixin.qq.com,tencent,douban,renren,xiaohongshu,vkontakte,.vk.com,.vk.ru,"
    ".ok.ru,odnoklassniki,livejournal,quora,.medium.com,stackoverflow,stackexchange,serverfault,"
    "superuser,askubuntu,.news.ycombinator.com,producthunt,slashdot,digg,.mix.com,disqus,techmeme,"
    "xing,viadeo,glassdoor,yammer,researchgate,.academia.edu,slideshare,scribd,meetup,nextdoor,"
    "yelp,tripadvisor,foursquare,.plus.google.com,.groups.google.com,.sites.google.com,"
    ".messages.google.com,blogger,blogspot,wordpress,typepad,weebly,over-blog,canalblog,skyrock,"
    "hubpages,hatena,.ameblo.jp,.mixi.jp,exblog,nicovideo,pixiv,.blog.naver.com,.cafe.naver.com,"
    ".kin.naver.com,.chiebukuro.yahoo.co.jp,.5ch.net,myspace,flickr,deviantart,behance,goodreads,"
    "wattpad,fandom,crunchyroll,myanimelist,houzz,ravelry,allrecipes,wikihow,chegg,ancestry,"
    "gutefrage,badoo,plurk,buzzfeed,flipboard,smartnews,getpocket,instapaper,feedspot,netvibes,"
    "hootsuite,.bit.ly,tinyurl,.goo.gl,.is.gd,.ow.ly;"

    "youtube,.youtu.be,vimeo,dailymotion,twitch,netflix,hulu,disneyplus,ted,wistia,bilibili,youku,"
    "iqiyi,.iq.com,rutube,rumble,odysee;"

    ".search.,.suche.,google,.android.googlequicksearchbox,bing,yahoo,duckduckgo,ecosia,qwant,"
    "startpage,mojeek,swisscows,kagi,.ask.com,aol,msn,lycos,excite,dogpile,exalead,baidu,sogou,"
    ".so.com,.360.cn,naver,daum,nate,coccoc,yandex,.ya.ru,rambler,.go.mail.ru,.tut.by,ukr,seznam,"
    "centrum,onet,terra,globo,virgilio,eniro,startsiden,biglobe,auone,rakuten;"

    ".mail.,.email.,.webmail.,.outlook.,.navigator.,.3c.,.lightmailer.,deref-gmx,deref-web,"
    ".e.mail.ru,.mail.com,gmail,.android.gm,protonmail,tutanota,.tuta.com,fastmail,.hey.com;"

    "chatgpt,openai,.gemini.google.com,.bard.google.com,copilot,.copilot.microsoft.com,"
    ".copilot.cloud.microsoft,claude,deepseek,grok,perplexity,.meta.ai,.mistral.ai,.poe.com,"
    ".you.com,phind,doubao,.kimi.com,.qwen.ai";

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

// Whether `part` occurs in `text`, letter case apart: at its very start unless `later`, and up to
// its very end unless `sooner`.
bool occurs(std::string_view text, std::string_view part, bool later, bool sooner) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
    std::size_t i = 0;
    while (i < part.size() && ascii_lower(text[at + i]) == ascii_lower(part[i])) ++i;
    if (i == part.size() && (sooner || at + i == text.size())) return true;
    if (!later) return false;
  }
  return false;
}

bool same(std::string_view a, std::string_view b) {
  return occurs(a, b, false, false);
}
bool has(std::string_view text, std::string_view part) {
  return occurs(text, part, true, true);
}

// The piece of a table at `at`, which is left at the separator behind it.
std::string_view take(const char*& at) {
  const char* begin = at;
  while (*at != ',' && *at != ';' && *at != '\0') ++at;
  return {begin, static_cast<std::size_t>(at - begin)};
}

// Goes from the end of one piece to the next piece of the same line; false if there is none.
bool next(const char*& at) {
  if (*at != ',') return false;
  ++at;
  return true;
}

// Whether a piece from here to the end of the line is the word; a star stands for any text.
bool one_of(std::string_view word, const char* at) {
  do {
    std::string_view piece = take(at);
    const bool later = piece.starts_with('*');
    const bool sooner = piece.ends_with('*');
    if (later) piece.remove_prefix(1);
    if (sooner) piece.remove_suffix(1);
    if (occurs(word, piece, later, sooner)) return true;
  } while (next(at));
  return false;
}

// A host without its port, where its site's name begins, and that name: 7 and "google" in
// "search.google.co.uk". A bare source ("google") is its own site, and so is an address of numbers.
struct Host {
  std::string_view text;
  std::size_t site = 0;
  std::string_view name;

  explicit Host(std::string_view host) : text(host.substr(0, host.find(':'))), site(find_site()) {
    name = text.substr(site);
    name = name.substr(0, name.find('.'));
  }

  [[nodiscard]] std::size_t find_site() const {
    if (text.empty() || (text.back() >= '0' && text.back() <= '9')) return 0;
    const std::size_t last = label_before(text.size());
    if (last == 0) return 0;
    const std::size_t second = label_before(last - 1);
    // Countries that register below a second level: google.co.uk, docomo.ne.jp.
    if (second != 0 && text.size() - last == 2 &&
        one_of(text.substr(second, last - 1 - second), "co,com,net,org,ne,or,ac,go,edu,gov")) {
      return label_before(second - 1);
    }
    return second;
  }

  // Where the label that ends at `end` begins.
  [[nodiscard]] std::size_t label_before(std::size_t end) const {
    while (end != 0 && text[end - 1] != '.') --end;
    return end;
  }

  [[nodiscard]] bool matches(std::string_view word) const {
    if (word[0] != '.') return same(name, word);
    const bool left = word.back() == '.';
    const std::string_view where = left ? text.substr(0, site) : text;
    return occurs(where, word, true, left) || occurs(where, word.substr(1), false, left);
  }
};

unsigned site_of(std::string_view source) {
  const Host host(source);
  unsigned best = kOther;
  unsigned kind = 0;
  for (const char* at = kSites; kind < kOther; ++kind, ++at) {
    do {
      const std::string_view word = take(at);
      if (!host.matches(word)) continue;
      if (word[0] == '.') return kind;
      if (best == kOther) best = kind;
    } while (next(at));
  }
  return best;
}

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

  const char* at = kChannels;
  for (unsigned channel = 0; channel < kUnassigned; ++channel, ++at) {
    take(at);
    if (!next(at)) continue;
    const bool holds = one_of(medium, at);
    suggest(holds, channel);
    suggest(holds && channel == kPaidOther && site <= kSearch, kPaidShopping + site);
    while (*at != ';') ++at;
  }
  return best;
}

std::string_view name_of(unsigned channel) {
  const char* at = kChannels;
  for (; channel > 0; --channel) {
    while (*at++ != ';') {
    }
  }
  return take(at);
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
