#include "verify/recompute.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "kelvin/json.h"
#include "kelvin/report.h"

namespace kelvin::native {
namespace {

/// No log and no model holds this text.
constexpr const char* kUntold = "\x01untold";

/// JSON pointers to the texts that are kUntold.
void find_untold(const std::string& at, const Value& value, std::vector<std::string>& out) {
  if (value == Value(kUntold)) {
    out.push_back(at);
  } else if (const Array* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      find_untold(at + "/" + std::to_string(i), (*items)[i], out);
    }
  } else if (const Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) {
      find_untold(at + pointer_step(name), member, out);
    }
  }
}

}  // namespace

ClaimedMessages::ClaimedMessages(const Model& model, unsigned threads,
                                 const std::vector<Claim>& claims)
    : model_(model), kept_(threads) {
  for (const Claim& claim : claims) ids_.insert(claim.ids.begin(), claim.ids.end());
}

void ClaimedMessages::applied(const Applied& applied) {
  const auto is_claimed = [&](const Firing& firing) {
    return ids_.contains(message_id(model_, applied.state, firing));
  };
  const List<Firing>& fired = applied.outcome.fired;
  if (std::none_of(fired.begin(), fired.end(), is_claimed)) return;
  Outcome claimed = applied.outcome;
  erase_if(claimed.fired, std::not_fn(is_claimed));
  const List<Message> made = messages(model_, applied.state, applied.event, claimed);

  // How a message was sent may stand anywhere in it, as its destination's format has it: where it
  // is unknown, the message is made once more with a mark in its place.
  Event marked = applied.event;
  if (marked.consent.empty()) marked.consent = kUntold;
  if (marked.mode.empty()) marked.mode = kUntold;
  const List<Message> places = messages(model_, applied.state, marked, claimed);
  for (std::size_t i = 0; i < made.size(); ++i) {
    auto body = parse_json(made[i].body);
    const auto with_marks = parse_json(places[i].body);
    if (!body || !with_marks) continue;  // never: the core wrote them
    Recomputed recomputed{*std::move(body), {}};
    find_untold("", *with_marks, recomputed.unknown);
    kept_[applied.worker][made[i].id].push_back(std::move(recomputed));
  }
}

ClaimedMessages::ById ClaimedMessages::take() {
  ById all;
  for (ById& some : kept_) {
    for (auto& [id, found] : some) {
      std::move(found.begin(), found.end(), std::back_inserter(all[id]));
    }
    some.clear();
  }
  return all;
}

}  // namespace kelvin::native
