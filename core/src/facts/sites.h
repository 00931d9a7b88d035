// The sites that say how a visit came about: search engines, social networks, shops, webmail.
#pragma once

#include <cstddef>
#include <string_view>

namespace kelvin {

/// In the order in which they are tried.
enum Site : unsigned char { kShopping, kSocial, kVideo, kSearch, kMail, kAssistant, kOther };

/// A host without its port, where its site's name begins, and that name: 7 and "google" in
/// "search.google.co.uk". A bare source ("google") is its own site, and so is an address of
/// numbers.
struct Host {
  std::string_view text;
  std::size_t site = 0;
  std::string_view name;

  explicit Host(std::string_view host);

 private:
  [[nodiscard]] std::size_t find_site() const;
  [[nodiscard]] std::size_t label_before(std::size_t end) const;
};

/// Which of these sites a source is; kOther for any other.
Site site_of(std::string_view source);

/// The same, by going through the list: for a page, which asks once a visit and has the list to
/// load. Natively site_of looks into an index instead.
Site listed_site(const Host& host);

/// The list, as text.
std::string_view site_words();

}  // namespace kelvin
