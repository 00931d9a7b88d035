// What a Stitcher knows, as bytes: for each device, by the bytes of its id, the sizes of its id and
// of the user's (4 each), how many message ids follow (4), its place among the user's devices by
// when they told (8; 0 where it has no user), its clock and its last activity (8 each; kNever is
// none), both ids, and the hashes of the last messages (8 each). So parts of a log, in which a
// user's devices are together, give the bytes of the whole.
#include <algorithm>

#include "replay/stitch.h"
#include "states/layout.h"

namespace kelvin::native {
namespace {

constexpr std::size_t kFixed = 3 * sizeof(std::uint32_t) + 3 * sizeof(std::uint64_t);
constexpr std::int64_t kNever = INT64_MIN;

std::int64_t written(std::optional<Instant> time) {
  return time ? time->ms : kNever;
}
/// How many bytes the first device takes.
std::size_t size_of_first(std::string_view people) {
  const std::size_t id = number_at<std::uint32_t>(people, 0);
  const std::size_t user = number_at<std::uint32_t>(people, 4);
  const std::size_t recent = number_at<std::uint32_t>(people, 8);
  return kFixed + id + user + recent * sizeof(std::uint64_t);
}
bool is_whole(std::string_view people) {
  return people.size() >= kFixed && people.size() >= size_of_first(people);
}

std::optional<Instant> read_time(std::int64_t ms) {
  return ms == kNever ? std::nullopt : std::optional(Instant{ms});
}

}  // namespace

std::string Stitcher::people() const {
  std::vector<const Devices::value_type*> devices;
  for (const auto& device : devices_) devices.push_back(&device);
  std::sort(devices.begin(), devices.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  std::unordered_map<const Devices::value_type*, std::uint64_t> places;
  for (const auto& [user, of_user] : users_) {
    std::uint64_t place = 0;
    for (const auto& [told, device] : of_user) places[device] = ++place;
  }
  std::string out;
  for (const auto* each : devices) {
    const auto& [id, device] = *each;
    put_number(out, static_cast<std::uint32_t>(id.size()));
    put_number(out, static_cast<std::uint32_t>(device.user.size()));
    put_number(out, static_cast<std::uint32_t>(device.recent.size()));
    put_number(out, device.user.empty() ? std::uint64_t{0} : places[each]);
    put_number(out, written(device.last));
    put_number(out, written(device.since));
    out += id;
    out += device.user;
    for (const std::uint64_t message : device.recent) put_number(out, message);
  }
  return out;
}

void Stitcher::read(std::string_view people) {
  while (is_whole(people)) {
    const std::size_t id = number_at<std::uint32_t>(people, 0);
    const std::size_t user = number_at<std::uint32_t>(people, 4);
    const std::size_t recent = number_at<std::uint32_t>(people, 8);
    const auto told = number_at<std::uint64_t>(people, 12);
    const auto last = read_time(number_at<std::int64_t>(people, 20));
    const auto since = read_time(number_at<std::int64_t>(people, 28));
    people.remove_prefix(kFixed);
    const auto [at, added] = devices_.try_emplace(std::string(people.substr(0, id)));
    Device& device = at->second;
    device.user = people.substr(id, user);
    device.told = told;
    device.last = last;
    device.since = since;
    people.remove_prefix(id + user);
    for (std::size_t i = 0; i < recent; ++i) {
      device.recent.push_back(number_at<std::uint64_t>(people, i * sizeof(std::uint64_t)));
    }
    people.remove_prefix(recent * sizeof(std::uint64_t));
    if (!device.user.empty()) users_[device.user].emplace(told, &*at);
    told_ = std::max(told_, told);
  }
}

std::string people_of_all(const std::vector<std::string_view>& parts) {
  std::map<std::string_view, std::string_view> devices;
  for (std::string_view people : parts) {
    while (is_whole(people)) {
      const std::string_view one = people.substr(0, size_of_first(people));
      devices.emplace(one.substr(kFixed, number_at<std::uint32_t>(one, 0)), one);
      people.remove_prefix(one.size());
    }
  }
  std::string out;
  for (const auto& [id, one] : devices) out += one;
  return out;
}

std::string people_without(std::string_view people,
                           const std::function<bool(std::string_view)>& gone) {
  std::string out;
  while (is_whole(people)) {
    const std::size_t id = number_at<std::uint32_t>(people, 0);
    const std::size_t user = number_at<std::uint32_t>(people, 4);
    const std::string_view one = people.substr(0, size_of_first(people));
    if (!gone(one.substr(kFixed, id)) && !gone(one.substr(kFixed + id, user))) out += one;
    people.remove_prefix(one.size());
  }
  return out;
}

}  // namespace kelvin::native
