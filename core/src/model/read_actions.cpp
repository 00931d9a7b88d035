// What follows from scores: grade, segments, triggers and their destinations.
#include <algorithm>

#include "base/ascii.h"
#include "model/compiler.h"

namespace kelvin {
namespace {

/// `parts` as in "cookie token".
bool contains_any(std::string_view text, const char* parts) {
  const Names all = split(parts, ' ');
  return std::any_of(all.begin(), all.end(),
                     [text](std::string_view part) { return text.find(part) != text.npos; });
}

/// Addresses that are a password in themselves: whoever reads the page's model could post there.
bool is_secret_url(std::string_view url) {
  const std::string address = ascii_lower(url);
  return contains_any(address,
                      "hooks.slack.com/ discord.com/api/webhooks webhook.office.com/ "
                      "hooks.zapier.com/ api_key= apikey= access_token= hapikey= secret=") ||
         address.find('@') < address.find('/', 8);
}

constexpr const char* kRelay =
    "a page has no secrets: let it post to your server, and forward from there "
    "(kelvin serve --forward)";

void read_headers(Problems& problems, Members& members, Destination& out) {
  const Value* headers = members.get("headers");
  if (headers == nullptr) return;
  const Object* entries = headers->as_object();
  if (entries == nullptr) {
    return problems.add("wrong_type", *headers, "make it an object: names and texts");
  }
  for (const auto& [name, value] : *entries) {
    const std::string* text = read_text(problems, value);
    if (contains_any(ascii_lower(name), "authorization cookie api-key apikey token")) {
      problems.add("secret", value, name.c_str(), kRelay);
    } else if (text != nullptr) {
      out.headers.emplace_back(name, *text);
    }
  }
}

void read_url(Problems& problems, const Value& value, Destination& out) {
  const std::string* url = read_text(problems, value);
  if (url == nullptr) return;
  if (!url->starts_with("https://") && !url->starts_with("http://") && !url->starts_with('/')) {
    problems.add("bad_value", value, "begin the address with https:// or /");
  } else if (is_secret_url(*url)) {
    problems.add("secret", value, "an address that is a secret", kRelay);
  }
  out.url = *url;
}

/// What a trigger waits for: `{"enter": "hot"}`
void read_occasion(Compiler& compiler, const Value& value, Trigger& out) {
  Members when(compiler.problems, value, "enter leave hit");
  if (value.as_object() != nullptr && value.as_object()->size() != 1) {
    compiler.problems.add("conflict", value, "give exactly one of enter, leave and hit");
  }
  const auto read = [&](const char* key, Trigger::On on, const Names& ids) {
    const Value* subject = when.get(key);
    if (subject == nullptr) return;
    out.on = on;
    out.subject = compiler.read_reference(*subject, ids).value_or(0);
  };
  read("enter", Trigger::On::kEnter, compiler.segments);
  read("leave", Trigger::On::kLeave, compiler.segments);
  read("hit", Trigger::On::kHit, compiler.rules);
}

}  // namespace

void Compiler::read_grade(Members& top) {
  for (const Value& item : top.list("grade")) {
    Members members(problems, item, "score bands");
    GradePart& part = model.grade.emplace_back();
    if (const Value* score = members.need("score")) {
      part.score = read_reference(*score, scores).value_or(0);
    }
    const Value* bands = members.need("bands");
    if (bands == nullptr) continue;
    for (const auto& [label, bound] :
         read_object(problems, *bands, "make it an object: {\"A\": 60, \"B\": 0}")) {
      const Points points = to_points(read_number(problems, bound, kAnyNumber).value_or(0));
      // The highest first; of equal bounds the one that was written first.
      auto& of = part.bands;
      of.emplace_back(label, points);
      for (std::size_t i = of.size() - 1; i > 0 && of[i].second > of[i - 1].second; --i) {
        std::swap(of[i], of[i - 1]);
      }
    }
  }
}

void Compiler::read_segments(Members& top) {
  const auto items = top.list("segments");
  model.segments = std::vector<Segment>(items.size());
  for (; segments_read < items.size(); ++segments_read) {
    Members members(problems, items[segments_read], "id label when leave sticky");
    Segment& segment = model.segments[segments_read];
    segment.id = read_id(members);
    segment.label = members.label_or(segment.id);
    segment.sticky = members.flag("sticky");
    if (const Value* when = members.need("when")) {
      read_condition(*when, FieldUse::kStanding, segment.when);
    }
    if (const Value* leave = members.get("leave")) {
      if (segment.sticky) problems.add("conflict", *leave, "a sticky segment is never left");
      read_condition(*leave, FieldUse::kStanding, segment.leave.emplace());
    }
  }
}

void Compiler::read_triggers(Members& top) {
  const auto items = top.list("triggers");
  model.triggers = std::vector<Trigger>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Members members(problems, items[i], "id when if limit to say");
    Trigger& trigger = model.triggers[i];
    trigger.id = read_id(members);
    trigger.say = members.text("say");
    if (const Value* when = members.need("when")) read_occasion(*this, *when, trigger);
    if (const Value* condition = members.get("if")) {
      read_condition(*condition, FieldUse::kTrigger, trigger.condition.emplace());
    }
    if (const Value* limit = members.get("limit")) trigger.limit = read_limit(*limit);
    for (const Value& to : members.list("to")) {
      if (const auto index = read_reference(to, destinations)) trigger.to.push_back(*index);
    }
  }
}

void Compiler::read_destinations(Members& top) {
  const auto items = top.list("destinations");
  model.destinations = std::vector<Destination>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Members members(problems, items[i], "id url format fields method headers content_type");
    Destination& out = model.destinations[i];
    out.id = read_id(members);
    if (const Value* url = members.need("url")) read_url(problems, *url, out);
    if (const Value* format = members.get("format");
        format != nullptr && *format != Value("cloudevents")) {
      problems.add("bad_value", *format, "use cloudevents");
    }
    out.method = members.has("method") ? members.text("method") : "POST";
    if (out.method != "POST" && out.method != "PUT") {
      problems.add("bad_value", *members.get("method"), "use POST or PUT");
    }
    // A JSON content type would cost a CORS preflight, which cannot finish while a page closes.
    out.content_type =
        members.has("content_type") ? members.text("content_type") : "text/plain;charset=UTF-8";
    read_headers(problems, members, out);
    for (const Value& item : members.list("fields")) {
      const std::string* name = read_text(problems, item);
      if (name == nullptr) continue;
      Field field;
      const std::string path = joined(name->starts_with("profile.") ? "" : "profile.", *name);
      if (read_field(path, item, FieldUse::kStanding, field)) {
        out.fields.push_back(std::move(field.path));
      }
    }
  }
}

}  // namespace kelvin
