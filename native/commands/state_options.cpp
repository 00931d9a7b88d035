#include "commands/state_options.h"

#include "states/state_head.h"

namespace kelvin::native {
namespace {

void require_alike(const FormerStates& former, const ReplayOptions& how) {
  const std::string& path = former.file().path();
  const StateHead& head = former.file().head();
  if (head.tick != how.tick) {
    throw Unusable(path + ": it was made with " + told(head.tick) + ", this is with " +
                   told(how.tick) + ": give what it was made with");
  }
  if (head.stitched != how.stitch) {
    throw Unusable(path + (head.stitched ? ": it was made with --stitch: give it too"
                                         : ": it was made without --stitch: leave it out"));
  }
  if (how.until && head.newest && *how.until < *head.newest) {
    throw Unusable(path + ": its newest event is of " + told(head.newest) +
                   ", and nothing can be looked at before that: give a later --at");
  }
}

}  // namespace

std::unique_ptr<FormerStates> StateOptions::open(const Model& model, const LogOptions& logs,
                                                 ReplayOptions& how) const {
  how.states_out = out;
  if (in.empty()) {
    if (logs.logs.empty()) throw Unusable("name a log, or states with --state-in");
    return nullptr;
  }
  auto former = std::make_unique<FormerStates>(in, model);
  require_alike(*former, how);
  how.former = former.get();
  return former;
}

void add_state_options(Command command, StateOptions& options) {
  command
      .add_option("--state-in", options.in,
                  "Go on from the states of a former run: the logs then hold what came since")
      .type_name("FILE");
  command
      .add_option(
          "--state-out", options.out,
          "Write the states behind the last event, for the next run; the file of before may "
          "be named again")
      .type_name("FILE");
  command.no_longer_required("logs");
}

}  // namespace kelvin::native
