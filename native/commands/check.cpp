// kelvin check: is a model right? Every error and warning with its place and what to do; with
// --test, does it give what its own tests expect? Or what the model says, as sentences or for the
// page: without what does not score, or compiled.
#include <cstdio>
#include <memory>

#include "commands/check_tests.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/check.h"
#include "kelvin/json.h"
#include "kelvin/lint.h"
#include "kelvin/packed.h"
#include "kelvin/value.h"
#include "log/bad_lines.h"
#include "support/hex.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct CheckOptions {
  std::vector<std::string> models;
  bool json = false;
  bool test = false;
  bool strict = false;
  bool explain = false;
  bool minify = false;
  bool pack = false;
};

std::string amount(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string right(const Model& model) {
  return "OK: " + model.id + (model.version.empty() ? "" : " " + model.version) + ", digest " +
         hex(model.digest) + "; " + amount(model.scores.size(), "score") + ", " +
         amount(model.rules.size(), "rule") + ", " + amount(model.segments.size(), "segment") +
         ", " + amount(model.triggers.size(), "trigger") + "\n";
}

std::string listed(const Errors& errors, const char* noun) {
  std::string out = amount(errors.size(), noun) + "\n";
  for (const Error& error : errors) {
    out += "  " + (error.at.empty() ? "(the whole file)" : printable(error.at)) + ": " +
           error.code + "\n";
    if (!error.found.empty()) out += "      found: " + printable(error.found) + "\n";
    if (!error.fix.empty()) out += "      to do: " + printable(error.fix) + "\n";
  }
  return out;
}

Result<Value> read_source(const std::string& text) {
  if (auto error = too_long_model(text.size())) return *std::move(error);
  return parse_json(text);
}

Checked look_at(const std::string& text, bool test) {
  Checked out;
  const auto document = read_source(text);
  if (document) {
    out = kelvin::check(*document, test);
  } else {
    out.errors = document.errors();
  }
  Errors warnings = repeated_keys(text);
  for (Error& warning : out.warnings) warnings.push_back(std::move(warning));
  out.warnings = std::move(warnings);
  return out;
}

std::string as_text(const Checked& checked) {
  std::string out =
      checked.errors.empty() ? right(*checked.model) : listed(checked.errors, "error");
  Errors notices;
  Errors warnings;
  for (const Error& one : checked.warnings) (is_notice(one) ? notices : warnings).push_back(one);
  if (!warnings.empty()) out += listed(warnings, "warning");
  if (!notices.empty()) out += listed(notices, "notice");
  if (checked.tests) out += tests_as_text(*checked.tests);
  return out;
}

std::string as_json(const std::string& path, const Checked& checked, bool strict) {
  std::string out = "{\"model\":";
  append_json(out, std::string_view(path));
  return out + "," + std::string(checked_json(checked, strict)).substr(1) + "\n";
}

/// What is printed of one model.
std::string report(const CheckOptions& options, const std::string& path, const std::string& text,
                   const Checked& checked) {
  if (options.json) return as_json(path, checked, options.strict);
  const bool wrong = !checked.errors.empty();
  if (options.explain && !wrong) return describe(*checked.model);
  if (!options.minify && !options.pack) return path + ": " + as_text(checked);
  // Who pipes the model into a file wants the model or nothing.
  if (wrong) std::fputs((path + ": " + listed(checked.errors, "error")).c_str(), stderr);
  if (wrong) return "";
  return (options.pack ? pack(*checked.model) : *minify(text)) + "\n";
}

Exit check(const CheckOptions& options) {
  Output out;
  Exit exit = Exit::kDone;
  for (const std::string& path : options.models) {
    const std::string text = read_file(path, kMaxModelBytes);
    const Checked checked = look_at(text, options.test);
    if (!checked.right(options.strict)) exit = Exit::kCheckFailed;
    out.write(report(options, path, text, checked));
  }
  out.finish();
  return exit;
}

}  // namespace

void add_check(Command app, Exit& exit) {
  auto options = std::make_shared<CheckOptions>();
  const Command command =
      app.add_subcommand("check", "Check models: every error and warning, where, what to do");
  command.footer(
      "An error keeps a model from working; a warning is what surely was not meant, a\n"
      "notice what you should know of one that works.\n"
      "Ends with 0 if all models are right, 1 if one is wrong, a test failed, or with --strict "
      "one\n"
      "has warnings, 2 if one cannot be read.\n"
      "Example: kelvin check kelvin.model.json\n"
      "         kelvin check --explain kelvin.model.json\n"
      "         kelvin check --minify kelvin.model.json > site/kelvin.model.json\n"
      "         kelvin check --pack kelvin.model.json > site/kelvin.model.packed.json");
  command.add_option("models", options->models, "Model files").required().type_name("MODEL");
  const Option json =
      command.add_flag("--json", options->json, "A line of JSON per model, for programs");
  const Option test =
      command.add_flag("--test", options->test, "Run the tests that the models carry");
  command.add_flag("--strict", options->strict, "Let warnings fail, too");
  const Option explain =
      command.add_flag("--explain", options->explain, "Print the model as plain sentences");
  const Option minify = command.add_flag("--minify", options->minify,
                                         "Print the model without notes and tests, for the page");
  const Option pack = command.add_flag("--pack", options->pack,
                                       "Print the model compiled, for the page's lean core of this "
                                       "version");
  explain.excludes(json).excludes(minify).excludes(test).excludes(pack);
  minify.excludes(json).excludes(test).excludes(pack);
  pack.excludes(json).excludes(test);
  command.callback([options, &exit] {
    if ((options->minify || options->pack) && options->models.size() > 1) {
      throw Unusable("--minify and --pack print one model: name one");
    }
    exit = check(*options);
  });
}

}  // namespace kelvin::native
