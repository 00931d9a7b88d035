// What several commands take: a model, logs, a time.
#pragma once

#include <optional>
#include <string>
#include <vector>
#include "support/command_line.h"

#include "kelvin/model.h"
#include "kelvin/time.h"
#include "replay/replay.h"
#include "support/exit.h"

namespace kelvin::native {

/// Options as given; `read` turns them into what replay takes.
struct LogOptions {
  std::string model;
  std::vector<std::string> logs;
  std::string at;    ///< "" where not given
  std::string tick;  ///< "" where not given
  bool stitch = false;
  bool sort = false;
  std::size_t sort_bytes = kRunBytes;
  unsigned threads = 0;  ///< 0: as many as the machine has

  /// Throws Unusable, with what to write instead, if a time or duration cannot be read. `at_name`
  /// is what the command calls --at.
  [[nodiscard]] ReplayOptions read(const char* at_name = "--at") const;
  /// Whether the command stands between two programs: then it says nothing but what goes wrong.
  [[nodiscard]] bool is_filter() const;
};

/// --model, --stitch, --sort, --threads: what every replay takes.
void add_replay_options(Command command, LogOptions& options);
/// The same and LOG...
void add_log_options(Command command, LogOptions& options);
void add_at(Command command, LogOptions& options, const std::string& help);
void add_tick(Command command, LogOptions& options);
/// What commands that print a line per visitor or account share: --at and --out.
void add_listing(Command command, LogOptions& options, std::string& out);

/// Throws Unusable with every error if the file cannot be read or the model is wrong.
Model load_model(const std::string& path);

/// A file's bytes, at most `limit` of them and one more. Throws Unusable.
std::string read_file(const std::string& path, std::size_t limit);

/// How a command that replayed ends.
Exit exit_after(const BadLines& bad);

}  // namespace kelvin::native
