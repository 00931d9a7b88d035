#include "forget/person.h"

namespace kelvin::native {
namespace {

/// A text, or a whole number as its digits.
std::string id_of(simdjson::dom::element value) {
  if (value.is_string()) return std::string(value.get_string().value_unsafe());
  if (value.is_uint64()) return std::to_string(value.get_uint64().value_unsafe());
  return "";
}

}  // namespace

std::optional<MessageIds> IdReader::read(std::string_view line) {
  simdjson::dom::element document;
  if (parser_.parse(line.data(), line.size()).get(document) != simdjson::SUCCESS) return {};
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return {};
  MessageIds ids;
  for (const auto field : object) {
    if (field.key == "anonymousId") ids.anonymous = id_of(field.value);
    if (field.key == "userId") ids.user = id_of(field.value);
    if (field.key == "previousId") ids.previous = id_of(field.value);
    if (field.key == "type") ids.alias = id_of(field.value) == "alias";
  }
  if (!ids.alias) ids.previous.clear();
  return ids;
}

void Person::hear(const MessageIds& message) {
  if (message.alias) {
    aliases_.emplace_back(message.previous, message.user);
  } else if (!message.anonymous.empty() && !message.user.empty()) {
    first_user_.try_emplace(message.anonymous, message.user);
  }
}

void Person::follow_aliases() {
  for (bool more = true; more;) {
    more = false;
    for (const auto& [previous, user] : aliases_) {
      if (previous.empty() || user.empty() || is(previous) == is(user)) continue;
      ids_.insert(is(previous) ? user : previous);
      more = true;
    }
  }
}

bool Person::owns(const MessageIds& message) {
  std::string& now = user_now_[message.anonymous];
  if (message.alias) {
    if (!message.anonymous.empty() && now == message.previous) now = message.user;
  } else if (!message.user.empty()) {
    now = message.user;
  }
  if (is(message.anonymous) || is(message.user) || is(message.previous)) return true;
  if (message.anonymous.empty() || !message.user.empty()) return false;
  if (!now.empty()) return is(now);
  const auto first = first_user_.find(message.anonymous);
  return first != first_user_.end() && is(first->second);
}

bool Person::is_named_in(std::string_view text) const {
  for (const std::string& id : ids_) {
    if (text.find("\"" + id + "\"") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace kelvin::native
