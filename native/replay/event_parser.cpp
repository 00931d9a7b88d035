#include "replay/event_parser.h"

#include <utility>

#include "kelvin/json.h"
#include "kelvin/value.h"

namespace kelvin::native {
namespace {

namespace dom = simdjson::dom;

/// Most lines are far shorter; the parser grows when one is not.
constexpr std::size_t kUsualBytes = 16 * 1024;

}  // namespace

EventParser::EventParser(const Model& model) : model_(model), reader_(model) {
  // A failure to allocate shows again at the first line, which is then read slowly.
  [[maybe_unused]] const auto error = parser_.allocate(kUsualBytes, kMaxDepth);
}

bool EventParser::read(std::string_view line, Event& event, Errors& errors) {
  if (line.size() > kMaxEventBytes) return read_slowly(line, event, errors);
  dom::element root;
  slow_ = false;
  // What this parser refuses (numbers past 64 bits, lone surrogates, depth) is rare, and its
  // reasons are not the core's: the core then decides and words the error.
  if (parser_.parse(line.data(), line.size(), false).get(root) != simdjson::SUCCESS ||
      root.get(object_) != simdjson::SUCCESS) {
    return read_slowly(line, event, errors);
  }
  unknown_kind_ = false;
  reader_.begin(event);
  walk_object(reader_, object_);
  return unknown_kind_ ? read_slowly(line, event, errors) : reader_.finish(errors);
}

void EventParser::tell(std::string_view line, JsonListener& listener) {
  if (slow_) {
    static_cast<void>(read_json(line, listener));  // it was read without an error before
  } else {
    walk_object(listener, object_);
  }
}

template <class L>
void EventParser::walk_object(L& listener, dom::object object) {
  listener.begin_object();
  for (const auto& [name, value] : object) {
    if (listener.key(name)) walk(listener, value);
  }
  listener.end_object();
}

template <class L>
void EventParser::walk(L& listener, dom::element value) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return walk_object(listener, dom::object(value));
    case dom::element_type::ARRAY:
      listener.begin_array();
      for (const dom::element item : dom::array(value)) walk(listener, item);
      return listener.end_array();
    case dom::element_type::STRING:
      return listener.text(std::string_view(value));
    case dom::element_type::INT64:
      return listener.number(static_cast<double>(std::int64_t(value)));
    case dom::element_type::UINT64:
      return listener.number(static_cast<double>(std::uint64_t(value)));
    case dom::element_type::DOUBLE:
      return listener.number(double(value));
    case dom::element_type::BOOL:
      return listener.boolean(bool(value));
    case dom::element_type::NULL_VALUE:
      return listener.null();
    default:  // a kind that a newer simdjson has added
      unknown_kind_ = true;
  }
}

bool EventParser::read_slowly(std::string_view line, Event& event, Errors& errors) {
  slow_ = true;
  Result<Event> result = read_event(model_, line);
  if (!result) {
    errors = result.errors();
    return false;
  }
  event = *std::move(result);
  return true;
}

}  // namespace kelvin::native
