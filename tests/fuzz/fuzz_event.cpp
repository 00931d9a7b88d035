// Any bytes as a message: refused, or an event that scrubbing again leaves as it is; the command
// line's reader is of the core's opinion; and the state it makes survives saving.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "replay/event_parser.h"

namespace {

constexpr std::string_view kModel = R"({"kelvin":1,"id":"m","version":"1",
  "pages":{"p":["/a/**","/b/*/c"]},"privacy":{"keep":["kept","deep.er"]},
  "scores":[{"id":"s","range":[-50,100],"inactivity":{"steps":[{"after":"1d","points":-5}]},"rules":[
    {"id":"r1","on":"page","where":{"page.group":"p"},"points":[3,2],"limit":{"times":2,"per":"visit"}},
    {"id":"r2","on":"Page Engaged","points":1,"multiply":{"by":"properties.seconds","unit":2},"max":9},
    {"id":"r3","on":["page","X"],"where":{"properties.text":{"$words":["seo"]},
     "$nor":[{"properties.text":{"$contains":"é c"}},{"properties.text":{"$glob":"*x?*"}},{"properties.day":{"$age":{"$lt":"7d"}}}]},"points":5,"decay":{"half_life":"1h"}},
    {"id":"r4","on":"identify","points":{"by":"profile.n","steps":[[1,2],[5,3]]}},
    {"id":"r5","while":{"profile.email_free":true},"points":-3},
    {"id":"r6","on":"X","where":{"properties.list":{"$elemMatch":{"a":{"$gte":2}}}},"points":2,
     "count":{"at_least":2,"within":"1d","distinct":"properties.id"}}]}]})";

void require(bool truth) {
  if (!truth) std::abort();
}

/// The core's reader and simdjson's, of one line: the same event, or the same errors.
void compare_readers(const kelvin::Model& model, std::string_view line,
                     const kelvin::Result<kelvin::Event>& expected) {
  static kelvin::native::EventParser reader(model);
  std::string padded(line);
  padded.append(kelvin::native::EventParser::kPadding, ' ');
  kelvin::Event event;
  kelvin::Errors errors;
  const bool read = reader.read({padded.data(), line.size()}, event, errors);
  require(read == expected.ok());
  if (read) {
    require(event == *expected);
  } else {
    require(kelvin::errors_json(errors) == kelvin::errors_json(expected.errors()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  static const auto model = compile(kModel);
  require(model.ok());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  State state = new_state(*model);
  // Several messages, one a line, so that they meet each other's state.
  for (std::size_t from = 0; from <= size;) {
    const std::size_t end = text.find('\n', from);
    const std::string_view line = text.substr(from, end - from);
    from = end == std::string_view::npos ? size + 1 : end + 1;
    const auto event = read_event(*model, line);
    compare_readers(*model, line, event);
    if (!event) {
      require(!event.errors().empty());
      continue;
    }
    if (event->type != EventType::kIgnored) {
      const auto again = read_event(*model, to_json(*model, *event));
      require(again.ok() && *again == *event);
    }
    const Outcome outcome = apply(*model, state, *event);
    outcome_json(*model, state, *event, outcome);
  }
  const auto restored = restore(*model, save(*model, state));
  require(restored.ok() && restored->state == state);
  return 0;
}
