// The list, by top-level domain, and its search from the front: an address is seen seldom, so bytes
// count here and time does not.

#include "facts/free_mail.h"

#include <cstddef>

#include "base/ascii.h"
#include "facts/pieces.h"

namespace kelvin {
namespace {

// "@de web freenet@uk o2.co" lists web.de, freenet.de and o2.co.uk. What stands before the first
// "@" are families: under com, a country's domain (yahoo.fr), and co or com below one
// (yahoo.co.uk).
constexpr char kDomains[] =
    "yahoo hotmail outlook live msn aol gmx yandex zoho ymail rocketmail lycos excite tiscali "
    "mailinator yopmail"
    "@com gmail googlemail icloud me mac mail email aim usa myself consultant engineer europe "
    "post iname dr lawyer doctor protonmail tutanota tutamail tuta hushmail fastmail hey duck "
    "mozmail inbox privaterelay.appleid rediffmail indiatimes qq vip.qq foxmail 163 126 139 188 "
    "sina sohu 21cn aliyun naver nate kakao icq rogers sky virginmedia btinternet ntlworld "
    "talk21 bigpond netscape compuserve juno mindspring frontier q rr embarqmail windowslive "
    "globo telia nifty au walla guerrillamail sharklasers trashmail"
    "@net gmx comcast att sbcglobal bellsouth cox charter earthlink verizon frontiernet "
    "centurylink windstream optonline netzero prodigy pacbell laposte riseup daum hanmail yeah ukr "
    "telefonica talktalk virgin hinet telus bell posteo eircom bredband siol bigpond"
    "@org mailbox disroot"
    "@me proton pm"
    "@io tuta"
    "@fm fastmail poczta"
    "@eu onet interia"
    "@de web t-online freenet arcor online googlemail posteo mail email vodafone kabelmail "
    "unitybox ewetel alice-dsl"
    "@at aon chello a1"
    "@ch bluewin hispeed sunrise protonmail"
    "@fr orange wanadoo free sfr neuf bbox numericable club-internet aliceadsl cegetel voila"
    "@it libero alice tin virgilio tim inwind iol email fastwebnet poste"
    "@es telefonica terra wanadoo"
    "@pt sapo"
    "@nl ziggo home planet kpnmail hetnet xs4all chello upcmail online"
    "@be telenet skynet proximus scarlet"
    "@lu pt"
    "@uk o2.co blueyonder.co googlemail.co freeserve.co"
    "@se comhem spray"
    "@no online"
    "@dk mail"
    "@fi suomi24 pp.inet elisanet"
    "@pl wp o2 onet op interia gazeta tlen vp go2 poczta poczta.onet"
    "@cz seznam centrum email post volny atlas"
    "@sk centrum azet zoznam"
    "@hu freemail citromail t-online"
    "@bg abv mail"
    "@gr otenet"
    "@hr net"
    "@ru mail bk list inbox internet rambler ya"
    "@ua i meta"
    "@by tut"
    "@lv inbox"
    "@lt inbox"
    "@ee hot mail"
    "@il walla.co netvision.net"
    "@cn 189 sina sina.com"
    "@jp docomo.ne ezweb.ne softbank.ne i.softbank biglobe.ne ocn.ne ybb.ne"
    "@au optusnet.com iinet.net tpg.com bigpond.net"
    "@nz xtra.co"
    "@za mweb.co webmail.co"
    "@ca sympatico shaw videotron cogeco"
    "@br uol.com bol.com ig.com terra.com oi.com"
    "@mx prodigy.net"
    "@ar fibertel.com";

// Whether families have addresses under this domain: com, uk, co.uk, com.br.
bool is_common(std::string_view domain) {
  if (domain.size() == 5 && same(domain.substr(0, 3), "co.")) return true;
  if (domain.size() == 6 && same(domain.substr(0, 4), "com.")) return true;
  return domain.size() == 2 || same(domain, "com");
}

}  // namespace

bool is_free_mail(std::string_view domain) {
  std::string_view top;
  for (const char* at = kDomains; *at != '\0';) {
    const bool begins_section = *at == '@';
    if (begins_section || *at == ' ') ++at;
    const char* begin = at;
    while (*at != ' ' && *at != '@' && *at != '\0') ++at;
    const std::string_view word(begin, static_cast<std::size_t>(at - begin));
    if (begins_section) {
      top = word;
    } else if (domain.size() > word.size() && domain[word.size()] == '.' &&
               same(domain.substr(0, word.size()), word)) {
      const std::string_view rest = domain.substr(word.size() + 1);
      if (top.empty() ? is_common(rest) : same(rest, top)) return true;
    }
  }
  return false;
}

}  // namespace kelvin
