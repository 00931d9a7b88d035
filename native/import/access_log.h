// Access logs of nginx and Apache as events: pages and downloads of people.
#pragma once

#include <string>
#include <vector>

#include "import/line_source.h"
#include "import/message_sink.h"

namespace kelvin::native {

struct AccessLogOptions {
  std::string salt;  ///< the file with the key; "" for one that is thrown away
  std::string host;  ///< "www.shop.example" or "https://www.shop.example"; "" where not given
};

/// Writes a message for each page and each download; addresses are in none of them. Gives notes for
/// the report.
std::vector<std::string> import_access_log(const AccessLogOptions& options, LineSource& lines,
                                           MessageSink& sink);

}  // namespace kelvin::native
