// A message as it is walked, its fields put aside until its type and name are known.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kelvin/study/survey.h"
#include "survey_counts.h"

namespace kelvin::study {

/// Where in a message something stands.
enum class Place : std::uint8_t {
  kSkipped,
  kRoot,
  kContext,
  kPage,
  kProperties,
  kTraits,
  kContextTraits,
  // Texts of the message.
  kType,
  kEvent,
  kPath,
  kUrl,
};

/// A piece of the message's texts: they share one buffer, which keeps its memory.
struct Piece {
  std::size_t from = 0, size = 0;
};

/// A value as it was heard.
struct Heard {
  Place place = Place::kSkipped;  ///< kProperties, kTraits or kContextTraits
  Kind kind = Kind::kNull;
  bool in_list = false;
  bool boolean = false;
  double number = 0;
  std::uint64_t path_hash = 0;
  std::uint64_t top_hash = 0;  ///< of the first name of the path
  Piece path, text;
};

struct SurveyReader::Draft {
  explicit Draft(Survey::Counts& c) : counts(c) {}

  /// An open object or list.
  struct Frame {
    Place place = Place::kSkipped;
    bool list = false;
    std::size_t path = 0;   ///< how long the path to it is
    std::size_t names = 0;  ///< of how many names
    std::uint64_t top_hash = 0;
  };

  Survey::Counts& counts;
  std::array<Frame, kMaxDepth + 2> frames{};
  std::size_t depth = 0;
  Place next = Place::kSkipped;  ///< what the next value is
  std::string path;              ///< of the next value, among fields
  std::size_t names = 0;
  std::uint64_t top_hash = 0;

  std::string type, event, own_path, own_url, page_path, page_url;
  std::string texts;
  std::vector<Heard> heard;

  // Hearing.
  void reset();
  bool key(std::string_view name);
  void scalar(Heard value, Kind kind);
  void text(std::string_view utf8);
  void begin(Kind kind);
  void end();

  /// Takes the message into the counts.
  void finish(std::string_view visitor, bool asked);

 private:
  Piece put(std::string_view text);
  [[nodiscard]] std::string_view get(Piece piece) const;
  [[nodiscard]] const Frame& innermost() const;
  bool field_key(const Frame& frame, std::string_view name);
  bool begin_value(Heard& value, Kind kind);
  void take_page(std::string_view utf8);

  void list_traits();
  [[nodiscard]] bool counts_for(const Heard& value) const;
  void count_field(const Heard& value, std::uint64_t event_key, std::uint64_t visitor);
  void count_value(FieldCount& field, const Heard& value, std::uint64_t visitor);

  std::vector<std::uint64_t> traits;  ///< hashes of the names in `traits`, sorted
};

}  // namespace kelvin::study
