#include "kelvin/account.h"

#include <algorithm>

#include "condition/condition.h"
#include "kelvin/outcome.h"

namespace kelvin {
namespace {

Points combined(const Account& account, const List<Contact>& contacts) {
  Points sum;
  std::optional<Points> most;
  for (const Contact& contact : contacts) {
    sum = saturated(sum + contact.points);
    most = std::max(most.value_or(contact.points), contact.points);
  }
  const Points all = account.combine == Account::Combine::kMax ? most.value_or(Points{}) : sum;
  return to_shown(std::clamp(all, account.low, account.high));
}

/// What the conditions of segments and triggers are asked of.
Value told(const Account& account, const AccountSnapshot& snapshot) {
  Value roles = Object{};
  for (std::size_t i = 0; i < account.roles.size(); ++i) {
    roles.set(account.roles[i].id, static_cast<double>(snapshot.roles[i]));
  }
  Value scores = Object{};
  scores.set("account", snapshot.score.value());
  Value out = Object{};
  out.set("scores", std::move(scores));
  out.set("contacts", static_cast<double>(snapshot.contacts));
  out.set("roles", std::move(roles));
  return out;
}

}  // namespace

std::optional<Text> account_key(const Model& model, const State& state, Instant at) {
  if (is_forgotten(model, state, at)) return std::nullopt;
  const Operand key = operand_of(model.account->key, {model, state, at});
  Text text;
  if (key.kind == Operand::Kind::kText) text = key.text;
  if (key.kind == Operand::Kind::kBool) text = key.boolean ? "true" : "false";
  if (key.kind == Operand::Kind::kNumber) append_json(text, key.number);
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

Contact contact_of(const Model& model, const State& state, Instant at) {
  const Account& account = *model.account;
  const Snapshot now = view(model, state, at);
  const EvalContext context{model, state, now.at, nullptr, &now};
  Contact contact;
  contact.visitor = state.visitor;
  contact.score = now.scores[account.score];
  double weight = account.weight;
  for (std::size_t i = 0; i < account.roles.size() && !contact.role; ++i) {
    if (!holds(account.roles[i].condition, context)) continue;
    contact.role = i;
    weight = account.roles[i].weight;
  }
  contact.points = to_contribution(static_cast<double>(contact.score.millionths) * weight);
  return contact;
}

AccountSnapshot decide_account(const Model& model, const List<Contact>& contacts) {
  const Account& account = *model.account;
  AccountSnapshot out;
  out.score = combined(account, contacts);
  out.contacts = static_cast<std::int64_t>(contacts.size());
  out.roles.resize(account.roles.size());
  for (const Contact& contact : contacts) {
    if (contact.role) ++out.roles[*contact.role];
  }
  const Value asked = told(account, out);  // counts and a score: no dates, so no moment
  for (const Segment& segment : account.segments) {
    const bool in =
        holds(segment.when, asked, {}) && !(segment.leave && holds(*segment.leave, asked, {}));
    out.segments.push_back(in ? 1 : 0);
  }
  for (std::size_t i = 0; i < account.triggers.size(); ++i) {
    const Trigger& trigger = account.triggers[i];
    if (out.segments[trigger.subject] == 0) continue;
    if (!trigger.condition || holds(*trigger.condition, asked, {})) out.triggers.push_back(i);
  }
  return out;
}

}  // namespace kelvin
