// kelvin states: a file of states as JSON for people and tools, and back.
#include <memory>

#include "commands/commands.h"
#include "commands/options.h"
#include "kelvin/json.h"
#include "kelvin/state_block.h"
#include "log/bad_lines.h"
#include "merge/text_lines.h"
#include "states/former_states.h"
#include "states/state_writer.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct StatesOptions {
  std::string model, file, visitor, made, newest, tick;
  bool info = false;
};

Exit print_info(const StateFile& file) {
  const StateHead& head = file.head();
  Output out;
  out.line(head_json(head));
  out.finish();
  return Exit::kDone;
}

Exit print(const Model& model, const StatesOptions& options) {
  const FormerStates former(options.file, model);
  State state = new_state(model);
  List<char> room;
  Output out;
  const auto print_one = [&](std::string_view block) {
    if (unpack(model, former.renewed(block, room), state)) out.line(save(model, state));
    former.require_sound();
  };
  if (options.visitor.empty()) {
    each_block(former.file(), [&](std::string_view, std::string_view block) { print_one(block); });
  } else if (const auto block = former.file().find(options.visitor); !block.empty()) {
    print_one(block);
  } else {
    throw Unusable(options.file + ": no visitor " + options.visitor);
  }
  out.finish();
  tell_dropped(former);
  return Exit::kDone;
}

/// Lines of the exchange form, each greater than the last by the bytes of its visitor's id.
Exit make(const Model& model, const StatesOptions& options) {
  TextLines lines(options.file);
  StateWriter writer(options.made);
  StateHead head;
  head.model = block_model(model);
  LogOptions given;
  given.at = options.newest;
  given.tick = options.tick;
  const ReplayOptions read = given.read();
  head.newest = read.until;
  head.tick = read.tick;
  List<char> room;
  std::string last;
  for (bool first = true; lines.next(); first = false) {
    const auto restored = restore(model, lines.line());
    if (!restored) lines.fail(printable(one_line(restored.errors())));
    const State& state = restored->state;
    if (!first && std::string_view(state.visitor) <= last) {
      lines.fail("visitors must stand in the order of their ids' bytes, each once: sort the lines");
    }
    last = state.visitor;
    if (state.last && (!head.newest || *head.newest < *state.last)) {
      if (!options.newest.empty()) lines.fail("this visitor's last event is later than --newest");
      head.newest = state.last;
    }
    writer.add(pack(model, state, room));
  }
  writer.finish(head, "");
  return Exit::kDone;
}

Exit run(const StatesOptions& options) {
  if (options.info) return print_info(StateFile(options.file));
  if (options.model.empty()) throw Unusable("--model is needed for all but --info");
  const Model model = load_model(options.model);
  return options.made.empty() ? print(model, options) : make(model, options);
}

}  // namespace

void add_states(Command app, Exit& exit) {
  auto options = std::make_shared<StatesOptions>();
  const Command command =
      app.add_subcommand("states", "Print a file of states as JSON, or make one of it");
  command.footer(
      "A line per visitor, in the form that `kelvin.export` of a page's state has, too. --make "
      "reads\n"
      "such lines and writes a file: what --state-in goes on from. A changed model keeps what "
      "fits,\n"
      "and says on stderr what it dropped.\n"
      "Example: kelvin states --model kelvin.model.json yesterday.states | gzip > "
      "states.ndjson.gz");
  command.add_option("--model", options->model, "The model: a JSON file").type_name("FILE");
  command.add_option("--visitor", options->visitor, "This visitor alone").type_name("ID");
  command.add_flag("--info", options->info, "Of which model, up to when, how many visitors");
  command.add_option("--make", options->made, "Write a file of states, from lines of JSON")
      .type_name("FILE");
  command
      .add_option("--newest", options->newest,
                  "With --make: the time up to which events were taken in (default: the newest)")
      .type_name("TIME");
  command.add_option("--tick", options->tick, "With --make: the --tick of the runs to come")
      .type_name("DURATION");
  command.add_option("file", options->file, "A file of states; with --make, lines of JSON or -")
      .required()
      .type_name("FILE");
  command.callback([options, &exit] { exit = run(*options); });
}

}  // namespace kelvin::native
