// Hashes of messages and, with a key, of addresses.
#pragma once

#include <string>
#include <string_view>

namespace kelvin::native {

/// The first 128 bits of SHA-256, in hex.
std::string digest_of(std::string_view bytes);

/// The first 128 bits of HMAC-SHA256, in hex: without the key nobody can try out all addresses.
std::string keyed_digest_of(std::string_view key, std::string_view bytes);

/// 32 bytes that nobody can guess. Throws Unusable if the system has none.
std::string random_key();

/// The key in a file, which is made, for its owner alone, where it is missing. Throws Unusable if
/// that cannot be, or if a file that is there is too short for a key. `made` says which it was.
std::string key_in_file(const std::string& path, bool& made);

}  // namespace kelvin::native
