#include "condition/glob.h"

#include <bitset>

namespace kelvin {
namespace {

/// The places in a pattern that the text read so far can have led to. Walking them all at once
/// needs no backtracking: each byte of the text costs at most the pattern's length.
class Places {
 public:
  Places(std::string_view pattern, GlobOf of) : pattern_(pattern), of_path_(of == GlobOf::kPath) {
    reach(here_, 0);
  }

  void read(char c) {
    std::bitset<kMaxGlob + 1> next;
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      if (!here_[i]) continue;
      if (pattern_[i] != '*') {
        if (pattern_[i] == c) reach(next, i + 1);
      } else if (!of_path_ || crosses(i) || c != '/') {
        reach(next, i);
      }
    }
    here_ = next;
  }
  [[nodiscard]] bool dead() const { return here_.none(); }
  [[nodiscard]] bool matched() const { return here_[pattern_.size()]; }

 private:
  [[nodiscard]] bool crosses(std::size_t star) const {
    return star + 1 < pattern_.size() && pattern_[star + 1] == '*';
  }
  /// Stars may match nothing, and `/**` at the end of a path's pattern may be absent altogether.
  void reach(std::bitset<kMaxGlob + 1>& places, std::size_t i) const {
    if (places[i]) return;
    places.set(i);
    if (i == pattern_.size()) return;
    if (pattern_[i] == '*') reach(places, i + (crosses(i) ? 2 : 1));
    if (of_path_ && pattern_.substr(i) == "/**") places.set(pattern_.size());
  }

  std::string_view pattern_;
  bool of_path_;
  std::bitset<kMaxGlob + 1> here_;
};

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text, GlobOf of) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;

  // Nearly every pattern of a real model is a plain prefix before its first star.
  const std::string_view prefix = pattern.substr(0, star);
  if (!text.starts_with(prefix)) {
    return of == GlobOf::kPath && pattern.size() == star + 2 && pattern.ends_with("/**") &&
           text == pattern.substr(0, star - 1);
  }
  if (pattern.size() == star + 2 && pattern.ends_with("**")) return true;

  Places places(pattern.substr(star), of);
  for (const char c : text.substr(star)) {
    places.read(c);
    if (places.dead()) return false;
  }
  return places.matched();
}

}  // namespace kelvin
