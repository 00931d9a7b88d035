// What a survey has counted so far.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/study/survey.h"
#include "smallest.h"
#include "visitor_set.h"

namespace kelvin::study {

/// A kind of JSON value, as kKinds names it.
enum class Kind : std::uint8_t { kText, kNumber, kBool, kNull, kList, kObject };

/// Of which visitors something was seen: the first few alone.
class FewVisitors {
 public:
  void insert(std::uint64_t visitor) {
    for (std::size_t i = 0; i < size_; ++i) {
      if (seen_[i] == visitor) return;
    }
    if (size_ < seen_.size()) seen_[size_++] = visitor;
  }
  void merge(const FewVisitors& other) {
    for (std::size_t i = 0; i < other.size_; ++i) insert(other.seen_[i]);
  }
  [[nodiscard]] bool enough() const { return size_ == seen_.size(); }

 private:
  std::array<std::uint64_t, kMinVisitors> seen_{};
  std::size_t size_ = 0;
};

/// One value of a field. The hash tells it from others.
struct ValueCount {
  std::uint64_t hash = 0;
  std::uint64_t count = 0;
  FewVisitors visitors;
  bool too_long = false;  ///< then it is never told, and `value` is null
  Value value;
};

struct FieldCount {
  std::uint64_t event = 0;  ///< key of its event
  std::string path;
  std::uint64_t messages = 0;
  std::uint64_t last_message = 0;  ///< the one that counted last, by its number
  std::array<std::uint64_t, kKinds.size()> kinds{};
  std::vector<ValueCount> values;
  bool many = false;  ///< more different values than are kept; then none is

  /// The value's count; nullptr where values are no longer kept. `fresh`: it is a new one.
  ValueCount* value(std::uint64_t hash, bool& fresh);
};

struct EventCount {
  std::string name, type;
  std::uint64_t messages = 0;
  VisitorSet visitors;
};

/// A beginning of paths, or (`exact`) one path.
struct PathCount {
  std::string path;  ///< folded; "" is all
  bool exact = false;
  std::uint64_t views = 0;
  std::uint64_t asked = 0;
  VisitorSet visitors;
};

/// So many parts of a path are told apart.
inline constexpr std::size_t kPathParts = 3;

struct Survey::Counts {
  std::uint64_t messages = 0;
  VisitorSet visitors;
  std::vector<std::uint64_t> kept;  ///< hashes of names that are never let go, sorted
  Smallest<EventCount> events{kMaxEventNames};
  Smallest<FieldCount> fields{kMaxFields};
  std::uint64_t field_values = 0;  ///< of all fields
  Smallest<PathCount> paths{kMaxPaths};
  std::uint64_t views = 0;

  [[nodiscard]] bool is_kept(std::string_view type, std::string_view name) const;
  /// The key of an event: where `events` has it.
  [[nodiscard]] std::uint64_t event_key(std::string_view type, std::string_view name) const;
  [[nodiscard]] std::uint64_t field_key(std::uint64_t event, std::uint64_t path_hash) const;
  void add_view(std::string_view path, std::uint64_t visitor, bool asked);

 private:
  void count_path(const std::string& path, bool exact, std::uint64_t visitor, bool asked);
};

/// The groups of paths that are told.
std::vector<PathSeen> path_groups(const Smallest<PathCount>& paths);

}  // namespace kelvin::study
