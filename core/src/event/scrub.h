// Scrubbing: what of a message's texts, addresses and values may stay.
#pragma once

#include <string_view>
#include <utility>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin {

/// The longest text that is kept of any message, in bytes as JSON writes it, without the quotes.
inline constexpr std::size_t kMaxText = 256;
/// How many values one kept property or trait may hold in all, and how deep they may nest.
inline constexpr std::size_t kMaxKept = 64;
inline constexpr std::size_t kMaxKeptDepth = 6;

/// The text cut to kMaxText at a character's edge, with whatever looks like an e-mail address
/// masked, escaped as it may be: "mail me at ann@x.test" -> "mail me at [email]", and so with
/// `ann%40x.test`. Doing it twice changes nothing.
Text scrub_text(std::string_view text);

/// As scrub_text, but e-mail addresses stay.
Text cut_text(std::string_view text);

/// An address taken apart. Only what may stay is in it.
struct Address {
  Text scheme, host, path, query;          ///< query without its "?"
  List<std::pair<Text, Text>> parameters;  ///< of `query`, decoded

  /// scheme://host/path?query; "" where there is no host.
  [[nodiscard]] Text text() const;
};

/// `https://x.test/pricing?plan=pro&mail=ann@x.test#top` under a model that names
/// `page.query.plan` -> https, x.test, /pricing, plan=pro. A path alone is an address too.
Address scrub_address(const Model& model, std::string_view url);

/// What stays of a property's or a trait's text: of one that begins as a web address, as a link's
/// href does, what stays of an address; any other is as scrub_text leaves it.
Text scrub_value(const Model& model, std::string_view text);

/// Only the query: `?utm_source=a&session=1` -> utm_source=a.
Address scrub_query(const Model& model, std::string_view search);

/// The traits that an e-mail address becomes: email_domain and email_free.
bool is_derived_trait(std::string_view name);

/// What looks like an e-mail address becomes its domain in lower case; "" where it does not.
Text email_domain(std::string_view email);

}  // namespace kelvin
