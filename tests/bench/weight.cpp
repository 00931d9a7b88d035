// What replaying a log takes of the system's allocator: how often it is called, and what is still
// taken when the last event has been applied.
//
//   kelvin_weight MODEL LOG     {"events":..,"visitors":..,"calls":..,"bytes":..,"compiler":".."}
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "allocator.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "log/bad_lines.h"
#include "replay/replay.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ostringstream text;
  text << std::ifstream(argv[1]).rdbuf();
  const auto model = kelvin::compile(text.str());
  if (!model) return 2;
  using namespace kelvin::native;
  LogReader logs({argv[2]});
  BadLines bad;
  const long calls_before = allocator_calls(), bytes_before = allocated_bytes();
  const Replayed replayed = replay(*model, logs, ReplayOptions{}, bad);
  std::printf(
      "{\"events\":%llu,\"visitors\":%zu,\"calls\":%ld,\"bytes\":%ld,\"compiler\":\"%s\"}\n",
      static_cast<unsigned long long>(replayed.events), replayed.shards[0].size(),
      allocator_calls() - calls_before, allocated_bytes() - bytes_before,
#ifdef __clang__
      __VERSION__
#else
      "GCC " __VERSION__
#endif
  );
}
