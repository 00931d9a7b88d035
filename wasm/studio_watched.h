// The messages that a model which changes is looked at with, again and again: kept as documents,
// and as the events that the model makes of them. Most changes of a model leave these as they are.
#pragma once

#include <map>
#include <vector>

#include "kelvin/error.h"
#include "kelvin/event.h"
#include "kelvin/model.h"
#include "kelvin/text.h"

namespace kelvin::studio {

/// What of a model has a part in reading messages: two models with the same make the same events
/// of them.
Text reading_of(const Model& model);

class Watched {
 public:
  /// Of a visitor, where their messages stand, in the order given.
  using Places = std::vector<std::uint32_t>;
  using Visitors = std::map<Text, Places, std::less<>>;

  void clear();
  /// Takes a flat list of messages (flat.h), or one message, behind those that are there. Bad ones
  /// are not kept: what it gives back, `[{"index":3,"errors":[...]}]`.
  Result<Text> add(std::string_view flat);

  [[nodiscard]] const std::vector<const char*>& messages() const { return messages_; }
  [[nodiscard]] const Visitors& visitors() const { return visitors_; }
  /// As messages(). They last until another model's are asked for.
  const std::vector<Event>& events(const Model& model);

 private:
  std::vector<Text> documents_;
  std::vector<const char*> messages_;  ///< within documents_
  Visitors visitors_;
  std::vector<Event> events_;
  Text reading_;  ///< of the model that events_ were read for
};

/// Of a visitor the first messages, as `{"ok":true,"messages":[...]}`.
Text messages_json(const Watched& watched, const Text& visitor, std::size_t most);

/// Who has most messages, the first named first among equals:
/// `{"ok":true,"all":300,"visitors":[{"visitor":"v","messages":1000}]}`.
Text busiest_json(const Watched& watched, std::size_t most);

}  // namespace kelvin::studio
