#include "report/format.h"

#include <utility>

#include "json/number_text.h"
#include "kelvin/value.h"
#include "report/placeholders.h"

namespace kelvin {
namespace {

/// The event's name, as Segment names its own: words, the last in the past tense.
const char* track_name(const Value& message) {
  const Value* data = message.find("data");
  if (data == nullptr || data->find("rule") != nullptr) return "Rule Hit";
  return *message.find("type") == Value("kelvin.segment.left") ? "Segment Left" : "Segment Entered";
}

Value track_call(const Value& message) {
  const auto copy = [&message](Value& to, const char* name, const char* path) {
    const Value* value = value_at(message, path);
    to.set(name, value != nullptr ? *value : Value());
  };
  Value call = Object{};
  call.set("type", "track");
  call.set("event", track_name(message));
  copy(call, "messageId", "id");
  copy(call, "anonymousId", "subject");
  copy(call, "userId", "userId");
  copy(call, "timestamp", "time");
  copy(call, "properties", "data");
  Value context = Object{};
  copy(context, "page", "page");
  copy(context, "campaign", "campaign");
  copy(context, "traits", "profile");
  call.set("context", std::move(context));
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

bool posts_as_it_is(const Destination& destination) {
  return destination.format == Destination::Format::kCloudEvents &&
         destination.url.find("{{") == Text::npos;
}

Text url_of(const Destination& destination, const Value& message) {
  return filled_url(destination.url, message);
}

Value body_in_format(const Destination& destination, Value message) {
  switch (destination.format) {
    case Destination::Format::kSegment:
      return track_call(message);
    case Destination::Format::kFlat:
      return flat(message);
    case Destination::Format::kTemplate:
      return filled(destination.body, message);
    default:
      return message;
  }
}

}  // namespace kelvin
