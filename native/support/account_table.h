// The forms in which `kelvin accounts` prints an account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/account.h"
#include "kelvin/model.h"
#include "kelvin/time.h"

namespace kelvin::native {

/// An account with all that is told of it.
struct AccountRow {
  std::string key;
  AccountSnapshot snapshot;
  List<Contact> contacts;  ///< in the order to print
};

class AccountTable {
 public:
  /// `form` is ndjson, csv or table. The model must outlive the table.
  AccountTable(std::string_view form, const Model& model, Instant at)
      : form_(form), model_(model), at_(at) {}

  /// What stands before the first row.
  [[nodiscard]] std::string head() const;
  /// The account, with its newline.
  [[nodiscard]] std::string row(const AccountRow& row) const;

 private:
  [[nodiscard]] std::string line(const std::vector<std::string>& fields) const;
  [[nodiscard]] std::string json(const AccountRow& row) const;

  std::string form_;
  const Model& model_;
  Instant at_;
};

}  // namespace kelvin::native
