#include "facts/sites.h"

#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "facts/pieces.h"

namespace kelvin {
namespace {

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

bool matches(const Host& host, std::string_view word) {
  if (word[0] != '.') return same(host.name, word);
  const bool left = word.back() == '.';
  const std::string_view where = left ? host.text.substr(0, host.site) : host.text;
  return occurs(where, word, true, left) || occurs(where, word.substr(1), false, left);
}

#ifndef KELVIN_SMALL

/// A word's hash grows from its end to its front, so that those of a host's endings come one out of
/// the other.
constexpr std::uint32_t grown(std::uint32_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(ascii_lower(c))) * 16'777'619U;
}
constexpr std::uint32_t hash_of(std::string_view word) {
  std::uint32_t hash = 0;
  for (std::size_t i = word.size(); i > 0; --i) hash = grown(hash, word[i - 1]);
  return hash;
}

/// Where each word of kSites begins, by its hash.
class SiteIndex {
 public:
  constexpr SiteIndex() {
    unsigned char kind = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < sizeof kSites; ++at) {
      const char c = kSites[at];
      if (c != ',' && c != ';' && c != '\0') continue;
      add({begin, at - begin, kind});
      if (c == ';') ++kind;
      begin = at + 1;
    }
  }

  struct Entry {
    std::size_t begin = 0, size = 0;
    unsigned char kind = kOther;
    [[nodiscard]] constexpr std::string_view word() const { return {kSites + begin, size}; }
  };

  /// The word with that hash that `is_it` says it is, or nullptr.
  template <class IsIt>
  [[nodiscard]] const Entry* find(std::uint32_t hash, IsIt is_it) const {
    for (std::size_t at = hash % kSize; entries_[at].size > 0; at = (at + 1) % kSize) {
      if (is_it(entries_[at].word())) return &entries_[at];
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kSize = 1024;

  /// Of a word that is there twice the first stands.
  constexpr void add(Entry entry) {
    std::size_t at = hash_of(entry.word()) % kSize;
    for (; entries_[at].size > 0; at = (at + 1) % kSize) {
      if (entries_[at].word() == entry.word()) return;
    }
    entries_[at] = entry;
  }

  std::array<Entry, kSize> entries_{};
};
constexpr SiteIndex kIndex;

/// Of the words with dots that match, the first in the list.
class FirstMatch {
 public:
  void take(const SiteIndex::Entry* entry) {
    if (entry != nullptr && (first_ == nullptr || entry->begin < first_->begin)) first_ = entry;
  }
  [[nodiscard]] const SiteIndex::Entry* get() const { return first_; }

 private:
  const SiteIndex::Entry* first_ = nullptr;
};

/// `.t.co`: the host, or what is above it.
void find_endings(std::string_view host, FirstMatch& first) {
  std::uint32_t hash = 0;
  for (std::size_t i = host.size() + 1; i > 0; --i) {
    const char c = i == 1 ? '.' : host[i - 2];
    if (c == '.') {
      const std::string_view ending = host.substr(i - 1);
      first.take(kIndex.find(grown(hash, c), [ending](std::string_view word) {
        return word[0] == '.' && word.back() != '.' && same(ending, word.substr(1));
      }));
    }
    hash = grown(hash, c);
  }
}

/// `.mail.`: a label left of the site.
void find_labels(std::string_view labels, FirstMatch& first) {
  while (!labels.empty()) {
    const std::string_view label = labels.substr(0, labels.find('.'));
    labels.remove_prefix(label.size() + 1);
    std::uint32_t hash = grown(0, '.');
    for (std::size_t i = label.size(); i > 0; --i) hash = grown(hash, label[i - 1]);
    first.take(kIndex.find(grown(hash, '.'), [label](std::string_view word) {
      return word.size() == label.size() + 2 && word[0] == '.' && word.back() == '.' &&
             same(label, word.substr(1, label.size()));
    }));
  }
}

Site indexed_site(const Host& host) {
  FirstMatch first;
  find_endings(host.text, first);
  find_labels(host.text.substr(0, host.site), first);
  const auto* found = first.get();
  if (found == nullptr) {
    found = kIndex.find(hash_of(host.name),
                        [&host](std::string_view word) { return same(host.name, word); });
  }
  return found != nullptr ? static_cast<Site>(found->kind) : kOther;
}

#endif

}  // namespace

Host::Host(std::string_view host) : text(host.substr(0, host.find(':'))), site(find_site()) {
  name = text.substr(site);
  name = name.substr(0, name.find('.'));
}

std::size_t Host::find_site() const {
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

/// Where the label that ends at `end` begins.
std::size_t Host::label_before(std::size_t end) const {
  while (end != 0 && text[end - 1] != '.') --end;
  return end;
}

Site listed_site(const Host& host) {
  unsigned best = kOther;
  unsigned kind = 0;
  for (const char* at = kSites; kind < kOther; ++kind, ++at) {
    do {
      const std::string_view word = take(at);
      if (!matches(host, word)) continue;
      if (word[0] == '.') return static_cast<Site>(kind);
      if (best == kOther) best = kind;
    } while (next(at));
  }
  return static_cast<Site>(best);
}

Site site_of(std::string_view source) {
#ifdef KELVIN_SMALL
  return listed_site(Host(source));
#else
  return indexed_site(Host(source));
#endif
}

std::string_view site_words() {
  return {kSites, sizeof kSites - 1};
}

}  // namespace kelvin
