// Text and List are what std::string and std::vector are, whatever is done to them, on the heap, in
// an arena, and with a scope that changes between two steps.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "kelvin/list.h"
#include "kelvin/memory.h"
#include "kelvin/text.h"

namespace kelvin {
namespace {

/// One change: which, and what it is given.
struct Step {
  unsigned what, a, b;
};
using Steps = std::vector<Step>;

Steps any_steps() {
  Steps out;
  const auto steps =
      *rc::gen::container<std::vector<std::tuple<unsigned, unsigned, unsigned>>>(rc::gen::tuple(
          rc::gen::inRange(0U, 16U), rc::gen::inRange(0U, 40U), rc::gen::inRange(0U, 40U)));
  for (const auto& [what, a, b] : steps) out.push_back({what, a, b});
  return out;
}

constexpr std::string_view kWords = "the quick brown fox jumps over the lazy dog";

void change(const Step& step, Text& text, std::string& same) {
  const std::size_t at = step.a % (same.size() + 1);
  const std::size_t count = std::min<std::size_t>(step.b, same.size() - at);
  const std::string_view word = kWords.substr(step.a, step.b);
  const std::string part = same.substr(at, count);
  const std::string_view own = std::string_view(text).substr(at, count);
  switch (step.what) {
    case 0:
      text.append(word), same.append(word);
      break;
    case 1:
      text.append(own), same.append(part);
      break;
    case 2:
      text.insert(at, word), same.insert(at, word);
      break;
    case 3:
      text.insert(at, own), same.insert(at, part);
      break;
    case 4:
      text.erase(at, count), same.erase(at, count);
      break;
    case 5:
      text.replace(at, count, word), same.replace(at, count, word);
      break;
    case 6:
      text.replace(at, count, own), same.replace(at, count, part);
      break;
    case 7:
      text = own, same = part;
      break;
    case 8:
      text.resize(step.b, 'x'), same.resize(step.b, 'x');
      break;
    case 9:
      text.push_back('y'), same.push_back('y');
      break;
    case 10:
      text = Text::borrow(word), same = word;
      break;
    case 11:
      text = Text(text) + word, same = same + std::string(word);
      break;
    case 12:
      text.reserve(step.b);
      break;
    case 13: {
      const Text copy = text;
      text.clear();
      text.append(copy).append(copy);
      same += std::string(same);
      break;
    }
    default:
      text.assign(step.b, 'z'), same.assign(step.b, 'z');
  }
  if (same.size() > 10'000) text.clear(), same.clear();
}

RC_GTEST_PROP(Containers, TextIsAsStringIs, ()) {
  Arena arena;
  Text text;
  std::string same;
  for (const Step& step : any_steps()) {
    if (step.b % 3 == 0) {
      change(step, text, same);
    } else {
      ArenaScope scope(arena);
      change(step, text, same);
    }
    RC_ASSERT(std::string(text) == same);
    RC_ASSERT((text < Text(kWords)) == (same < std::string(kWords)));
    RC_ASSERT(text.find("the") == same.find("the"));
  }
}

void change(const Step& step, List<Text>& list, std::vector<std::string>& same) {
  const std::size_t at = step.a % (same.size() + 1);
  const std::size_t count = std::min<std::size_t>(step.b, same.size() - at);
  const std::string word(kWords.substr(step.a, step.b));
  const auto place = list.begin() + at;
  const auto there = same.begin() + static_cast<std::ptrdiff_t>(at);
  switch (step.what) {
    case 0:
    case 1:
      list.emplace_back(word), same.emplace_back(word);
      break;
    case 2:
      list.insert(place, Text(word)), same.insert(there, word);
      break;
    case 3:
      if (at < same.size()) list.push_back(list[at]), same.push_back(std::string(same[at]));
      break;
    case 4:
      if (at < same.size())
        list.insert(list.begin(), list[at]), same.insert(same.begin(), std::string(same[at]));
      break;
    case 5:
      list.erase(place, place + count);
      same.erase(there, there + static_cast<std::ptrdiff_t>(count));
      break;
    case 6:
      list.resize(step.b), same.resize(step.b);
      break;
    case 7:
      list.resize(step.b, Text(word)), same.resize(step.b, word);
      break;
    case 8:
      list.assign(step.b, Text(word)), same.assign(step.b, word);
      break;
    case 9:
      erase_if(list, [](const Text& t) { return t.size() % 2 == 0; });
      std::erase_if(same, [](const std::string& t) { return t.size() % 2 == 0; });
      break;
    case 10: {
      const List<Text> copy = list;
      list.insert(list.end(), copy.begin(), copy.end());
      const auto its = same;
      same.insert(same.end(), its.begin(), its.end());
      break;
    }
    case 11:
      list.reserve(step.b);
      break;
    case 12: {
      List<Text> other{"a", "b"};
      other = list;
      list = std::move(other);
      break;
    }
    case 13:
      if (!same.empty()) list.pop_back(), same.pop_back();
      break;
    case 14:
      list.insert(place, step.b % 5, Text(word));
      same.insert(there, step.b % 5, word);
      break;
    default:
      if (at < same.size()) list[at] += word, same[at] += word;
  }
  if (same.size() > 500) list.clear(), same.clear();
}

RC_GTEST_PROP(Containers, ListIsAsVectorIs, ()) {
  Arena arena;
  List<Text> list;
  std::vector<std::string> same;
  for (const Step& step : any_steps()) {
    if (step.b % 3 == 0) {
      change(step, list, same);
    } else {
      ArenaScope scope(arena);
      change(step, list, same);
    }
    RC_ASSERT(list.size() == same.size());
    RC_ASSERT(std::equal(list.begin(), list.end(), same.begin()));
  }
}

}  // namespace
}  // namespace kelvin
