// Any bytes as a saved state, in either form, and as a block: refused, or a state that scores,
// packs and saves, and of which another model takes over what fits. The compact form has a checksum
// that bytes alone hardly ever meet: what lies behind it is reached by way of the block.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace {

constexpr std::string_view kModel = R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s",
  "groups":[{"id":"g","max":5}],"inactivity":{"mode":"add","steps":[{"after":"1d","points":-5}]},"rules":[
    {"id":"a","on":"page","points":3,"decay":{"half_life":"1h"},"group":"g"},
    {"id":"b","on":"page","points":2,"limit":{"times":2,"per":"1d"},"decay":{"percent":10,"every":"1h"}},
    {"id":"c","on":"page","points":1,"count":{"at_least":3,"within":"1d"}}]}],
  "segments":[{"id":"hot","when":{"scores.s":{"$gte":3}}}],
  "destinations":[{"id":"d","url":"/x"}],
  "triggers":[{"id":"t","when":{"enter":"hot"},"to":["d"]}]})";

/// The same model later: some parts are gone, some new, the rest in other places.
constexpr std::string_view kLater = R"({"kelvin":1,"id":"m","version":"2","scores":[
  {"id":"new","rules":[{"id":"c","on":"page","points":1,"count":{"at_least":2,"distinct":"page.path"}}]},
  {"id":"s","momentum":"2d","rules":[
    {"id":"d","while":{"profile.x":1},"points":1},
    {"id":"b","on":"page","points":2,"decay":{"expire":"2h"}}]}],
  "segments":[{"id":"cold","when":{"scores.s":{"$lt":3}}},{"id":"hot","when":{"scores.s":{"$gte":3}}}]})";

void require(bool truth) {
  if (!truth) std::abort();
}

/// Whatever was read can be scored with, and kept in every form.
void use(const kelvin::Model& model, kelvin::State& state, const kelvin::Event& event) {
  using namespace kelvin;
  const Outcome outcome = apply(model, state, event);
  require(outcome.after.scores[0] >= Points{} && outcome.after.scores[0] <= to_points(100));
  outcome_json(model, state, event, outcome);
  List<char> memory, other;
  State unpacked;
  const std::string_view bytes = pack(model, state, memory);
  require(unpack(model, bytes, unpacked) && unpacked == state);
  require(pack(model, unpacked, other) == bytes);
}

/// Both forms tell another model the same.
void take_over(const kelvin::Model& model, const kelvin::State& state, const kelvin::Event& event) {
  using namespace kelvin;
  static const auto later = compile(kLater);
  require(later.ok());
  auto compact = restore(*later, save_compact(model, state));
  const auto exchange = restore(*later, save(model, state));
  require(compact.ok() == exchange.ok());
  if (!compact) return;
  require(compact->state == exchange->state && compact->dropped == exchange->dropped);
  State taken = std::move(compact->state);
  apply(*later, taken, event);
  const auto again = restore(*later, save_compact(*later, taken));
  require(again.ok() && again->state == taken);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelvin;
  static const auto model = compile(kModel);
  static const auto event = read_event(
      *model,
      R"({"type":"page","anonymousId":"v","timestamp":1770000000000,"properties":{"path":"/"}})");
  require(model.ok() && event.ok());
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  State block;
  if (unpack(*model, bytes, block)) {
    use(*model, block, *event);
    // The saved form is stricter than a block: texts are UTF-8, no member stands twice.
    const auto again = restore(*model, save_compact(*model, block));
    require(!again.ok() || again->state == block);
    if (again.ok()) take_over(*model, block, *event);
  }
  auto restored = restore(*model, bytes);
  if (!restored) {
    require(!restored.errors().empty());
    return 0;
  }
  State state = std::move(restored->state);
  use(*model, state, *event);
  for (const Text& saved : {save(*model, state), save_compact(*model, state)}) {
    const auto again = restore(*model, saved);
    require(again.ok() && again->state == state);
  }
  take_over(*model, state, *event);
  return 0;
}
