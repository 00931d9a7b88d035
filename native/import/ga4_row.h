// One row of GA4's BigQuery export as plain values.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin::native {

struct Ga4Row {
  std::string name;
  Instant time;
  std::string device;    ///< user_pseudo_id: "" for who did not consent
  std::string user;      ///< user_id, "" where there is none
  Value params, traits;  ///< by name; what is "(not set)" is not there
  Array items;
  Value ecommerce;
  Value source;        ///< collected_traffic_source: how this event's visit came
  Value first_source;  ///< traffic_source: how the visitor came for the first time
};

class Ga4RowReader {
 public:
  /// Reads a line. Gives "" or, in words, why it is no row of the export. EventParser's padding
  /// must be readable after the text.
  std::string read(std::string_view text, Ga4Row& row);

 private:
  simdjson::dom::parser parser_;
};

}  // namespace kelvin::native
