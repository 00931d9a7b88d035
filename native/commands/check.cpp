// kelvin check: is a model right? Every error with its place and what to do.
#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/report.h"
#include "kelvin/value.h"
#include "log/bad_lines.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct CheckOptions {
  std::vector<std::string> models;
  bool json = false;
};

std::string hex(std::uint64_t digest) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(digest));
  return text;
}

std::string amount(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string right(const Model& model) {
  return "OK: " + model.id + (model.version.empty() ? "" : " " + model.version) + ", digest " +
         hex(model.digest) + "; " + amount(model.scores.size(), "score") + ", " +
         amount(model.rules.size(), "rule") + ", " + amount(model.segments.size(), "segment") +
         ", " + amount(model.triggers.size(), "trigger") + "\n";
}

std::string wrong(const Errors& errors) {
  std::string out = amount(errors.size(), "error") + "\n";
  for (const Error& error : errors) {
    out += "  " + (error.at.empty() ? "(the whole file)" : printable(error.at)) + ": " +
           error.code + "\n";
    if (!error.found.empty()) out += "      found: " + printable(error.found) + "\n";
    if (!error.fix.empty()) out += "      to do: " + printable(error.fix) + "\n";
  }
  return out;
}

std::string as_json(const std::string& path, const Result<Model>& model) {
  std::string out = "{\"model\":";
  append_json(out, std::string_view(path));
  if (!model) return out + ",\"ok\":false,\"errors\":" + errors_json(model.errors()) + "}\n";
  out += ",\"ok\":true,\"id\":";
  append_json(out, std::string_view(model->id));
  out += ",\"version\":";
  append_json(out, std::string_view(model->version));
  return out + ",\"digest\":\"" + hex(model->digest) + "\"}\n";
}

Exit check(const CheckOptions& options) {
  Output out;
  Exit exit = Exit::kDone;
  for (const std::string& path : options.models) {
    const auto model = compile(read_file(path, kMaxModelBytes));
    if (!model) exit = Exit::kCheckFailed;
    out.write(options.json ? as_json(path, model)
                           : path + ": " + (model ? right(*model) : wrong(model.errors())));
  }
  out.finish();
  return exit;
}

}  // namespace

void add_check(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Check models: every error, where, what to do");
  command->footer(
      "Ends with 0 if all models are right, 1 if one is wrong, 2 if one cannot be read.\n"
      "Example: kelvin check kelvin.model.json");
  command->add_option("models", options->models, "Model files")->required()->type_name("MODEL");
  command->add_flag("--json", options->json, "A line of JSON per model, for programs");
  command->callback([options, &exit] { exit = check(*options); });
}

}  // namespace kelvin::native
