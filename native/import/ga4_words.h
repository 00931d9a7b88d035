// GA4's words in the Segment spec's: core/vocabulary/ga4.json, from which the page hears them too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/value.h"

namespace kelvin::native {

/// An event as it comes of one of GA4's.
struct NamedEvent {
  std::string name;  ///< "" for a page view
  Value properties;
};

class Ga4Words {
 public:
  Ga4Words();

  /// Session starts and the like, which are no events of the visitor's.
  [[nodiscard]] bool is_noise(std::string_view name) const;

  /// The events that one of GA4's stands for: none of a user_engagement without time, one for each
  /// item where the spec has one for each product, else one. `params` and `items` are plain values;
  /// parameters that tell the page are taken out of a track's properties by `page_of` before.
  [[nodiscard]] std::vector<NamedEvent> events_of(std::string_view name, const Value& params,
                                                  const Array& items) const;

  /// Takes out of the parameters what they say of the page: url, path, title, referrer.
  [[nodiscard]] Value page_of(Value& params) const;

  /// The campaign of `collected_traffic_source`, `traffic_source` or parameters; {} where they have
  /// none.
  [[nodiscard]] Value campaign_of(const Value& source) const;

  /// Adds to the parameters what only the export's `ecommerce` has.
  void add_ecommerce(std::string_view name, const Value& ecommerce, Value& params) const;

 private:
  [[nodiscard]] Value renamed(const Value& fields) const;
  [[nodiscard]] std::vector<NamedEvent> sensed(std::string_view name, const Value& rule,
                                               const Value& params) const;
  [[nodiscard]] const Value& part(std::string_view name) const { return *table_.find(name); }

  Value table_;
};

}  // namespace kelvin::native
