#include "partition/identities.h"

#include <utility>

namespace kelvin::native {

std::size_t Identities::place_of(std::string_view id) {
  const auto [at, added] = places_.try_emplace(std::string(id), ids_.size());
  if (added) {
    ids_.push_back(at->first);
    parents_.push_back(at->second);
  }
  return at->second;
}

std::size_t Identities::root_of(std::size_t place) const {
  while (parents_[place] != place) {
    parents_[place] = parents_[parents_[place]];
    place = parents_[place];
  }
  return place;
}

void Identities::join(std::string_view a, std::string_view b) {
  std::size_t first = root_of(place_of(a)), second = root_of(place_of(b));
  if (ids_[second] < ids_[first]) std::swap(first, second);
  parents_[second] = first;
}

void Identities::learn(const Event& event) {
  if (event.user_id.empty()) return;
  if (!event.anonymous_id.empty()) join(event.anonymous_id, event.user_id);
  if (!event.previous_id.empty()) join(event.previous_id, event.user_id);
}

std::string_view Identities::key_of(std::string_view id) const {
  const auto found = places_.find(id);
  return found != places_.end() ? ids_[root_of(found->second)] : id;
}

}  // namespace kelvin::native
