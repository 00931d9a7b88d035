// Any bytes as a log beside a model: what is counted of its parts, by visitor, merges in any order
// to what is counted of the whole.
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "fuzz/visitor.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "kelvin/study/coverage.h"

namespace {

using namespace kelvin;

constexpr std::string_view kModel = R"({"kelvin":1,"id":"m","version":"1",
  "pages":{"p":["/a/**"],"never":["/zz"]},
  "scores":[{"id":"s","rules":[
    {"id":"a","on":"page","where":{"page.group":"p"},"points":3},
    {"id":"b","on":"A","where":{"properties.n":{"$gte":2},"properties.k":"x"},"points":5,"multiply":{"by":"properties.n","unit":2},"max":50},
    {"id":"c","on":"A","count":{"at_least":2,"within":"1d","distinct":"properties.k"},"after":{"rule":"a","within":"1h"},"points":1,"limit":3},
    {"id":"d","while":{"profile.industry":{"$in":["energy"]}},"points":9}]}],
  "segments":[{"id":"hot","when":{"scores.s":{"$gte":10}},"leave":{"scores.s":{"$lt":5}}}],
  "destinations":[{"id":"d1","url":"/x"}],
  "triggers":[{"id":"t","when":{"enter":"hot"},"to":["d1"]}]})";

/// One worker's part: some visitors' messages.
struct Part {
  explicit Part(const Model& of) : model(of), coverage(of), pages(of) {
    survey.keep(study::names_asked(of));
  }

  void hear(std::string_view line, const Event& event) {
    study::SurveyReader reader(survey);
    require(!read_json(line, reader));
    reader.finish(event.visitor(), pages.asks_for(event));
    if (event.type == EventType::kIgnored) return;
    State& state =
        visitors.try_emplace(std::string(event.visitor()), new_state(model)).first->second;
    coverage.before(state, event);
    const Outcome outcome = apply(model, state, event);
    coverage.after(state, event, outcome);
  }
  void conclude() {
    for (const auto& [id, state] : visitors) coverage.conclude(state);
  }
  void merge(const Part& other) {
    survey.merge(other.survey);
    coverage.merge(other.coverage);
  }
  [[nodiscard]] std::string report() const {
    return study::coverage_json(model, coverage.report(survey.report()));
  }

  const Model& model;
  study::Survey survey;
  study::Coverage coverage;
  study::PagesAsked pages;
  std::map<std::string, State> visitors;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto model = compile(kModel);
  require(model.ok());
  Part whole(*model);
  std::array<Part, 3> parts{Part(*model), Part(*model), Part(*model)};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto event = read_event(*model, line);
    if (!event) continue;
    whole.hear(line, *event);
    const std::string_view visitor = event->visitor();
    const auto last = visitor.empty() ? 0U : static_cast<unsigned char>(visitor.back());
    parts[last % 2].hear(line, *event);
  }
  whole.conclude();
  for (Part& part : parts) part.conclude();
  parts[2].merge(parts[1]);
  parts[2].merge(parts[0]);
  parts[0].merge(parts[1]);
  const std::string expected = whole.report();
  require(parts[0].report() == expected && parts[2].report() == expected);
  require(parse_json(expected).ok());
  return 0;
}
