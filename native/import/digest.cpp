#include "import/digest.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "support/exit.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kShortestKey = 16;
constexpr std::size_t kLongestKey = 4096;
constexpr std::size_t kShownBytes = 16;

using Hash = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex(const Hash& hash) {
  std::string out;
  for (std::size_t i = 0; i < kShownBytes; ++i) {
    out += "0123456789abcdef"[hash[i] >> 4];
    out += "0123456789abcdef"[hash[i] & 15];
  }
  return out;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

[[noreturn]] void fail(const std::string& path) {
  throw Unusable("--salt " + path + ": " + std::strerror(errno));
}

/// Reads a key; "" where the file is not there.
std::string read_key(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return "";
  if (fd < 0) fail(path);
  std::string key(kLongestKey, '\0');
  const ssize_t got = ::read(fd, key.data(), key.size());
  const int error = errno;
  ::close(fd);
  errno = error;
  if (got < 0) fail(path);
  key.resize(static_cast<std::size_t>(got));
  if (key.size() < kShortestKey) {
    throw Unusable("--salt " + path + ": a key has at least 16 bytes, this file has " +
                   std::to_string(key.size()) + "; name a file that is not there, it is made");
  }
  return key;
}

}  // namespace

std::string digest_of(std::string_view bytes) {
  Hash hash{};
  if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw Unusable("SHA-256 is not to be had of OpenSSL on this system");
  }
  return hex(hash);
}

std::string keyed_digest_of(std::string_view key, std::string_view bytes) {
  Hash hash{};
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
           hash.data(), nullptr) == nullptr) {
    throw Unusable("HMAC-SHA256 is not to be had of OpenSSL on this system");
  }
  return hex(hash);
}

std::string random_key() {
  std::array<unsigned char, kKeyBytes> key{};
  if (RAND_bytes(key.data(), kKeyBytes) != 1) throw Unusable("the system gave no random bytes");
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string key_in_file(const std::string& path, bool& made) {
  std::string key = read_key(path);
  made = key.empty();
  if (!made) return key;
  key = random_key();
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail(path);
  const bool written = ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  const bool kept = ::fsync(fd) == 0;
  if (::close(fd) != 0 || !written || !kept) fail(path);
  return key;
}

}  // namespace kelvin::native
