// Any bytes as a file of states: refused in a sentence, or read. Bytes alone hardly ever meet its
// checksums, so each input is read once more with those put right: then all that lies behind them
// must hold, for files that were made by hand.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "kelvin/json.h"
#include "kelvin/kelvin.h"
#include "replay/stitch.h"
#include "states/former_states.h"
#include "states/layout.h"
#include "support/exit.h"

namespace {

using namespace kelvin;
using namespace kelvin::native;

void require(bool truth) {
  if (!truth) std::abort();
}

Model model_of(const std::string& text) {
  const auto model = compile(text);
  require(model.ok());
  return *model;
}

std::string model_text() {
  std::ostringstream out;
  out << std::ifstream(KELVIN_FUZZ_MODEL).rdbuf();
  return out.str();
}

/// Later: a rule and the segment are gone.
std::string changed(std::string text) {
  for (const char* name : {"\"often\"", "\"warm\""}) {
    for (std::size_t at; (at = text.find(name)) != std::string::npos;) text.replace(at + 1, 1, "x");
  }
  return text;
}

/// A file that is nowhere but in memory.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : file_(::memfd_create("states", MFD_CLOEXEC)) {
    require(::write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { ::close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

void put(std::string& bytes, std::size_t at, std::uint64_t number) {
  std::string text;
  put_number(text, number);
  bytes.replace(at, text.size(), text);
}

/// All checksums as they would be, had somebody written just these bytes.
std::string with_checksums(std::string bytes) {
  if (bytes.size() < kTailBytes) return bytes;
  const std::size_t tail = bytes.size() - kTailBytes;
  const auto from = number_at<std::uint64_t>(bytes, tail + kIndexAt);
  const auto size = number_at<std::uint64_t>(bytes, tail + kIndexAt + 8);
  if (from <= tail && size <= tail - from) {
    for (std::size_t at = from; at < from + size && from + size - at >= kEntryBytes;) {
      const auto part = number_at<std::uint64_t>(bytes, at);
      const auto part_size = number_at<std::uint64_t>(bytes, at + 8);
      if (part <= bytes.size() && part_size <= bytes.size() - part) {
        put(bytes, at + 16, checksum_of(std::string_view(bytes).substr(part, part_size)));
      }
      at += kEntryBytes + number_at<std::uint32_t>(bytes, at + 28);
    }
    put(bytes, tail + kSumAt, checksum_of(std::string_view(bytes).substr(from, tail - from)));
  }
  put(bytes, tail + kTailSumAt, checksum_of(std::string_view(bytes).substr(tail, kTailSumAt)));
  return bytes;
}

/// Whatever was read is a state, or is said to be none.
void use(const FormerStates& former, const Model& model) {
  State state = new_state(model);
  List<char> room;
  each_block(former.file(), [&](std::string_view visitor, std::string_view block) {
    if (unpack(model, former.renewed(block, room), state)) view(model, state, Instant{1});
    static_cast<void>(former.find(visitor, room));
  });
  static_cast<void>(former.find("desk", room));
  static_cast<void>(former.dropped());
  Stitcher(model).read(former.file().people());
  try {
    former.require_sound();
  } catch (const Unusable&) {
  }
}

void read(std::string_view bytes, const Model& model) {
  const MemoryFile file(bytes);
  try {
    use(FormerStates(file.path(), model), model);
  } catch (const Unusable& refused) {
    require(std::string_view(refused.what()).size() > file.path().size() + 2);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Model model = model_of(model_text()), later = model_of(changed(model_text()));
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read(bytes, model);
  const std::string repaired = with_checksums(std::string(bytes));
  read(repaired, model);
  read(repaired, later);
  return 0;
}
