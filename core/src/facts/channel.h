// Where a visit comes from: GA4's default channel group, by its published names and rules.
//
// The rules look at three texts, a source, a medium and a campaign name. Campaign parameters give
// them as they stand. What they leave open, a click id in the landing page's query fills in, and
// after it the referrer:
//
//   utm_source=Newsletter&utm_medium=email         ->  "Email"
//   utm_source=facebook&utm_medium=paid_social     ->  "Paid Social"
//   utm_campaign=Summer-Shop&utm_medium=cpc        ->  "Paid Shopping"
//   ?gclid=...                                     ->  "Paid Search"     as google / cpc
//   ?fbclid=...                                    ->  "Organic Social"  Facebook tags every link
//   referrer www.google.co.uk                      ->  "Organic Search"
//   referrer lm.facebook.com                       ->  "Organic Social"
//   referrer chatgpt.com                           ->  "AI Assistant"
//   referrer mail.proton.me                        ->  "Email"
//   referrer news.example                          ->  "Referral"
//   no referrer, or one of the site's own pages    ->  "Direct"
//   utm_source=partner (no medium)                 ->  "Unassigned"  as in GA4: tag the medium
//
// The rules in order; the first that holds decides. Letter case never matters.
//
//   Direct                     source is "(direct)", medium is "(none)" or "(not set)"
//   Cross-network              campaign has "cross-network"
//   Paid Shopping, Search,     medium is paid (has "cp", begins with "paid", is "ppc" or
//     Social, Video            "retargeting") and the source is such a site; for Shopping the
//                              campaign may say it instead: "shopping", or "shop" that begins a
//                              word or follows an e ("eshop", but not "workshop")
//   Display                    medium is display, banner, expandable, interstitial or cpm
//   Paid Other                 medium is paid
//   AI Assistant               medium is ai-assistant
//   Organic Shopping           the source is a shopping site, or the campaign says shop (as above)
//   Organic Social             a social site, or medium is social, social-network, social-media,
//                              sm, social network or social media
//   Organic Video              a video site, or medium has "video"
//   Organic Search             a search site, or medium is organic
//   Referral                   medium is referral, app or link
//   Email                      source or medium is email, e-mail, e_mail or e mail
//   Affiliates                 medium is affiliate
//   Audio                      medium is audio
//   SMS                        source or medium is sms
//   Mobile Push Notifications  medium ends with "push" or has "mobile" or "notification", or the
//                              source is firebase
//   Unassigned                 anything else
//
// A medium that nobody tagged (empty, "(not set)" or "referral") counts as email where the source
// is a mail site, and as ai-assistant where it is an AI assistant.
//
// Where this goes past GA4's published text: webmail counts as Email (Google's own list calls some
// webmail a search site), and assistants that Google does not name, Perplexity among them, count as
// AI Assistant. Rules that need an advertising account's data (the network of a Google Ads click)
// cannot hold in a page: a Google Ads click without further tags is Paid Search.
#pragma once

#include <string_view>

namespace kelvin {

/// What is known when a visit begins. Every field may be empty; texts are already URL-decoded.
struct Source {
  std::string_view source = {};    ///< utm_source, or context.campaign.source
  std::string_view medium = {};    ///< utm_medium
  std::string_view campaign = {};  ///< utm_campaign, the campaign's name
  /// Of the landing page, with or without "?"; only the names of click ids are read, with a value
  /// or without: "?plan=pro&gclid=1", "gclid".
  std::string_view query = {};
  std::string_view referrer_host = {};  ///< "www.google.com"; a port is ignored
  std::string_view own_host = {};       ///< of the landing page; its own site is no referrer
};

/// The channel's published name, a string that lives for ever.
///
///   channel_of({.source = "google", .medium = "CPC"})                      ->  "Paid Search"
///   channel_of({.referrer_host = "blog.x.test", .own_host = "www.x.test"}) ->  "Direct"
///   channel_of({})                                                         ->  "Direct"
[[nodiscard]] std::string_view channel_of(const Source& visit);

/// Whether a query parameter of this name is a click id of an advertiser, a mailer or an affiliate
/// network that channel_of() knows: gclid, msclkid, fbclid, mc_eid, ... Letter case is ignored.
///
///   is_click_id("gclid")  ->  true
///   is_click_id("plan")   ->  false
[[nodiscard]] bool is_click_id(std::string_view parameter);

}  // namespace kelvin
