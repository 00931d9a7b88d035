// `kelvin diff` on the messages that are watched: what another model would have made of the same
// log.
#include <map>
#include <string>

#include "json/writer.h"
#include "kelvin/kelvin.h"
#include "kelvin/study/diff.h"
#include "kelvin/study/thresholds.h"
#include "studio_diff.h"
#include "studio_log.h"

namespace kelvin::studio {
namespace {

constexpr std::size_t kReasons = 3;  // of each large move, as the command line tells

/// One model's replay of the log.
class Side {
 public:
  explicit Side(const Model& model) : model_(model), counted_(model) {}

  void replay(Watched& watched) {
    for (const Event& event : watched.events(model_)) {
      newest_.read(event);
      Visitor& visitor = visitors_.try_emplace(event.visitor(), model_).first->second;
      if (!visitor.takes(event)) continue;
      const Outcome& outcome = visitor.apply(event);
      newest_.applied(event, outcome);
      if (outcome.status == Outcome::Status::kScored) counted_.applied(visitor.state(), outcome);
    }
  }

  [[nodiscard]] Instant newest() const { return newest_.value(); }

  const study::DiffSide& conclude(Instant at) {
    for (const auto& [id, visitor] : visitors_) {
      if (visitor.known()) counted_.conclude(visitor.state(), at);
    }
    return counted_;
  }

  [[nodiscard]] List<Reason> reasons_of(const std::string& visitor, Instant at) const {
    const auto found = visitors_.find(Text(visitor));
    return found == visitors_.end() ? List<Reason>() : explain(model_, found->second.state(), at);
  }

 private:
  const Model& model_;
  std::map<Text, Visitor, std::less<>> visitors_;
  Newest newest_;
  study::DiffSide counted_;
};

bool has_score(const Model& model, std::string_view id) {
  for (const auto& score : model.scores) {
    if (std::string_view(score.id) == id) return true;
  }
  return false;
}

}  // namespace

Result<Text> diff_log(const Model& old_model, const Model& new_model, Watched& watched) {
  const std::string main(new_model.scores[study::main_score(new_model)].id);
  if (!has_score(old_model, main)) {
    return Error{"no_such_score", "/scores", Text(main),
                 "the other model has no such score to compare"};
  }
  Side one(old_model), other(new_model);
  one.replay(watched);
  other.replay(watched);
  const Instant at = one.newest();
  study::DiffReport report = study::diff(one.conclude(at), other.conclude(other.newest()), main);
  for (study::LargeMove& move : report.largest) {
    move.reasons = study::reason_shifts(old_model, one.reasons_of(move.visitor, at), new_model,
                                        other.reasons_of(move.visitor, at), report.main, kReasons);
  }
  JsonWriter json;
  json.begin_object().key("ok").boolean(true);
  json.key("diff").raw(study::diff_json(old_model, new_model, report));
  return json.end_object().take();
}

}  // namespace kelvin::studio
