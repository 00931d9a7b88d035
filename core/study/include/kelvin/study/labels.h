// Labels: who converted, and when. What scores are judged by and points are learnt from.
//
//   Labels labels;
//   auto label = read_label(value);            //
//   {"visitor":"v-1","converted":1,"converted_at":...} if (label) labels.add(*label); if (const
//   Label* found = labels.find("v-1")) ...
//
// Of a converted visitor only events before `converted_at` may be used: most logs have the
// conversion itself, at exactly that time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kelvin/error.h"
#include "kelvin/time.h"
#include "kelvin/value.h"

namespace kelvin::study {

struct Label {
  std::string visitor;  ///< as Event::visitor: anonymousId, else userId
  bool converted = false;
  std::optional<Instant> converted_at;  ///< of every converted visitor, and of no other
  std::optional<bool> accepted;         ///< by sales, where that is told
  std::optional<double> value;          ///< what the conversion was worth, where that is told
  friend bool operator==(const Label&, const Label&) = default;
};

/// A label of an object's members: `visitor` (text, or a whole number as its digits), `converted`
/// (true, false, 1, 0, or these as texts), `converted_at` (as an event's timestamp), `accepted` (as
/// `converted`), `value` (a number, or a text that is one). Null and "" are as if missing, other
/// members are ignored. Errors: `missing`, `wrong_type`, `bad_value`, `bad_time`.
Result<Label> read_label(const Value& value);

/// All labels, by visitor.
class Labels {
 public:
  /// Of several labels of one visitor a conversion stands before none, and the earliest before
  /// later ones: a list of orders names a customer once for each.
  void add(Label label);

  [[nodiscard]] const Label* find(std::string_view visitor) const;
  [[nodiscard]] std::size_t size() const { return labels_.size(); }
  [[nodiscard]] std::size_t converted() const { return converted_; }
  /// How many were told of a visitor who had one already.
  [[nodiscard]] std::size_t repeated() const { return repeated_; }

  /// Calls with each label, in no order.
  template <class Call>
  void each(Call call) const {
    for (const auto& [visitor, label] : labels_) call(label);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, Label, Hash, std::equal_to<>> labels_;
  std::size_t converted_ = 0, repeated_ = 0;
};

}  // namespace kelvin::study
