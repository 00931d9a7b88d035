// Which groups of paths are told: few enough to be read, fine enough to be of use.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "survey_counts.h"

namespace kelvin::study {
namespace {

/// A group with at least this share of all views (one in so many) is told by its parts, where these
/// are not more than so many.
constexpr std::uint64_t kLargeShare = 5;
constexpr std::size_t kMostParts = 20;

class Grouper {
 public:
  explicit Grouper(const Smallest<PathCount>& paths) {
    paths.each([this](std::uint64_t, const PathCount& count) {
      if (count.exact) {
        exact_.emplace(count.path, &count);
        return;
      }
      children_[count.path.substr(0, count.path.rfind('/'))].push_back(&count);
    });
    for (auto& [parent, children] : children_) {
      std::sort(children.begin(), children.end(),
                [](const PathCount* a, const PathCount* b) { return a->path < b->path; });
    }
    for (const PathCount* first : children_[""]) total_ += first->views;
  }

  std::vector<PathSeen> groups() {
    if (const auto home = exact_.find("/"); home != exact_.end()) add("/", *home->second);
    for (const PathCount* first : children_[""]) visit(*first);
    std::sort(out_.begin(), out_.end(), [](const PathSeen& a, const PathSeen& b) {
      return a.views != b.views ? a.views > b.views : a.glob < b.glob;
    });
    return std::move(out_);
  }

 private:
  void add(std::string glob, const PathCount& count) {
    out_.push_back({std::move(glob), count.views, count.visitors.size(), count.asked});
  }

  /// How many views the parts have that are known: past the bound of paths some are not.
  static std::uint64_t views_of(const std::vector<const PathCount*>& parts) {
    std::uint64_t views = 0;
    for (const PathCount* part : parts) views += part->views;
    return views;
  }

  void visit(const PathCount& count) {
    const auto found = exact_.find(count.path);
    const PathCount* own = found == exact_.end() ? nullptr : found->second;
    if (own != nullptr && own->views == count.views) return add(count.path, count);
    const std::vector<const PathCount*>& parts = children_[count.path];
    const bool all_known = views_of(parts) + (own ? own->views : 0) == count.views;
    const bool large = count.views * kLargeShare >= total_ && parts.size() <= kMostParts;
    const bool single = parts.size() == 1 && own == nullptr;
    if (all_known && !parts.empty() && (large || single)) {
      if (own != nullptr) add(count.path, *own);
      for (const PathCount* part : parts) visit(*part);
      return;
    }
    add(count.path + "/**", count);
  }

  std::map<std::string, const PathCount*> exact_;
  std::map<std::string, std::vector<const PathCount*>> children_;  ///< by the path above
  std::uint64_t total_ = 0;
  std::vector<PathSeen> out_;
};

}  // namespace

std::vector<PathSeen> path_groups(const Smallest<PathCount>& paths) {
  return Grouper(paths).groups();
}

}  // namespace kelvin::study
