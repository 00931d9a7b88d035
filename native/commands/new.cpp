// kelvin new: a model of the library, to start from.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "commands/commands.h"
#include "kelvin/json.h"
#include "kelvin/value.h"
#include "library/model_library.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct NewOptions {
  std::string from;
  std::optional<std::string> file;
  bool list = false;
};

/// The first sentence of the model's note.
std::string described(const LibraryModel& model) {
  const auto document = parse_json(model.text);
  const Value* note = document ? document->find("note") : nullptr;
  const std::string text = note != nullptr && note->as_text() ? *note->as_text() : "";
  return text.substr(0, text.find(". "));
}

std::string listed() {
  std::size_t widest = 0;
  for (const LibraryModel& model : kModelLibrary) widest = std::max(widest, model.name.size());
  std::string out;
  for (const LibraryModel& model : kModelLibrary) {
    out += std::string(model.name) + std::string(widest + 2 - model.name.size(), ' ') +
           described(model) + "\n";
  }
  return out;
}

const LibraryModel& find_model(const std::string& name) {
  for (const LibraryModel& model : kModelLibrary) {
    if (model.name == name) return model;
  }
  std::string names;
  for (const LibraryModel& model : kModelLibrary) {
    names += (names.empty() ? "" : ", ") + std::string(model.name);
  }
  throw Unusable("--from " + name + ": there is no such model; use one of " + names);
}

/// Writes a file that was not there before.
void write_new(const std::string& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (file == nullptr) {
    throw Unusable(path + ": " +
                   (errno == EEXIST ? "this file is there already: name another, or move it away"
                                    : std::strerror(errno)));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) throw Unusable(path + ": it could not be written");
}

Exit create(const NewOptions& options) {
  Output out;
  if (options.list || (options.from.empty() && !options.file)) {
    out.write(listed());
  } else if (options.from.empty()) {
    throw Unusable("say which model to write: --from NAME; `kelvin new` lists them");
  } else {
    const LibraryModel& model = find_model(options.from);
    const std::string file = options.file.value_or("kelvin.model.json");
    if (file == "-") {
      out.write(model.text);
    } else {
      write_new(file, model.text);
      out.line(file + ": written. Try: kelvin check --test " + file);
    }
  }
  out.finish();
  return Exit::kDone;
}

}  // namespace

void add_new(Command app, Exit& exit) {
  auto options = std::make_shared<NewOptions>();
  const Command command =
      app.add_subcommand("new", "Write a model from the library to start from, or list them");
  command.footer(
      "Without --from it lists the library. A file that is there is not overwritten.\n"
      "Example: kelvin new --from b2b-shop kelvin.model.json");
  command.add_option("--from", options->from, "A model of the library").type_name("NAME");
  command.add_flag("--list", options->list, "List the library");
  command
      .add_option("file", options->file,
                  "Where to write it (default: kelvin.model.json); - is standard output")
      .type_name("FILE");
  command.callback([options, &exit] { exit = create(*options); });
}

}  // namespace kelvin::native
