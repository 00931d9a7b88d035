// Robots by their own word: the user agents that the page does not score either.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kelvin::native {

class Robots {
 public:
  Robots();

  /// Whether an agent is nobody's browser, by the rules of core/vocabulary/robots.json.
  [[nodiscard]] bool includes(std::string_view agent);

 private:
  [[nodiscard]] bool judge(std::string_view lower) const;
  [[nodiscard]] bool has_word(std::string_view lower, std::string_view word) const;

  using Texts = std::vector<std::string>;
  /// Words stand for themselves, parts anywhere in an agent.
  struct Signs {
    Texts words, parts;
  };
  [[nodiscard]] bool shows(std::string_view lower, const Signs& signs, bool old) const;

  Texts engines_, old_browsers_, people_, phones_;
  Signs anywhere_, elsewhere_;                   ///< `elsewhere_`: in agents that are no phone's
  std::unordered_map<std::string, bool> known_;  ///< agents repeat; emptied when it is large
};

}  // namespace kelvin::native
