// What the commands that judge by outcomes share: labels, how the result is told, the logs of
// several models.
#pragma once

#include <optional>
#include <string>
#include "support/command_line.h"

#include "commands/options.h"
#include "kelvin/study/labels.h"
#include "report/document.h"

namespace kelvin::native {

/// How a report is told: as text, or as JSON; and beside that as a page.
struct TellOptions {
  bool json = false;
  std::string html;  ///< a file; "" where not asked for
};
void add_tell_options(Command command, TellOptions& options);
/// Writes the page where it is asked for, then prints.
void tell(const TellOptions& options, const Document& document, const std::string& json);

/// A score by its id; without one the model's main score. Throws Unusable.
ScoreIndex score_named(const Model& model, const std::string& id);

/// Throws Unusable, with what to write instead, naming the option.
Instant time_option(const char* option, const std::string& text);
Duration duration_option(const char* option, const std::string& text);
double number_option(const char* option, const std::string& text);

}  // namespace kelvin::native
