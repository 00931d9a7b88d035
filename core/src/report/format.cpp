#include "report/format.h"

#include <utility>

#include "json/number_text.h"
#include "kelvin/value.h"
#include "report/placeholders.h"

namespace kelvin {
namespace {

constexpr std::string_view kTrackCall =
    R"({"type":"track","event":"","messageId":"{{id}}","anonymousId":"{{subject}}",)"
    R"("userId":"{{userId}}","timestamp":"{{time}}","properties":"{{data}}",)"
    R"("context":{"page":"{{page}}","campaign":"{{campaign}}","traits":"{{profile}}"}})";

/// The event's name, as Segment names its own: words, the last in the past tense.
const char* track_name(const Value& message) {
  const Value* data = message.find("data");
  if (data == nullptr || data->find("rule") != nullptr) return "Rule Hit";
  return *message.find("type") == Value("kelvin.segment.left") ? "Segment Left" : "Segment Entered";
}

Value track_call(const Value& message) {
  Value call = filled(*parse_json(kTrackCall), message);
  call.set("event", track_name(message));
  // A visitor of whom there is but a userId goes by it: that is no anonymous id.
  const Value* user = call.find("userId");
  if (*user == *call.find("anonymousId")) call.erase("anonymousId");
  if (call.find("userId")->is_null()) call.erase("userId");
  return call;
}

void flatten(const Text& name, const Value& value, Value& out) {
  const auto below = [&](const Text& member, const Value& inner) {
    flatten(name.empty() ? member : name + '_' + member, inner, out);
  };
  if (is_plain_list(value)) {
    Text text;
    append_text(text, value);
    out.set(name, std::move(text));
  } else if (const Array* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) below(integer_text(i + 1), (*items)[i]);
  } else if (const Object* members = value.as_object()) {
    for (const auto& [member, inner] : *members) below(member, inner);
  } else {
    out.set(name, value);
  }
}

Value flat(const Value& message) {
  Value out = Object{};
  for (const char* name : {"id", "source", "type", "subject", "time"}) {
    if (const Value* value = message.find(name)) out.set(name, *value);
  }
  if (const Value* data = message.find("data")) flatten("", *data, out);
  return out;
}

}  // namespace

Post post_of(const Destination& destination, Text message) {
  using Format = Destination::Format;
  const bool as_it_is = destination.format == Format::kCloudEvents;
  if (as_it_is && destination.url.find("{{") == Text::npos) {
    return {destination.url, std::move(message)};
  }
  const auto parsed = parse_json(message);
  if (!parsed) return {destination.url, std::move(message)};  // never: the core wrote it
  Text url = filled_url(destination.url, *parsed);
  if (as_it_is) return {std::move(url), std::move(message)};
  return {std::move(url),
          to_json(destination.format == Format::kSegment ? track_call(*parsed)
                  : destination.format == Format::kFlat  ? flat(*parsed)
                                                         : filled(destination.body, *parsed))};
}

}  // namespace kelvin
