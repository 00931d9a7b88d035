// Secrets: what must not stand in a model, because every visitor can read it there.
#pragma once

#include <string_view>

namespace kelvin {

/// An address that is a password in itself, or carries one: a chat's or an automation's incoming
/// webhook, a bot's address, a key in the query, a user and password before the host.
bool is_secret_url(std::string_view url);

/// A header by which one proves who one is.
bool is_secret_header(std::string_view name);

}  // namespace kelvin
