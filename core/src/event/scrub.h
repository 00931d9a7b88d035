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
void scrub(Text& text);  ///< in its place

/// As scrub_text, without a copy: a part of `text`, as of most texts, or else of `room`.
std::string_view scrubbed(std::string_view text, Text& room);

/// As much of the text as may stay, e-mail addresses too.
std::string_view cut(std::string_view text);

/// An address taken apart, before it is scrubbed: parts of its text.
///
///   https://ann:pw@x.test/pricing?plan=pro&mail=ann@x.test#top
///   -> https, x.test, /pricing, plan=pro&mail=ann@x.test
///
/// A path alone is an address too, without a scheme and a host.
struct Address {
  std::string_view scheme, host, path, query;
  bool clean = false;  ///< there is no @ in it, in any form
};
Address take_apart(std::string_view url);

/// As `scrubbed`, of a part of an address.
std::string_view scrubbed(const Address& address, std::string_view part, Text& room);

/// Appends what of an address may stay: scheme://host/path?query; nothing where it has no host.
void append_address(const Model& model, const Address& address, Text& out);

/// The parameters of a query, decoded.
using Parameters = List<std::pair<Text, Text>>;

/// Appends what of a query (without its "?") may stay, under a model that names `page.query.plan`:
/// plan=pro&mail=ann@x.test -> plan=pro.
void append_query(const Model& model, std::string_view query, Text& out,
                  Parameters* parameters = nullptr);

/// What stays of a property's or a trait's text: of one that begins as a web address, as a link's
/// href does, what stays of an address; any other is as scrub_text leaves it.
Text scrub_value(const Model& model, std::string_view text);

/// The traits that an e-mail address becomes: email_domain and email_free.
bool is_derived_trait(std::string_view name);

/// What looks like an e-mail address becomes its domain in lower case; "" where it does not.
Text email_domain(std::string_view email);

}  // namespace kelvin
