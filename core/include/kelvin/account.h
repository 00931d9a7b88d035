// Accounts: companies buy, not visitors. The model's `account` section takes visitors that share a
// key (mostly profile.company.id) as the contacts of one account and weighs them by their role.
// Only whoever has all visitors' states can decide one: the native side.
//
//   contact             score   role     weight   points
//   v-1 (intern)          100   -           0.2       20     sum 20: not qualified
//
//   v-1 (head of IT)       30   buyer         1       30
//   v-2 (finance)          25   buyer         1       25     sum 75: qualified, from 70
//   v-3 (managing)         20   buyer         1       20
//
//   std::map<Text, List<Contact>> accounts;
//   for (const State& state : states) {
//     if (const auto key = account_key(model, state, at)) {
//       accounts[*key].push_back(contact_of(model, state, at));
//     }
//   }
//   for (const auto& [key, contacts] : accounts) print(key, decide_account(model, contacts).score);
//
// All of these need a model with an account section: `model.account` is set.
#pragma once

#include <cstdint>
#include <optional>

#include "kelvin/model.h"
#include "kelvin/points.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin {

/// One visitor's part in an account.
struct Contact {
  Text visitor;
  std::optional<std::size_t> role;  ///< the first of Account::roles whose `if` holds
  Points score;                     ///< as the visitor's view shows it
  Points points;                    ///< times the weight; rounded and cut as a hit is
  friend bool operator==(const Contact&, const Contact&) = default;
};

/// What an account is at a moment. There is no memory of moments before: it is in a segment when
/// `when` holds and `leave` does not, and a trigger is called when the account is in its segment
/// and its `if` holds.
struct AccountSnapshot {
  Points score;  ///< the contacts' points combined, cut to the range, two decimals
  std::int64_t contacts = 0;
  List<std::int64_t> roles;     ///< how many of each; as Account::roles
  List<std::uint8_t> segments;  ///< as Account::segments: 1 is in
  List<std::size_t> triggers;   ///< those called, as places in Account::triggers
  friend bool operator==(const AccountSnapshot&, const AccountSnapshot&) = default;
};

/// The account that the visitor belongs to at a time: the key's value as text. Nothing where the
/// profile has none, an empty one, or one that is a list or an object; and for who is forgotten.
std::optional<Text> account_key(const Model& model, const State& state, Instant at);

Contact contact_of(const Model& model, const State& state, Instant at);

/// The order of the contacts does not matter. Without any: the range's end nearest to 0 points.
AccountSnapshot decide_account(const Model& model, const List<Contact>& contacts);

}  // namespace kelvin
