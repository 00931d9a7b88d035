// Facts: what visitors did before the moment that counts, as candidates for rules: which events,
// pages and values, how often, and how far numbers went. Names and values are numbers here, so a
// log of millions of events is a few lists of them.
//
//   Facts facts;
//   const std::size_t plan = facts.field({FactField::Kind::kProperty, "Signed Up",
//   "properties.plan"}); facts.saw(visitor, plan, "pro"); std::vector<FactColumn> columns =
//   facts.columns(places, kMinVisitors);
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace kelvin::study {

/// What a fact is about.
struct FactField {
  enum class Kind : std::uint8_t {
    kEvent,     ///< values are the names of events
    kPage,      ///< values are whole paths
    kPages,     ///< values are globs of paths, `path` says how deep: "1", "2"
    kProperty,  ///< of the events called `event`; `path` as conditions name it: properties.plan
    kSeconds,   ///< spent in all on pages of the glob `path`, as `event` reports them
    kFact,      ///< of the visitor, as fact rules name it: profile.size, first.channel, total.pages
  };
  Kind kind = Kind::kEvent;
  std::string event;
  std::string path;
  friend bool operator==(const FactField&, const FactField&) = default;
  /// In words: Emscripten's std::string has no <=>.
  friend bool operator<(const FactField& a, const FactField& b) {
    return std::tie(a.kind, a.event, a.path) < std::tie(b.kind, b.event, b.path);
  }
};

struct Seen {
  std::uint32_t visitor = 0;
  std::uint32_t times = 0;
};
/// A value, and whose.
struct FactValue {
  std::string text;
  bool boolean = false;    ///< the text is `true` or `false` and stands for that
  std::vector<Seen> seen;  ///< by visitor
};
/// How far a number went.
struct Extent {
  std::uint32_t visitor = 0;
  double least = 0, most = 0;
};

/// All that is known of a field.
struct FactColumn {
  FactField field;
  std::vector<FactValue> values;       ///< by text
  std::vector<Extent> numbers;         ///< by visitor
  std::vector<std::uint32_t> present;  ///< visitors of whom anything is known, in order
};

/// A visitor who does not count.
inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

class Facts {
 public:
  /// The number of the field, a new one the first time.
  std::size_t field(const FactField& field);
  /// Once more. Texts that are longer than conditions can see are not to be told.
  void saw(std::uint32_t visitor, std::size_t field, std::string_view text, bool boolean = false);
  void saw(std::uint32_t visitor, std::size_t field, double number);
  /// A text that spells a number: comparisons take it for one. It counts where the field has
  /// numbers too; else it is a text like any other, such as the number of a product.
  void saw_spelled(std::uint32_t visitor, std::size_t field, double number);

  /// Another thread's facts, whose visitors count from `first`.
  void merge(const Facts& other, std::uint32_t first);

  /// By field, with each visitor as the number at its place in `places` (kNobody: left out), and
  /// without values that fewer than `least` visitors have. The order in which facts came does not
  /// matter.
  [[nodiscard]] std::vector<FactColumn> columns(std::span<const std::uint32_t> places,
                                                std::size_t least) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Heard {
    std::uint32_t visitor, value;
  };
  struct Number {
    std::uint32_t visitor;
    double number;
    bool spelled;
  };
  struct Of {
    FactField field;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> values;
    std::vector<std::string> texts;  ///< of `values`; of a boolean with a mark before it
    std::vector<Heard> heard;
    std::vector<Number> numbers;
  };

  static void hear(Of& of, std::uint32_t visitor, std::string_view text);

  std::map<FactField, std::size_t> known_;
  std::vector<Of> fields_;
};

}  // namespace kelvin::study
