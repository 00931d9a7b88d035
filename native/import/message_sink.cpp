#include "import/message_sink.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "import/digest.h"
#include "kelvin/event.h"
#include "kelvin/json.h"
#include "kelvin/json_listener.h"
#include "log/bad_lines.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kMostListed = 12;

std::uint64_t number_of(std::string_view hex) {
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + 16, number, 16);
  return number;
}

std::string_view text_or_empty(const Value& message, std::string_view name) {
  const Value* text = message.find(name);
  return text != nullptr && text->as_text() != nullptr ? *text->as_text() : std::string_view();
}

std::string_view visitor_of(const Value& message) {
  const std::string_view device = text_or_empty(message, "anonymousId");
  return device.empty() ? text_or_empty(message, "userId") : device;
}

/// "page 812, Order Completed 31": the most frequent first.
std::string names_in(const study::SurveyReport& written) {
  std::string out;
  const std::size_t told = std::min(written.events.size(), kMostListed);
  std::uint64_t rest = written.messages;
  for (std::size_t i = 0; i < told; ++i) {
    const study::EventSeen& event = written.events[i];
    out += (i > 0 ? ", " : "") + printable(event.name) + " " + std::to_string(event.messages);
    rest -= event.messages;
  }
  return rest > 0 ? out + ", others " + std::to_string(rest) : out;
}

}  // namespace

void MessageSink::begin_file() {
  equals_.clear();
  order_.clear();
}

unsigned MessageSink::equals_before(std::uint64_t digest) {
  order_.push_back(digest);
  const unsigned before = equals_[digest]++;
  if (order_.size() > kRemembered) {
    const auto oldest = equals_.find(order_.front());
    if (--oldest->second == 0) equals_.erase(oldest);
    order_.pop_front();
  }
  return before;
}

bool MessageSink::write(const Value& message) {
  text_.clear();
  append_json(text_, message);
  if (text_.size() > kMaxEventBytes - 64) return false;  // with room for the id
  std::string id = digest_of(text_);
  if (const unsigned before = equals_before(number_of(id)); before > 0) {
    id = digest_of(text_ + "#" + std::to_string(before + 1));
  }
  // What was written a line before is JSON.
  static_cast<void>(read_json(text_, reader_));
  reader_.finish(visitor_of(message));
  out_.write("{\"messageId\":\"" + id + "\",");
  out_.line(std::string_view(text_).substr(1));
  return true;
}

void MessageSink::report(std::uint64_t lines, std::uint64_t bad,
                         const std::vector<std::string>& notes) const {
  const study::SurveyReport written = written_.report();
  std::string text = "read " + std::to_string(lines) + " lines, wrote " +
                     std::to_string(written.messages) + " messages";
  if (written.messages > 0) {
    text += " of " + std::to_string(written.visitors) + " visitors: " + names_in(written);
  }
  if (!left_out_.empty()) {
    text += "\nleft out " + std::to_string(left_out_.total()) + ": " + left_out_.text(kMostListed);
  }
  if (bad > 0) text += "\nbad lines: " + std::to_string(bad);
  for (const std::string& note : notes) text += "\n" + printable(note);
  std::fprintf(stderr, "%s\n", text.c_str());
}

}  // namespace kelvin::native
