// The account section: read wherever a model is, since what it names of a profile must be kept when
// events are scrubbed; decided only where all visitors are known.
#include "compile/compiler.h"

namespace kelvin {

void Compiler::read_account(Members& top) {
  const Value* value = top.get("account");
  if (value == nullptr) return;
  Members members(problems, *value, "key score combine roles weight range segments triggers");
  Account& account = model.account.emplace();
  if (const Value* key = members.need("key")) {
    const Text name = members.text("key");
    if (!name.starts_with("profile.")) {
      problems.add("bad_field", *key, "name a field of the profile, such as profile.company.id");
    } else {
      read_field(name, *key, FieldUse::kStanding, account.key);
    }
  }
  if (const Value* score = members.need("score")) {
    account.score = read_reference(*score, scores).value_or(0);
  }
  if (const Value* combine = members.get("combine")) {
    const Text name = members.text("combine");
    if (name == "max") account.combine = Account::Combine::kMax;
    if (name != "max" && name != "sum") problems.add("bad_value", *combine, "use sum or max");
  }
  account.weight = members.number("weight", kAnyNumber).value_or(1);
  read_range(problems, members, account.low, account.high);
  for (const Value& item : members.list("roles")) {
    Members parts(problems, item, "id if weight");
    Role& role = account.roles.emplace_back();
    role.id = read_id(parts);
    if (const Value* condition = parts.need("if")) {
      read_condition(*condition, FieldUse::kStanding, role.condition);
    }
    if (parts.need("weight") != nullptr) {
      role.weight = parts.number("weight", kAnyNumber).value_or(1);
    }
  }
  for (const Value& item : members.list("segments")) {
    read_segment(item, FieldUse::kAccount, account.segments.emplace_back());
  }
  for (const Value& item : members.list("triggers")) {
    read_trigger(item, FieldUse::kAccount, account.triggers.emplace_back());
  }
}

}  // namespace kelvin
