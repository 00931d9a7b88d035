// The commands: each adds itself to the program and says how it ended.
#pragma once

#include "support/command_line.h"

#include "support/exit.h"

namespace kelvin::native {

void add_check(Command app, Exit& exit);
void add_new(Command app, Exit& exit);
void add_coverage(Command app, Exit& exit);
void add_fit(Command app, Exit& exit);
void add_score(Command app, Exit& exit);
void add_replay(Command app, Exit& exit);
void add_verify(Command app, Exit& exit);
void add_explain(Command app, Exit& exit);
void add_accounts(Command app, Exit& exit);
void add_calibrate(Command app, Exit& exit);
void add_drift(Command app, Exit& exit);
void add_diff(Command app, Exit& exit);
void add_forget(Command app, Exit& exit);
void add_import(Command app, Exit& exit);
void add_partition(Command app, Exit& exit);
void add_merge(Command app, Exit& exit);
void add_states(Command app, Exit& exit);
void add_serve(Command app, Exit& exit);
void add_completion(Command app, Exit& exit);
/// Hidden: the man page, which packages install.
void add_man(Command app, Exit& exit, const std::string& version);
/// Hidden: for comparing builds of the core.
void add_trace(Command app, Exit& exit);

}  // namespace kelvin::native
