// Survey: what a log holds, whatever a model asks for: which events, with which properties and
// traits, on which pages. It reads messages before they are scrubbed, so it knows names that no
// model asks for; values are told only within the bounds below, so that none is of a single person.
//
//   Survey survey;
//   SurveyReader reader(survey);
//   walk(document, reader);           // begin_object, key, text, ..., end_object: any parser
//   reader.finish(visitor);           // or reader.reset(), where the message was a bad one
//   SurveyReport report = survey.report();
//
// Surveys of parts of a log (of threads, of days) merge to that of the whole: neither the order of
// messages nor the way they were parted changes a report.
//
// Memory grows with visitors and distinct names, the names up to the bounds below, never with the
// log. Past a bound those names are kept whose hashes are smallest: whichever come first, the same
// ones stay, and what stays is counted in full. What was let go is told as a count.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/json_listener.h"
#include "kelvin/value.h"

namespace kelvin::study {

/// Bounds on what is kept, in all.
inline constexpr std::size_t kMaxEventNames = 16'384;
inline constexpr std::size_t kMaxFields = 16'384;
inline constexpr std::size_t kMaxPaths = 65'536;

/// Values are told of fields with at most so many different ones, each value at most so long and
/// seen of at least so many visitors. What looks like an e-mail address is masked before it counts.
inline constexpr std::size_t kMaxValues = 50;
inline constexpr std::size_t kMaxValueBytes = 64;
inline constexpr std::size_t kMinVisitors = 5;

/// How deep into objects fields are named: `properties.a.b.c.d`.
inline constexpr std::size_t kMaxFieldDepth = 4;

/// JSON's kinds, by the names that `$type` gives them.
inline constexpr std::array<std::string_view, 6> kKinds{"string", "number", "bool",
                                                        "null",   "array",  "object"};

struct ValueSeen {
  Value value;              ///< a text, number or bool
  std::uint64_t count = 0;  ///< in lists, each time
};

/// A property or trait of the events of one name.
struct FieldSeen {
  std::string path;  ///< `price`, `products.sku` (through lists, as conditions go)
  std::uint64_t messages = 0;
  std::array<std::uint64_t, kKinds.size()> kinds{};  ///< how often of which kind, as kKinds
  std::uint64_t distinct = 0;     ///< different values; kMaxValues + 1 where there are more
  std::vector<ValueSeen> values;  ///< those that may be told, the most frequent first
};

struct EventSeen {
  std::string name;  ///< `event` of a track, else the type
  std::string type;  ///< "page", "track", "identify", "group", or another that Kelvin ignores
  std::uint64_t messages = 0;
  std::uint64_t visitors = 0;
  std::vector<FieldSeen> fields;  ///< traits of identify and group, else properties; most first
};

/// Pages whose paths begin alike, as a glob that `pages` of a model takes: `/blog/*`.
struct PathSeen {
  std::string glob;
  std::uint64_t views = 0;
  std::uint64_t visitors = 0;
  std::uint64_t asked = 0;  ///< views that the model asks for, as `finish` was told
};

struct SurveyReport {
  std::uint64_t messages = 0;
  std::uint64_t visitors = 0;
  std::vector<EventSeen> events;      ///< most messages first
  std::vector<PathSeen> pages;        ///< most views first
  std::uint64_t unnamed_events = 0;   ///< messages whose names went past kMaxEventNames
  std::uint64_t unnamed_fields = 0;   ///< values whose fields went past kMaxFields
  std::uint64_t ungrouped_views = 0;  ///< views whose paths went past kMaxPaths
};

class Survey {
 public:
  Survey();
  ~Survey();
  Survey(Survey&& other) noexcept;
  Survey& operator=(Survey&& other) noexcept;

  /// Names of events that are never let go.
  void keep(const std::vector<std::string>& names);
  void merge(const Survey& other);
  [[nodiscard]] SurveyReport report() const;

 private:
  friend class SurveyReader;
  struct Counts;
  std::unique_ptr<Counts> counts_;
};

/// Reads messages, one after the other, into a survey, which must outlive it.
class SurveyReader final : public JsonListener {
 public:
  explicit SurveyReader(Survey& survey);
  ~SurveyReader();

  bool key(std::string_view name) override;
  void null() override;
  void boolean(bool b) override;
  void number(double d) override;
  void text(std::string_view utf8) override;
  void begin_object() override;
  void end_object() override;
  void begin_array() override;
  void end_array() override;

  /// Takes the message in as one of that visitor, and is ready for the next. `asked`: the model
  /// asks for the page that it is of.
  void finish(std::string_view visitor, bool asked = false);
  /// Forgets the message.
  void reset();

 private:
  struct Draft;
  std::unique_ptr<Draft> draft_;
};

}  // namespace kelvin::study
