// How the contract reads a message, said again for clearness alone: what is wrong with it, else
// who, when and which traits. It takes a message that is an object of JSON values, and shares
// nothing with the core's reader.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kelvin/value.h"

namespace kelvin::property {

struct Reading {
  bool ignored = false;
  std::vector<std::string> wrong;  ///< "bad_time at /timestamp", in the order they are told
  std::string hint;                ///< the type that was meant, or that the time is in seconds
  std::string type, message, anonymous, user, group, previous;
  std::int64_t ms = 0;
  Value traits = Object{};  ///< of an identify, under a model that names `a` and `b`
};

Reading reading_of(const Value& message);

}  // namespace kelvin::property
