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
  const Value& elsewhere = *list.find("elsewhere");
  engines_ = texts_of(list, "engines");
  old_browsers_ = texts_of(list, "oldBrowsers");
  people_ = texts_of(list, "people");
  phones_ = texts_of(list, "phones");
  anywhere_ = {texts_of(list, "words"), texts_of(list, "parts")};
  elsewhere_ = {texts_of(elsewhere, "words"), texts_of(elsewhere, "parts")};
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
  const auto has = [&](const Texts& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return agent.find(text) != agent.npos; });
  };
  const bool old = has(old_browsers_);
  if (!old && !has(engines_)) return true;
  return shows(agent, anywhere_, old) || (!has(phones_) && shows(agent, elsewhere_, old));
}

/// Whether an agent has one of the signs. Old browsers call themselves compatible.
bool Robots::shows(std::string_view agent, const Signs& signs, bool old) const {
  const auto betrays = [&](const std::string& part) {
    return agent.find(part) != agent.npos && !(old && part == "compatible;");
  };
  return std::any_of(signs.parts.begin(), signs.parts.end(), betrays) ||
         std::any_of(signs.words.begin(), signs.words.end(),
                     [&](const std::string& word) { return has_word(agent, word); });
}

/// Whether the word ends somewhere, an s or not, and not as the name of what people use.
bool Robots::has_word(std::string_view agent, std::string_view word) const {
  for (std::size_t at = agent.find(word); at != agent.npos; at = agent.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const std::string_view after = agent.substr(end);
    const std::string_view plural = after.starts_with('s') ? after.substr(1) : after;
    const bool ends = after.empty() || !is_word(after[0]) || plural.empty() || !is_word(plural[0]);
    const std::string_view until = agent.substr(0, end);
    const bool theirs = std::any_of(people_.begin(), people_.end(), [&](const std::string& name) {
      return name.ends_with(word) && until.ends_with(name);
    });
    if (ends && !theirs) return true;
  }
  return false;
}

}  // namespace kelvin::native
