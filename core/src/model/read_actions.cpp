// What follows from scores: grade, segments, triggers and their destinations.
#include <algorithm>

#include "model/compiler.h"

namespace kelvin {
namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [text](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Addresses that are a password in themselves: whoever reads the page's model could post there.
bool is_secret_url(std::string_view url) {
  const std::string address = lower(url);
  return contains_any(address, {"hooks.slack.com/", "discord.com/api/webhooks",
                                "webhook.office.com/", "hooks.zapier.com/", "api_key=", "apikey=",
                                "access_token=", "hapikey=", "secret="}) ||
         address.find('@') < address.find('/', 8);
}

constexpr std::string_view kRelay =
    "a page has no secrets: let it post to your server, and forward from there "
    "(kelvin serve --forward)";

void read_headers(Problems& problems, Members& members, Destination& out) {
  const auto headers = members.get("headers");
  if (!headers) return;
  const Object* entries = headers->value->as_object();
  if (entries == nullptr) {
    problems.add("wrong_type", *headers, "make it an object: names and texts");
    return;
  }
  for (const auto& [name, value] : *entries) {
    const Spot at = headers->member(name, value);
    const auto text = read_text(problems, at);
    if (contains_any(lower(name), {"authorization", "cookie", "api-key", "apikey", "token"})) {
      problems.add("secret", at, name, std::string(kRelay));
    } else if (text) {
      out.headers.emplace_back(name, *text);
    }
  }
}

}  // namespace

void Compiler::read_grade(Members& top) {
  for (const Spot& item : top.list("grade")) {
    Members members(problems, item, {"score", "bands"});
    GradePart part;
    if (const auto score = members.need("score")) {
      part.score = read_reference(*score, scores).value_or(0);
    }
    if (const auto bands = members.need("bands")) {
      const Object* entries = bands->value->as_object();
      if (entries == nullptr || entries->empty()) {
        problems.add("wrong_type", *bands, "make it an object: {\"A\": 60, \"B\": 0}");
        continue;
      }
      for (const auto& [label, bound] : *entries) {
        const auto n = read_number(problems, bands->member(label, bound), kAnyNumber);
        part.bands.emplace_back(label, to_points(n.value_or(0)));
      }
    }
    std::stable_sort(part.bands.begin(), part.bands.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    model.grade.push_back(std::move(part));
  }
}

void Compiler::read_segments(Members& top) {
  for (const Spot& item : top.list("segments")) {
    Members members(problems, item, {"id", "label", "when", "leave", "sticky"});
    Segment segment;
    segment.id = read_id(members);
    segment.label = members.text("label");
    segment.sticky = members.flag("sticky");
    if (const auto when = members.need("when")) {
      segment.when = read_condition(*when, FieldUse::kStanding);
    }
    if (const auto leave = members.get("leave")) {
      if (segment.sticky) problems.add("conflict", *leave, "a sticky segment is never left");
      segment.leave = read_condition(*leave, FieldUse::kStanding);
    }
    model.segments.push_back(std::move(segment));
  }
}

void Compiler::read_triggers(Members& top) {
  for (const Spot& item : top.list("triggers")) {
    Members members(problems, item, {"id", "when", "if", "limit", "to", "say"});
    Trigger trigger;
    trigger.id = read_id(members);
    trigger.say = members.text("say");
    if (const auto when = members.need("when")) {
      Members subject(problems, *when, {"enter", "leave", "hit"});
      const Object* entries = when->value->as_object();
      if (entries != nullptr && entries->size() != 1) {
        problems.add("conflict", *when, "give exactly one of enter, leave and hit");
      }
      if (const auto segment = subject.get("enter")) {
        trigger.subject = read_reference(*segment, segments).value_or(0);
      } else if (const auto left = subject.get("leave")) {
        trigger.on = Trigger::On::kLeave;
        trigger.subject = read_reference(*left, segments).value_or(0);
      } else if (const auto rule = subject.get("hit")) {
        trigger.on = Trigger::On::kHit;
        trigger.subject = read_reference(*rule, rules).value_or(0);
      }
    }
    if (const auto condition = members.get("if")) {
      trigger.condition = read_condition(*condition, FieldUse::kTrigger);
    }
    if (const auto limit = members.get("limit")) trigger.limit = read_limit(*limit);
    for (const Spot& to : members.list("to")) {
      if (const auto index = read_reference(to, destinations)) trigger.to.push_back(*index);
    }
    model.triggers.push_back(std::move(trigger));
  }
}

void Compiler::read_destinations(Members& top) {
  for (const Spot& item : top.list("destinations")) {
    Members members(problems, item, {"id", "url", "format", "fields", "method", "headers",
                                     "content_type"});
    Destination out;
    out.id = read_id(members);
    if (const auto url = members.need("url")) {
      out.url = read_text(problems, *url).value_or("/");
      if (!contains_any(out.url.substr(0, 8), {"https://", "http://"}) && !out.url.starts_with('/')) {
        problems.add("bad_value", *url, "begin the address with https:// or /");
      } else if (is_secret_url(out.url)) {
        problems.add("secret", *url, "an address that is a secret", std::string(kRelay));
      }
    }
    if (const auto format = members.get("format"); format && *format->value != Value("cloudevents")) {
      problems.add("bad_value", *format, "use cloudevents");
    }
    out.method = members.has("method") ? members.text("method") : "POST";
    if (out.method != "POST" && out.method != "PUT") {
      problems.add("bad_value", *members.get("method"), "use POST or PUT");
    }
    // A JSON content type would cost a CORS preflight, which cannot finish while a page closes.
    out.content_type = members.has("content_type") ? members.text("content_type")
                                                   : "text/plain;charset=UTF-8";
    read_headers(problems, members, out);
    for (const Spot& field : members.list("fields")) {
      const auto name = read_text(problems, field);
      if (!name) continue;
      const std::string path = name->starts_with("profile.") ? *name : "profile." + *name;
      if (const auto read = read_field(path, field, FieldUse::kStanding)) {
        out.fields.push_back(read->path);
      }
    }
    model.destinations.push_back(std::move(out));
  }
}

}  // namespace kelvin
