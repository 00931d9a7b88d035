// A model as a row of values: one order for writing and for reading.
#pragma once

#include <optional>
#include <utility>

#include "kelvin/model.h"
#include "kelvin/text.h"
#include "pack/archive.h"

namespace kelvin {

/// A model's parts in their order. What names another part by its place comes after that part's
/// list has its size; what a list says already is not written, but found again (see enlist.h).
class ModelArchive : public Archive {
 public:
  using Archive::part;

  explicit ModelArchive(Model& model) : model_(model) {}
  ModelArchive(Model& model, Array row) : Archive(std::move(row)), model_(model) {}

  void whole_model();

 private:
  /// A list's size, and its items.
  template <class T>
  void sized(List<T>& items) {
    std::size_t count = items.size();
    size(count);
    if (reads()) items = List<T>(count);
  }
  template <class T>
  void parts(List<T>& items) {
    for (T& item : items) part(item);
  }
  template <class T>
  void list(List<T>& items) {
    sized(items);
    parts(items);
  }
  /// Places in a list of `size`.
  template <class T>
  void places(List<T>& items, std::size_t size) {
    sized(items);
    for (T& item : items) {
      auto index = static_cast<std::size_t>(item);
      place(index, size);
      item = static_cast<T>(index);
    }
  }
  /// Whether it is there; then it follows.
  template <class T>
  bool given(std::optional<T>& item) {
    bool there = item.has_value();
    part(there);
    if (there && !item) item.emplace();
    return there;
  }
  template <class T>
  void maybe(std::optional<T>& item) {
    if (given(item)) part(*item);
  }
  template <class First, class Second>
  void part(std::pair<First, Second>& pair) {
    part(pair.first);
    part(pair.second);
  }

  void part(Glob& glob);
  void part(FieldMask& mask);
  void part(FieldMask::Member& member);
  void part(Field& field);
  void part(Condition& condition);
  void part(Limit& limit);
  void part(PointsTable& points);
  void part(Multiply& multiply);
  void part(Count& count);
  void part(After& after);
  void part(Decay& decay);
  void part(Rule& rule);
  void part(Group& group);
  void part(Inactivity& inactivity);
  void part(Score& score);
  void part(Top& top);
  void part(GradePart& grade);
  void part(Segment& segment);
  void part(Trigger& trigger);
  void part(Experience& experience);
  void part(Destination& destination);
  void part(PageGroup& group);
  void part(EventName& name);
  void digest(std::uint64_t& bits);
  void finish();

  Model& model_;
  std::size_t level_ = 0;  ///< of what holds its own kind
  bool of_fact_ = false;   ///< whether this is a fact rule's
};

}  // namespace kelvin
