// One line of a web server's access log, in the common or combined format of Apache and nginx, with
// or without the virtual host before it:
//
//   www.shop.example:443 203.0.113.7 - - [01/Mar/2026:10:00:00 +0100] "GET /a HTTP/1.1" 200 512
//       "https://www.google.com/" "Mozilla/5.0 ..."
#pragma once

#include <string>
#include <string_view>

#include "kelvin/time.h"

namespace kelvin::native {

struct AccessLine {
  std::string_view host;     ///< the virtual host, with its port; "" where there is none
  std::string_view address;  ///< of who asked, as the server wrote it
  Instant time;
  std::string request;  ///< `GET /a HTTP/1.1`, or whatever bytes came
  int status = 0;
  bool combined = false;        ///< whether there are a referrer and an agent
  std::string referrer, agent;  ///< "" for "-"
};

/// Reads a line, escapes (`\"`, `\xNN`) undone. Gives "" or, in words, why it is no such line.
std::string read_access_line(std::string_view text, AccessLine& line);

/// `GET /a?b HTTP/1.1` in its parts. False if it is no request of HTTP: a TLS handshake, "-".
bool split_request(std::string_view request, std::string_view& method, std::string_view& target);

}  // namespace kelvin::native
