// Stitching: a message that has only a userId (from a server or a CRM) goes to the anonymousId
// whose present person has that userId. Needs the events in the order in which they are applied.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/time.h"

namespace kelvin::native {

class Stitcher {
 public:
  /// The model must outlive it: who stays away longer than its retention is present nowhere.
  explicit Stitcher(const Model& model) : model_(model) {}

  /// Learns from the event, or gives it its anonymousId. True if it changed the event.
  ///
  ///   anonymousId, userId:   a B    - B         a C    - B    b B    - B    a B    - B
  ///   goes to:               a      a           a      B      b      b      a      a
  ///
  /// While nobody at any device is B, B's messages are of a visitor of their own. Of several
  /// devices with B at them it is the one that told the userId last.
  bool stitch(Event& event);

  /// Who is present where, as bytes for a file of states, and back. `read` goes on from there; it
  /// ignores what is not whole.
  [[nodiscard]] std::string people() const;
  void read(std::string_view people);

 private:
  /// What is known of an anonymousId that has told a userId; with a retention, of any.
  struct Device {
    std::string user;                   ///< the last one told
    std::uint64_t told = 0;             ///< when: a count of what was told
    std::vector<std::uint64_t> recent;  ///< hashes of the last message ids since the first userId
    std::optional<Instant> last;        ///< the visitor's clock
    std::optional<Instant> since;       ///< the last activity; of who was never active, the first
  };
  using Devices = std::unordered_map<std::string, Device>;
  /// A user's devices by when they told the userId.
  using OfUser = std::map<std::uint64_t, Devices::value_type*>;

  void learn(const Event& event);
  bool is_repeated(Device& device, const Event& event) const;
  void leave(const Device& device);
  bool forget_who_stayed_away(Device& device, const Event& event);
  void take(Device& device, const Event& event) const;

  const Model& model_;
  Devices devices_;
  std::unordered_map<std::string, OfUser> users_;
  std::uint64_t told_ = 0;
};

/// What the parts of a log told, as that of the whole.
std::string people_of_all(const std::vector<std::string_view>& parts);

/// Those bytes without the devices and users of whom `gone(id)` says so.
std::string people_without(std::string_view people,
                           const std::function<bool(std::string_view)>& gone);

}  // namespace kelvin::native
