// Any bytes as a file to import, of every kind: refused in a sentence, or messages that are all
// events, each with an id.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "fuzz/visitor.h"
#include "import/access_log.h"
#include "import/csv.h"
#include "import/ga4.h"
#include "kelvin/json.h"
#include "kelvin/kelvin.h"

namespace {

using namespace kelvin;
using namespace kelvin::native;

constexpr std::string_view kModel =
    R"({"kelvin":1,"id":"m","version":"1","scores":[{"id":"s","rules":[{"id":"r","on":"page","points":1}]}]})";

/// A file without a name, to be written anew for each input.
class Scratch {
 public:
  void fill(const std::uint8_t* data, std::size_t size) {
    require(ftruncate(descriptor_, 0) == 0);
    require(pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size));
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_ = memfd_create("import", 0);
};

/// What standard output is given meanwhile. What is said of bad lines is heard by nobody.
std::string output_of(const std::function<void()>& work) {
  static std::FILE* const nowhere = std::fopen("/dev/null", "w");
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = stdout;
  std::FILE* const err = stderr;
  stdout = open_memstream(&text, &size);
  stderr = nowhere;
  work();
  std::fclose(stdout);
  stdout = out;
  stderr = err;
  std::string heard(text, size);
  std::free(text);
  return heard;
}

using Import = std::function<void(LineSource& lines, MessageSink& sink)>;

void check(const std::string& path, const Import& import) {
  static const auto model = compile(kModel);
  const std::string messages = output_of([&] {
    BadLines bad;
    MessageSink sink;
    try {
      LineSource lines({path}, bad);
      import(lines, sink);
    } catch (const Unusable& refused) {
      require(!std::string_view(refused.what()).empty());
    }
    sink.finish();
  });
  std::string_view rest = messages;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    require(end != rest.npos);
    const auto event = read_event(*model, rest.substr(0, end));
    require(event.ok() && !event->message_id.empty());
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Scratch file;
  file.fill(data, size);
  check(file.path(), [](LineSource& lines, MessageSink& sink) { import_ga4(lines, sink); });
  check(file.path(), [](LineSource& lines, MessageSink& sink) {
    import_access_log({"", "www.shop.example"}, lines, sink);
  });
  check(file.path(), [](LineSource& lines, MessageSink& sink) {
    CsvOptions columns;
    columns.visitor = "who";
    columns.time = "when";
    columns.event = "what";
    import_csv(columns, lines, sink);
  });
  return 0;
}
