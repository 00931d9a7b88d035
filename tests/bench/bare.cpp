// The floor under `kelvin score`: the rules of model.json written out in C++ around a bare simdjson
// loop. It knows no other model, checks nothing, and keeps of a visitor only what these rules ask
// for.
//
//   kelvin_bare LOG     {"visitor":"v","score":8,"events":3,"last":"2026-..."} a line, by visitor
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

namespace ondemand = simdjson::ondemand;
using Text = std::string_view;

struct Visitor {
  int score = 0, events = 0;
  int careers = 0, demos = 0, contacts = 0, files = 0, searches = 0, known = 0;
  std::string last;
};

/// What the rules ask of one message.
struct Message {
  Text type, event, visitor, time, path, form, sku;
  double seconds = 0, price = 0, quantity = 0, value = 0, percent = 0;
};

struct Hash {
  using is_transparent = void;
  std::size_t operator()(Text text) const { return std::hash<Text>()(text); }
};
using Visitors = std::unordered_map<std::string, Visitor, Hash, std::equal_to<>>;

void read_properties(ondemand::object properties, Message& message) {
  for (auto member : properties) {
    const ondemand::raw_json_string key = member.key();
    if (key == "path")
      message.path = member.value();
    else if (key == "seconds")
      message.seconds = member.value();
    else if (key == "price")
      message.price = member.value();
    else if (key == "quantity")
      message.quantity = member.value();
    else if (key == "value")
      message.value = member.value();
    else if (key == "percent")
      message.percent = member.value();
    else if (key == "form")
      message.form = member.value();
    else if (key == "sku")
      message.sku = member.value();
  }
}

Message read(ondemand::document& document) {
  Message message;
  for (auto member : document.get_object()) {
    const ondemand::raw_json_string key = member.key();
    if (key == "type")
      message.type = member.value();
    else if (key == "event")
      message.event = member.value();
    else if (key == "anonymousId")
      message.visitor = member.value();
    else if (key == "timestamp")
      message.time = member.value();
    else if (key == "properties")
      read_properties(member.value(), message);
  }
  return message;
}

/// A glob's `*`: the folder, and one more name.
bool one_below(Text path, Text folder) {
  return path.starts_with(folder) && path.find('/', folder.size()) == Text::npos;
}

int points_of_page(Text path, Visitor& visitor) {
  if (path.starts_with("/pricing/")) return 8;
  if (path.starts_with("/docs/")) return 2;
  if (one_below(path, "/blog/")) return 1;
  if (one_below(path, "/customers/")) return 3;
  if (one_below(path, "/compare/")) return 4;
  if (one_below(path, "/webinars/")) return 4;
  return path == "/careers" && visitor.careers++ < 3 ? -5 : 0;
}

int points_of_price(double price) {
  return price >= 1000 ? 12 : price >= 200 ? 5 : price >= 50 ? 2 : 0;
}

int points_of_track(const Message& message, Visitor& visitor) {
  const Text event = message.event;
  if (event == "Page Engaged")
    return (message.seconds >= 30 ? 2 : 0) + (message.seconds >= 120 ? 5 : 0);
  if (event == "Product Added")
    return points_of_price(message.price) + (message.quantity >= 10 ? 4 : 0);
  if (event == "Order Completed") return 20 + (message.value >= 500 ? 15 : 0);
  if (event == "Form Submitted") {
    if (message.form == "contact") return visitor.contacts++ < 2 ? 30 : 0;
    return message.form == "newsletter" ? 5 : 0;
  }
  if (event == "File Downloaded") {
    const bool ours = message.sku == "guide" || message.sku == "prices" || message.sku == "plan";
    return ours && visitor.files++ < 10 ? 6 : 0;
  }
  if (event == "Site Searched") return visitor.searches++ < 10 ? 1 : 0;
  if (event == "Video Played") return message.percent >= 75 ? 3 : 0;
  if (event == "Demo Requested") return visitor.demos++ < 1 ? 25 : 0;
  return 0;
}

void score(const Message& message, Visitors& visitors) {
  auto found = visitors.find(message.visitor);
  if (found == visitors.end())
    found = visitors.emplace(std::string(message.visitor), Visitor()).first;
  Visitor& visitor = found->second;
  if (message.type == "page")
    visitor.score += points_of_page(message.path, visitor);
  else if (message.type == "track")
    visitor.score += points_of_track(message, visitor);
  else if (message.type == "identify")
    visitor.score += visitor.known++ < 1 ? 2 : 0;
  ++visitor.events;
  if (message.time > visitor.last) visitor.last = message.time;
}

void print(const Visitors& visitors) {
  std::vector<const Visitors::value_type*> rows;
  for (const auto& row : visitors) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](auto* a, auto* b) { return a->first < b->first; });
  for (const auto* row : rows) {
    const auto& [id, visitor] = *row;
    std::printf("{\"visitor\":\"%s\",\"score\":%d,\"events\":%d,\"last\":\"%s\"}\n", id.c_str(),
                visitor.score, visitor.events, visitor.last.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const simdjson::padded_string log = simdjson::padded_string::load(argv[1]);
  ondemand::parser parser;
  Visitors visitors;
  const Text text(log);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t room = text.size() - at + simdjson::SIMDJSON_PADDING;
    ondemand::document document = parser.iterate(text.data() + at, end - at, room);
    score(read(document), visitors);
    at = end + 1;
  }
  print(visitors);
}
