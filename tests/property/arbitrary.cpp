#include "property/arbitrary.h"

#include <ostream>
#include <utility>

namespace kelvin::property {
namespace {

using Lists = std::vector<GeneList>;

rc::Gen<unsigned> gene() {
  return rc::gen::resize(100, rc::gen::inRange(0U, kGeneRange));
}

}  // namespace

rc::Gen<GeneList> genes(std::size_t count) {
  return rc::gen::container<GeneList>(count, gene());
}

namespace {

/// Between `least` and `most` lists of that length.
rc::Gen<Lists> lists(std::size_t least, std::size_t most, std::size_t length) {
  return rc::gen::mapcat(
      rc::gen::resize(100, rc::gen::inRange<std::size_t>(least, most + 1)),
      [length](std::size_t n) { return rc::gen::container<Lists>(n, genes(length)); });
}

}  // namespace

rc::Gen<ModelText> any_model() {
  const auto build = [](GeneList head, Lists rules, Lists segments, Lists triggers) {
    return model_of({std::move(head), std::move(rules), std::move(segments), std::move(triggers)});
  };
  return rc::gen::apply(build, genes(kHeadGenes), lists(0, 7, kRuleGenes),
                        lists(0, 3, kSegmentGenes), lists(0, 2, kTriggerGenes));
}

rc::Gen<Log> any_log() {
  return rc::gen::map(lists(1, 30, kMessageGenes), log_of);
}

rc::Gen<std::int64_t> any_silence() {
  return rc::gen::map(gene(), silence_of);
}

void showValue(const ModelText& model, std::ostream& out) {
  out << '\n' << model.json << '\n';
}

void showValue(const Log& log, std::ostream& out) {
  for (const std::string& line : log.lines) out << '\n' << line;
  out << '\n';
}

}  // namespace kelvin::property
