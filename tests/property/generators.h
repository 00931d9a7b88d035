// Random models and visitors. Every model is valid by construction and every choice is a small
// number whose zero is the plainest, so that a failure shrinks to a plain example.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>
#include <vector>

namespace kelvin::property {

/// A model's JSON text.
struct ModelText {
  std::string json;
};
void showValue(const ModelText& model, std::ostream& out);

/// The messages of one visitor, as lines of JSON: ties in time, repeated ids, clocks that run
/// backwards, several visits, long silences, missing fields.
struct Log {
  std::vector<std::string> lines;
};
void showValue(const Log& log, std::ostream& out);

rc::Gen<ModelText> any_model();
rc::Gen<Log> any_log();

/// A length of time in milliseconds, from none to half a year.
rc::Gen<std::int64_t> any_silence();

}  // namespace kelvin::property
