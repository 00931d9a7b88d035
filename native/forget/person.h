// Which lines of a log are one person's. By the anonymousId all of a visitor's lines; by the userId
// also those that only the device tells of: on it, lines without a userId are of the last userId
// before them, and before the first one of the first.
//
//   a      a B     a     a C     a          a, B, C: anonymousId a, with userId B, with C
//   B's    B's     B's   C's     C's
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <simdjson.h>

namespace kelvin::native {

/// The ids of a message, as far as it is one.
struct MessageIds {
  std::string anonymous, user, previous;
  bool alias = false;
};

class IdReader {
 public:
  /// Nothing where the line is no JSON object.
  std::optional<MessageIds> read(std::string_view line);

 private:
  simdjson::dom::parser parser_;
};

class Person {
 public:
  explicit Person(std::string id) { ids_.insert(std::move(id)); }

  /// The first reading, of all lines in order: who is where, and which aliases there are.
  void hear(const MessageIds& message);
  /// After it: other userIds of the same person, by alias.
  void follow_aliases();
  /// The second reading, in the same order.
  bool owns(const MessageIds& message);
  /// Whether that is one of the person's ids.
  [[nodiscard]] bool has(std::string_view id) const { return is(std::string(id)); }
  /// Whether a text that is no message holds an id of the person, quoted.
  [[nodiscard]] bool is_named_in(std::string_view text) const;

 private:
  [[nodiscard]] bool is(const std::string& id) const { return !id.empty() && ids_.contains(id); }

  std::unordered_set<std::string> ids_;
  std::unordered_map<std::string, std::string> first_user_, user_now_;  ///< by anonymousId
  std::vector<std::pair<std::string, std::string>> aliases_;
};

}  // namespace kelvin::native
