#include "import/ga4_words.h"

#include <algorithm>
#include <utility>

#include "import/vocabulary.h"

namespace kelvin::native {
namespace {

/// A cart of more is not read further; nor does the page.
constexpr std::size_t kMostItems = 50;

const Text* text_in(const Value& object, std::string_view name) {
  const Value* member = object.find(name);
  return member != nullptr ? member->as_text() : nullptr;
}

bool is_empty(const Value* value) {
  return value == nullptr || value->is_null() || (value->as_text() && value->as_text()->empty());
}

/// Moves a member of one object into another under another name.
void move_member(Value& from, std::string_view name, Value& to, std::string_view as) {
  const Value* value = from.find(name);
  if (value == nullptr) return;
  to.set(as, *value);
  from.erase(name);
}

}  // namespace

Ga4Words::Ga4Words() : table_(vocabulary(kGa4Json)) {}

bool Ga4Words::is_noise(std::string_view name) const {
  const Array& noise = *part("noise").as_array();
  return std::any_of(noise.begin(), noise.end(),
                     [&](const Value& one) { return *one.as_text() == name; });
}

Value Ga4Words::renamed(const Value& fields) const {
  Value out = Object{};
  if (fields.as_object() == nullptr) return out;
  for (const auto& [name, value] : *fields.as_object()) {
    const Text* ours = text_in(part("fields"), name);
    out.set(ours != nullptr ? *ours : name, value);
  }
  return out;
}

std::vector<NamedEvent> Ga4Words::events_of(std::string_view name, const Value& params,
                                            const Array& items) const {
  if (name == "page_view") return {{"", params}};
  if (const Value* rule = part("sensed").find(name)) return sensed(name, *rule, params);
  const Text* each = text_in(part("perItem"), name);
  const Text* whole = text_in(part("names"), name);
  if (each == nullptr && whole == nullptr) return {{std::string(name), params}};

  Value properties = renamed(params);
  Array products;
  for (const Value& item : items) {
    if (products.size() < kMostItems) products.push_back(renamed(item));
  }
  const Value* value = params.find("value");
  if (whole != nullptr) {
    if (!products.empty()) properties.set("products", std::move(products));
    if (value != nullptr && part("revenue").find(name) != nullptr) {
      properties.set("total", *value);
      properties.set("revenue", *value);
    }
    return {{*whole, std::move(properties)}};
  }
  // The event's value is that of all its products; where none is named, it stands for the one.
  properties.erase("value");
  if (products.empty()) products.emplace_back(Object{});
  if (items.empty() && value != nullptr) products[0].set("price", *value);
  std::vector<NamedEvent> out;
  for (const Value& product : products) {
    NamedEvent event{*each, properties};
    for (const auto& [key, given] : *product.as_object()) event.properties.set(key, given);
    out.push_back(std::move(event));
  }
  return out;
}

/// What the page's own sensors tell too, in their words.
std::vector<NamedEvent> Ga4Words::sensed(std::string_view name, const Value& rule,
                                         const Value& params) const {
  NamedEvent event{*text_in(rule, "event"), Object{}};
  Value rest = params;
  if (name == "user_engagement") {
    const Value* time = params.find("engagement_time_msec");
    const double* ms = time != nullptr ? time->as_number() : nullptr;
    if (ms == nullptr || *ms <= 0) return {};
    event.properties.set("seconds", *ms / 1000);
    rest.erase("engagement_time_msec");
  }
  // GA4 tells of a click only where it leaves the site, and of a scroll once, at 90 %.
  if (name == "click") event.properties.set("outbound", true);
  if (name == "scroll") event.properties.set("percent", 90);
  rest.erase("outbound");
  if (const Value* from = rule.find("from")) {
    for (const auto& [ours, theirs] : *from->as_object()) {
      for (const Value& candidate : *theirs.as_array()) {
        if (is_empty(params.find(*candidate.as_text()))) continue;
        move_member(rest, *candidate.as_text(), event.properties, ours);
        break;
      }
    }
  }
  for (const auto& [key, given] : *rest.as_object()) {
    if (event.properties.find(key) == nullptr) event.properties.set(key, given);
  }
  return {std::move(event)};
}

Value Ga4Words::page_of(Value& params) const {
  Value page = Object{};
  for (const auto& [theirs, ours] : *part("pageFields").as_object()) {
    move_member(params, theirs, page, *ours.as_text());
  }
  return page;
}

Value Ga4Words::campaign_of(const Value& source) const {
  Value campaign = Object{};
  for (const auto& [ours, theirs] : *part("campaign").as_object()) {
    for (const Value& candidate : *theirs.as_array()) {
      const Text* text = text_in(source, *candidate.as_text());
      if (text == nullptr || text->empty()) continue;
      campaign.set(ours, *text);
      break;
    }
  }
  // So it calls who came by no campaign.
  const Text* from = text_in(campaign, "source");
  if (from == nullptr || *from == "(direct)") return Object{};
  return campaign;
}

void Ga4Words::add_ecommerce(std::string_view name, const Value& ecommerce, Value& params) const {
  const auto add = [&](std::string_view theirs, std::string_view as) {
    const Value* given = ecommerce.find(theirs);
    if (!is_empty(given) && params.find(as) == nullptr) params.set(as, *given);
  };
  if (const Text* revenue = text_in(part("revenue"), name)) {
    add(*revenue, "value");
    for (const auto& [theirs, as] : *part("ecommerce").as_object()) add(theirs, *as.as_text());
  }
}

}  // namespace kelvin::native
