// What an outcome's messages say, as Values: for the tests that a model carries.
#pragma once

#include "kelvin/report.h"

namespace kelvin {

struct SentBody {
  std::size_t destination = 0;
  Value body;
};

/// The bodies of `messages`, in the same order.
List<SentBody> sent_bodies(const Model& model, const State& state, const Event& event,
                           const Outcome& outcome);

}  // namespace kelvin
