// Mail domains that anyone can have an address at: `profile.email_free`.
//
// Someone who leaves such an address has not shown a company, which is all this says; many good
// customers write from one. The list has webmail (gmail.com), portals (web.de, qq.com), internet
// providers' mail (comcast.net, orange.fr) and the throw-away services people meet most. It is
// built in, so that a page and a replay agree, and small: what is left out counts as not free.
//
//   is_free_mail("gmail.com")          ->  true
//   is_free_mail("Yahoo.co.jp")        ->  true    the whole family: yahoo.fr, yahoo.com.br, ...
//   is_free_mail("t-online.de")        ->  true
//   is_free_mail("acme.example")       ->  false
//   is_free_mail("mail.gmail.com")     ->  false   a subdomain is somebody's own
//   is_free_mail("gmail.example")      ->  false   gmail.com is one domain, not a family
//   is_free_mail("ann@gmail.com")      ->  false   takes the domain, not the address
#pragma once

#include <string_view>

namespace kelvin {

/// Raised whenever the list changes: a model's digest holds it, because scores may depend on it.
inline constexpr int kFreeMailVersion = 1;

/// Whether a mail domain ("gmail.com", without the "@") is on the list. Letter case is ignored.
[[nodiscard]] bool is_free_mail(std::string_view domain);

}  // namespace kelvin
