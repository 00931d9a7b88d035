// The commands: each adds itself to the program and says how it ended.
#pragma once

#include <CLI/CLI.hpp>

#include "support/exit.h"

namespace kelvin::native {

void add_check(CLI::App& app, Exit& exit);
void add_new(CLI::App& app, Exit& exit);
void add_coverage(CLI::App& app, Exit& exit);
void add_fit(CLI::App& app, Exit& exit);
void add_score(CLI::App& app, Exit& exit);
void add_replay(CLI::App& app, Exit& exit);
void add_verify(CLI::App& app, Exit& exit);
void add_explain(CLI::App& app, Exit& exit);
void add_accounts(CLI::App& app, Exit& exit);
void add_calibrate(CLI::App& app, Exit& exit);
void add_drift(CLI::App& app, Exit& exit);
void add_diff(CLI::App& app, Exit& exit);
void add_forget(CLI::App& app, Exit& exit);
void add_import(CLI::App& app, Exit& exit);
void add_partition(CLI::App& app, Exit& exit);
void add_merge(CLI::App& app, Exit& exit);
void add_states(CLI::App& app, Exit& exit);
void add_serve(CLI::App& app, Exit& exit);
/// Hidden: for comparing builds of the core.
void add_trace(CLI::App& app, Exit& exit);

}  // namespace kelvin::native
