#include "support/account_table.h"

#include "kelvin/value.h"
#include "support/cells.h"

namespace kelvin::native {
namespace {

std::vector<std::string> trigger_ids(const Account& account, const AccountSnapshot& snapshot) {
  std::vector<std::string> ids;
  for (const std::size_t i : snapshot.triggers) ids.push_back(account.triggers[i].id);
  return ids;
}

Value list(const std::vector<std::string>& texts) {
  return Array(texts.begin(), texts.end());
}

Value contact_value(const Account& account, const Contact& contact) {
  Value out = Object{};
  out.set("visitor", contact.visitor);
  out.set("role", contact.role ? Value(account.roles[*contact.role].id) : Value());
  out.set("score", contact.score.value());
  out.set("points", contact.points.value());
  return out;
}

std::vector<Column> columns_for(const Account& account) {
  constexpr std::size_t kNumber = 9;
  std::vector<Column> columns = {
      {"account"}, {"at"}, {"score", kNumber, true}, {"contacts", kNumber, true}};
  for (const Role& role : account.roles) columns.push_back({"roles." + role.id, kNumber, true});
  for (const char* name : {"segments", "triggers", "visitors"}) columns.push_back({name});
  return columns;
}

}  // namespace

std::string AccountTable::line(const std::vector<std::string>& fields) const {
  return form_ == "csv" ? csv_line(fields) : table_line(columns_for(*model_.account), fields);
}

std::string AccountTable::head() const {
  return form_ == "ndjson" ? "" : line(names_of(columns_for(*model_.account)));
}

std::string AccountTable::row(const AccountRow& row) const {
  if (form_ == "ndjson") return json(row);
  const Account& account = *model_.account;
  std::vector<std::string> fields = {row.key, to_iso(at_), number_cell(row.snapshot.score),
                                     std::to_string(row.snapshot.contacts)};
  for (const std::int64_t count : row.snapshot.roles) fields.push_back(std::to_string(count));
  fields.push_back(in_one_cell(segment_ids(account.segments, row.snapshot.segments)));
  fields.push_back(in_one_cell(trigger_ids(account, row.snapshot)));
  std::vector<std::string> visitors;
  for (const Contact& contact : row.contacts) visitors.push_back(contact.visitor);
  fields.push_back(in_one_cell(visitors));
  return line(fields);
}

std::string AccountTable::json(const AccountRow& row) const {
  const Account& account = *model_.account;
  Value roles = Object{};
  for (std::size_t i = 0; i < account.roles.size(); ++i) {
    roles.set(account.roles[i].id, static_cast<double>(row.snapshot.roles[i]));
  }
  Array visitors;
  for (const Contact& contact : row.contacts) visitors.push_back(contact_value(account, contact));
  Value out = Object{};
  out.set("account", row.key);
  out.set("at", to_iso(at_));
  out.set("score", row.snapshot.score.value());
  out.set("contacts", static_cast<double>(row.snapshot.contacts));
  out.set("roles", std::move(roles));
  out.set("segments", list(segment_ids(account.segments, row.snapshot.segments)));
  out.set("triggers", list(trigger_ids(account, row.snapshot)));
  out.set("visitors", std::move(visitors));
  return to_json(out) + "\n";
}

}  // namespace kelvin::native
