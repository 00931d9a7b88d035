#include "import/robots.h"

#include <algorithm>

#include "import/vocabulary.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kMostKnown = 20'000;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

Robots::Robots() {
  const Value list = vocabulary(kRobotsJson);
  engines_ = texts_of(list, "engines");
  old_browsers_ = texts_of(list, "oldBrowsers");
  words_ = texts_of(list, "words");
  telephones_ = texts_of(list, "telephones");
  parts_ = texts_of(list, "parts");
  for (std::string& engine : engines_) engine += '/';
}

bool Robots::includes(std::string_view agent) {
  std::string name(agent);
  std::transform(name.begin(), name.end(), name.begin(), lower);
  if (const auto it = known_.find(name); it != known_.end()) return it->second;
  if (known_.size() == kMostKnown) known_.clear();
  const bool robot = judge(name);
  known_.emplace(std::move(name), robot);
  return robot;
}

bool Robots::judge(std::string_view agent) const {
  const auto in = [&](const std::string& part) { return agent.find(part) != agent.npos; };
  const bool old = std::any_of(old_browsers_.begin(), old_browsers_.end(), in);
  if (!old && std::none_of(engines_.begin(), engines_.end(), in)) return true;
  const auto betrays = [&](const std::string& part) {
    return in(part) && !(old && part == "compatible;");
  };
  if (std::any_of(parts_.begin(), parts_.end(), betrays)) return true;
  return std::any_of(words_.begin(), words_.end(),
                     [&](const std::string& word) { return has_word(agent, word); });
}

/// Whether the word ends somewhere, an s or not, and not as a telephone's name.
bool Robots::has_word(std::string_view agent, std::string_view word) const {
  for (std::size_t at = agent.find(word); at != agent.npos; at = agent.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const std::string_view after = agent.substr(end);
    const std::string_view plural = after.starts_with('s') ? after.substr(1) : after;
    const bool ends = after.empty() || !is_word(after[0]) || plural.empty() || !is_word(plural[0]);
    const std::string_view until = agent.substr(0, end);
    const bool telephone = std::any_of(
        telephones_.begin(), telephones_.end(),
        [&](const std::string& name) { return name.ends_with(word) && until.ends_with(name); });
    if (ends && !telephone) return true;
  }
  return false;
}

}  // namespace kelvin::native
