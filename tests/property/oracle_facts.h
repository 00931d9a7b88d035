// What the oracle's conditions see, and how it reads them: MongoDB's semantics, written for
// clearness alone. It shares nothing with the core's conditions but their description in the model.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kelvin/kelvin.h"

namespace kelvin::property {

/// A visit, or the first one: where it came from and what happened in it.
struct Visit {
  std::int64_t number = 0;
  std::int64_t pages = 0;
  std::int64_t milliseconds = 0;
  std::string channel, referrer_host, landing;
  Campaign campaign;
};

/// The visitor as conditions know him.
struct Person {
  std::optional<Instant> first;
  Value profile = Object{};
  Visit visit, first_visit;
  std::int64_t pages = 0, days = 0, milliseconds = 0;
  std::vector<std::int64_t> hits, matches;  ///< by rule; of fact rules neither
  std::vector<std::int64_t> sums;           ///< by rule, in millionths
};

/// A moment at which a condition is asked.
struct Question {
  const Model& model;
  const Person& person;
  Instant at;
  const Event* event = nullptr;
  const Snapshot* snapshot = nullptr;
};

bool true_of(const Condition& condition, const Question& question);

/// What a field holds; nothing where it is missing.
std::optional<Value> value_of(const Field& field, const Question& question);
/// That as a number: texts that are wholly one count too.
std::optional<double> number_in(const Field& field, const Question& question);

/// GA4's channel of the few origins that the generator makes.
std::string simple_channel(const Campaign& campaign, const std::string& referrer_host);

}  // namespace kelvin::property
