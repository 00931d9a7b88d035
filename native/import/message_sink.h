// Where an import's messages go: each gets an id that is the same whenever the same file is read
// again, and everything is counted for the report.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "import/tally.h"
#include "kelvin/study/survey.h"
#include "kelvin/value.h"
#include "support/output.h"

namespace kelvin::native {

class MessageSink {
 public:
  /// To be called before a file's first message: equal messages are numbered within their file, so
  /// a file that is named twice gives the same ids twice.
  void begin_file();

  /// Writes a message (an object without messageId). False, and nothing written, if it would be
  /// larger than an event may be.
  bool write(const Value& message);

  /// Something that was read and is no message, by its reason.
  void leave_out(std::string_view reason) { left_out_.add(reason); }

  /// Throws as Output does.
  void finish() { out_.finish(); }
  /// On stderr: what came in, what went out, what was left out and why, and `notes`.
  void report(std::uint64_t lines, std::uint64_t bad, const std::vector<std::string>& notes) const;

 private:
  /// How many messages with this digest there were among the file's last kRemembered.
  unsigned equals_before(std::uint64_t digest);

  /// Equal messages carry the same time, so they stand close to each other.
  static constexpr std::size_t kRemembered = 1 << 17;

  Output out_;
  study::Survey written_;
  study::SurveyReader reader_{written_};
  Tally left_out_;
  std::unordered_map<std::uint64_t, unsigned> equals_;
  std::deque<std::uint64_t> order_;
  std::string text_;
};

}  // namespace kelvin::native
