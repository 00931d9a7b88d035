#include "nearest.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "kelvin/study/survey.h"

namespace kelvin::study {
namespace {

constexpr int kWhole = 100;
constexpr int kNearlySame = 75;

/// Words that name the same, one way or another, in events and properties of the usual specs.
constexpr std::string_view kSame[] = {
    " page pageview view viewed visit visited screen seen ",
    " price total revenue value amount subtotal sum worth ",
    " order purchase purchased bought checkout transaction paid completed ",
    " add added cart basket bag ",
    " form submit submitted sent lead ",
    " demo meeting call appointment booked scheduled requested request ",
    " signup signed registered register registration account created ",
    " login signin ",
    " download downloaded file document ",
    " search searched query term keyword q ",
    " seconds duration time engaged dwell ",
    " url href link path ",
    " email mail newsletter ",
    " company organization organisation account business firm ",
    " employees employee size headcount staff ",
    " industry sector branch vertical ",
    " role title job position function ",
    " plan tier subscription package ",
    " country region location ",
    " refund refunded returned cancelled canceled ",
    " wish wishlist favorite favourite saved ",
    " id sku code number ",
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || is_upper(c) ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// `productAdded`, `Product Added`, `product_added` -> product, added.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> out;
  bool within = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool hump = i > 0 && is_upper(name[i]) && !is_upper(name[i - 1]);
    if (!is_word(name[i])) {
      within = false;
      continue;
    }
    if (!within || hump) out.emplace_back();
    out.back() += ascii_lower(name[i]);
    within = true;
  }
  return out;
}

/// Words that tell nothing by themselves.
bool is_filler(const std::string& word) {
  return std::string_view(" a an the of to up for on ").find(" " + word + " ") !=
         std::string_view::npos;
}

std::string run_together(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

/// One letter more, fewer or other, or two swapped.
bool one_slip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  const std::string_view x = a.substr(i);
  const std::string_view y = b.substr(i);
  if (x.size() < y.size()) return y.substr(1) == x;
  if (x.empty() || x.substr(1) == y.substr(1)) return true;
  return x.size() > 1 && x[0] == y[1] && x[1] == y[0] && x.substr(2) == y.substr(2);
}

bool mean_the_same(const std::string& a, const std::string& b) {
  return std::any_of(std::begin(kSame), std::end(kSame), [&](std::string_view group) {
    return group.find(" " + a + " ") != std::string_view::npos &&
           group.find(" " + b + " ") != std::string_view::npos;
  });
}

/// How far two words are one, from 0 to 100.
int word_likeness(const std::string& a, const std::string& b) {
  constexpr int kSlip = 90;
  constexpr int kStem = 80;
  constexpr int kMeaning = 70;
  constexpr std::size_t kShortest = 4;  // shorter words are other words by one letter
  if (a == b) return kWhole;
  const std::size_t shorter = std::min(a.size(), b.size());
  if (shorter >= kShortest) {
    if (one_slip(a, b)) return kSlip;
    if (a.starts_with(b) || b.starts_with(a)) return kStem;
  }
  return mean_the_same(a, b) ? kMeaning : 0;
}

}  // namespace

int likeness(std::string_view a, std::string_view b) {
  std::vector<std::string> mine = words_of(a);
  std::vector<std::string> theirs = words_of(b);
  if (mine.empty() || theirs.empty()) return 0;
  if (run_together(mine) == run_together(theirs)) return kWhole;
  std::erase_if(mine, is_filler);
  std::erase_if(theirs, is_filler);
  if (mine.empty() || theirs.empty()) return 0;
  const int all = static_cast<int>(mine.size() + theirs.size());
  int sum = 0;
  for (const std::string& word : mine) {
    int best = 0;
    std::size_t best_at = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const int alike = word_likeness(word, theirs[i]);
      if (alike > best) {
        best = alike;
        best_at = i;
      }
    }
    sum += best;
    if (best > 0) theirs.erase(theirs.begin() + static_cast<std::ptrdiff_t>(best_at));
    if (theirs.empty()) break;
  }
  return 2 * sum / all;
}

std::vector<Near> candidates_of(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<Near> out;
  out.reserve(counts.size());
  for (const auto& [name, count] : counts) out.push_back({name, count});
  return out;
}

std::vector<Near> nearest(std::string_view name, std::vector<Near> candidates, std::size_t most) {
  std::vector<std::pair<int, Near>> alike;
  for (Near& candidate : candidates) {
    const int how = likeness(name, candidate.name);
    if (how >= kAlike) alike.emplace_back(how, std::move(candidate));
  }
  // Names that are nearly the same go first; of others it matters more how frequent they are.
  std::sort(alike.begin(), alike.end(), [](const auto& a, const auto& b) {
    const int left = a.first >= kNearlySame ? a.first : 0;
    const int right = b.first >= kNearlySame ? b.first : 0;
    if (left != right) return left > right;
    return a.second.count != b.second.count ? a.second.count > b.second.count
                                            : a.second.name < b.second.name;
  });
  std::vector<Near> out;
  for (auto& [how, near] : alike) {
    if (out.size() < most) out.push_back(std::move(near));
  }
  return out;
}

}  // namespace kelvin::study
