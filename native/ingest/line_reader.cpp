#include "ingest/line_reader.h"

#include <utility>

#include "kelvin/value.h"

namespace kelvin::native {
namespace {

namespace dom = simdjson::dom;

/// Most lines are far shorter; the parser grows when one is not.
constexpr std::size_t kUsualBytes = 16 * 1024;

}  // namespace

LineReader::LineReader(const Model& model) : model_(model), reader_(model) {
  // A failure to allocate shows again at the first line, which is then read slowly.
  [[maybe_unused]] const auto error = parser_.allocate(kUsualBytes, kMaxDepth);
}

bool LineReader::read(std::string_view line, Event& event, Errors& errors) {
  if (line.size() > kMaxEventBytes) return read_slowly(line, event, errors);
  dom::element root;
  dom::object object;
  // What this parser refuses (numbers past 64 bits, lone surrogates, depth) is rare, and its
  // reasons are not the core's: the core then decides and words the error.
  if (parser_.parse(line.data(), line.size(), false).get(root) != simdjson::SUCCESS ||
      root.get(object) != simdjson::SUCCESS) {
    return read_slowly(line, event, errors);
  }
  unknown_kind_ = false;
  walk_object(object);
  if (unknown_kind_) {
    reader_.reset();
    return read_slowly(line, event, errors);
  }
  return reader_.finish(event, errors);
}

void LineReader::walk_object(dom::object object) {
  reader_.begin_object();
  for (const auto& [name, value] : object) {
    if (reader_.key(name)) walk(value);
  }
  reader_.end_object();
}

void LineReader::walk(dom::element value) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return walk_object(dom::object(value));
    case dom::element_type::ARRAY:
      reader_.begin_array();
      for (const dom::element item : dom::array(value)) walk(item);
      return reader_.end_array();
    case dom::element_type::STRING:
      return reader_.text(std::string_view(value));
    case dom::element_type::INT64:
      return reader_.number(static_cast<double>(std::int64_t(value)));
    case dom::element_type::UINT64:
      return reader_.number(static_cast<double>(std::uint64_t(value)));
    case dom::element_type::DOUBLE:
      return reader_.number(double(value));
    case dom::element_type::BOOL:
      return reader_.boolean(bool(value));
    case dom::element_type::NULL_VALUE:
      return reader_.null();
    default:  // a kind that a newer simdjson has added
      unknown_kind_ = true;
  }
}

bool LineReader::read_slowly(std::string_view line, Event& event, Errors& errors) {
  Result<Event> result = read_event(model_, line);
  if (!result) {
    errors = result.errors();
    return false;
  }
  event = *std::move(result);
  return true;
}

}  // namespace kelvin::native
