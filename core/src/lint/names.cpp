// Names that others chose: events of the sensors and of the Segment spec, and the sensors'
// properties. A name that is nearly one of these is a typing mistake that no error can tell.
#include <algorithm>

#include "base/ascii.h"
#include "diagnose/problems.h"
#include "lint/linter.h"
#include "lint/possible.h"

namespace kelvin {
namespace {

/// The sensors' events with all their properties; "" where a page may add its own.
struct SensorEvent {
  const char* name;
  const char* properties;
};
constexpr SensorEvent kSensorEvents[] = {
    {"Page Engaged", "seconds total"},
    {"Page Scrolled", "percent"},
    {"Link Clicked", "href text outbound"},
    {"File Downloaded", "href extension"},
    {"Form Started", "form"},
    {"Form Errored", "form"},
    {"Form Submitted", ""},
    {"Element Clicked", ""},
    {"Site Searched", "query"},
    {"Experience Seen", "experience held"},
    {"Experience Clicked", "experience held"},
};

// Segment's specs of e-commerce, B2B and mail events.
constexpr const char* kSpecEvents =
    "Products Searched,Product List Viewed,Product List Filtered,Promotion Viewed,Promotion "
    "Clicked,Product Clicked,Product Viewed,Product Added,Product Removed,Cart Viewed,Checkout "
    "Started,Checkout Step Viewed,Checkout Step Completed,Payment Info Entered,Order Updated,Order "
    "Completed,Order Refunded,Order Cancelled,Coupon Entered,Coupon Applied,Coupon Denied,Coupon "
    "Removed,Product Added to Wishlist,Product Removed from Wishlist,Wishlist Product Added to "
    "Cart,Product Shared,Cart Shared,Product Reviewed,Account Created,Account Deleted,Signed "
    "Up,Signed In,Signed Out,Invite Sent,Account Added User,Account Removed User,Trial "
    "Started,Trial Ended,Email Delivered,Email Opened,Email Bounced,Email Link Clicked,Email "
    "Marked as Spam,Unsubscribed";

/// What other tools call the core's own event names.
constexpr std::pair<const char*, const char*> kOtherNames[] = {
    {"pageview", "page"}, {"pageviewed", "page"},    {"viewedpage", "page"},      {"pages", "page"},
    {"visits", "visit"},  {"sessionstart", "visit"}, {"sessionstarted", "visit"}, {"page", "page"},
    {"visit", "visit"},   {"identify", "identify"},  {"group", "group"},
};

/// Letters and digits alone, in lower case: `page_engaged`, `Page engaged` -> `pageengaged`.
Text bare(std::string_view name) {
  Text out;
  for (const char c : name) {
    if (c != ' ' && c != '_' && c != '-') out += ascii_lower(c);
  }
  return out;
}

/// Whether one change makes one of the other: a letter put in, left out or replaced, or two
/// neighbours swapped.
bool one_change_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  const std::string_view rest_a = a.substr(same);
  const std::string_view rest_b = b.substr(same);
  if (a.size() < b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.empty() || rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
         rest_a.substr(2) == rest_b.substr(2);
}

bool near(std::string_view name, std::string_view known) {
  const Text a = bare(name);
  const Text b = bare(known);
  constexpr std::size_t kShortest = 6;  // among shorter names one letter makes another word
  return a == b || (b.size() >= kShortest && one_change_apart(a, b));
}

Names known_events() {
  Names names = split(kSpecEvents, ',');
  for (const SensorEvent& event : kSensorEvents) names.emplace_back(event.name);
  for (const char* own : {"page", "visit", "identify", "group", "Tick"}) names.emplace_back(own);
  return names;
}

/// The known event that was meant; "" where the name is known, or like none.
Text meant_event(const Text& name) {
  const Names known = known_events();
  if (std::find(known.begin(), known.end(), name) != known.end()) return "";
  for (const auto& [other, own] : kOtherNames) {
    if (bare(name) == other) return own;
  }
  for (const std::string_view event : known) {
    if (near(name, event)) return Text(event);
  }
  return "";
}

void check_events(Linter& linter, const Value* names, const Text& at) {
  if (names == nullptr) return;
  const auto check = [&](const Value& value, const Text& where) {
    const Text* name = value.as_text();
    const Text meant = name != nullptr ? meant_event(*name) : "";
    if (meant.empty()) return;
    linter.warn("event_name", where, to_json(value),
                "did you mean " + meant + "? Names count to the letter");
  };
  if (names->as_array() == nullptr) return check(*names, at);
  for (std::size_t i = 0; i < names->as_array()->size(); ++i) {
    check((*names->as_array())[i], at + "/" + integer_text(i));
  }
}

const SensorEvent* sensor_event(std::string_view name) {
  for (const SensorEvent& event : kSensorEvents) {
    if (name == event.name) return &event;
  }
  return nullptr;
}

/// The property that a sensors' event has instead; "" where this one is right, or like none.
Text meant_property(const Model& model, const Rule& rule, const Text& property) {
  Text meant;
  for (const NameId id : rule.on) {
    const SensorEvent* event = sensor_event(model.names[static_cast<std::size_t>(id)].name);
    if (event == nullptr || *event->properties == '\0') return "";
    for (const std::string_view known : split(event->properties, ' ')) {
      if (known == property) return "";
      if (near(property, known)) meant = known;
    }
  }
  return meant;
}

void properties_of(const Condition& condition, const Model& model, Names& out) {
  for (const Condition& child : condition.children) properties_of(child, model, out);
  const bool leaf = condition.op != Condition::Op::kAll && condition.op != Condition::Op::kAny &&
                    condition.op != Condition::Op::kNone;
  if (leaf && condition.field.source == Field::Source::kProperty) {
    out.emplace_back(model.fields.properties.members[condition.field.index].name);
  }
}

void check_properties(Linter& linter, RuleIndex index) {
  const Model& model = linter.model;
  const Rule& rule = model.rules[index];
  const auto check = [&](std::string_view property, const char* below) {
    const Text meant = meant_property(model, rule, Text(property));
    if (meant.empty()) return;
    linter.warn("property_name", place_of_rule(model, index) + below,
                "properties." + Text(property), "did you mean properties." + meant + "?");
  };
  Names named;
  properties_of(rule.condition, model, named);
  for (const std::string_view property : named) check(property, "/where");
  const auto check_field = [&](const Field& field, const char* below) {
    if (field.source != Field::Source::kProperty) return;
    check(model.fields.properties.members[field.index].name, below);
  };
  if (rule.multiply) check_field(rule.multiply->by, "/multiply/by");
  if (rule.points.kind != PointsTable::Kind::kList) check_field(rule.points.by, "/points/by");
  if (rule.count && rule.count->distinct) check_field(*rule.count->distinct, "/count/distinct");
}

/// Texts that a rule compares the property `experience` with.
void experiences_in(const Condition& condition, const Model& model, List<const Value*>& out) {
  for (const Condition& child : condition.children) experiences_in(child, model, out);
  const Field& field = condition.field;
  const bool compares = condition.op == Condition::Op::kEqual || condition.op == Condition::Op::kIn;
  if (!compares || field.source != Field::Source::kProperty ||
      model.fields.properties.members[field.index].name != "experience") {
    return;
  }
  if (const Array* items = condition.operand.as_array()) {
    for (const Value& item : *items) out.push_back(&item);
  } else {
    out.push_back(&condition.operand);
  }
}

/// Of an experience that the model has not the page tells nothing.
void check_experiences(Linter& linter, RuleIndex index) {
  const Model& model = linter.model;
  const Rule& rule = model.rules[index];
  const bool of_experiences = std::all_of(rule.on.begin(), rule.on.end(), [&](NameId id) {
    return model.names[static_cast<std::size_t>(id)].name.starts_with("Experience ");
  });
  if (!of_experiences) return;
  Names ids;
  for (const Experience& experience : model.experiences) ids.emplace_back(experience.id);
  List<const Value*> named;
  experiences_in(rule.condition, model, named);
  for (const Value* id : named) {
    const Text* text = id->as_text();
    if (text == nullptr || std::find(ids.begin(), ids.end(), *text) != ids.end()) continue;
    linter.warn("experience_name", place_of_rule(model, index) + "/where", to_json(*id),
                suggest(*text, ids));
  }
}

}  // namespace

void Linter::lint_names() {
  check_events(*this, document.find("passive"), "/passive");
  check_events(*this, document.find("offsite"), "/offsite");
  for (RuleIndex i = 0; i < model.rules.size(); ++i) {
    if (model.rules[i].kind == Rule::Kind::kFact) continue;
    const Text at = place_of_rule(model, i);
    const Value* rule = value_by_pointer(document, at);
    if (rule != nullptr) check_events(*this, rule->find("on"), at + "/on");
    check_properties(*this, i);
    check_experiences(*this, i);
  }
}

}  // namespace kelvin
