// kelvin forget: logs without one person.
#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "commands/commands.h"
#include "commands/options.h"
#include "forget/forget_states.h"
#include "forget/person.h"
#include "log/byte_source.h"
#include "support/layout.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct ForgetOptions {
  std::string visitor, folder;
  std::vector<std::string> logs, states;
};

/// Calls with each line and its newline, however long. Gives why the file ends too early, if so.
std::optional<std::string> each_line(const std::string& path,
                                     const std::function<void(std::string_view)>& call) {
  constexpr std::size_t kPiece = 1 << 18;
  const auto source = open_source(path);
  std::string held, piece(kPiece, '\0');
  while (const std::size_t got = source->read(piece.data(), piece.size())) {
    std::string_view rest(piece.data(), got);
    for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
      held.append(rest.substr(0, end + 1));
      call(held);
      held.clear();
      rest.remove_prefix(end + 1);
    }
    held.append(rest);
  }
  if (!held.empty()) call(held);
  return source->damage();
}

bool is_compressed(const std::string& path) {
  const auto source = open_source(path);
  char byte = 0;
  static_cast<void>(source->read(&byte, 1));
  return source->compressed();
}

/// Where the lines that stay go.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(std::string_view bytes) = 0;
  virtual void finish() = 0;
};

class Printed final : public Sink {
 public:
  void write(std::string_view bytes) override { out_.write(bytes); }
  void finish() override { out_.finish(); }

 private:
  Output out_;
};

/// A file, compressed if the log was.
class Written final : public Sink {
 public:
  Written(std::string path, bool compressed)
      : path_(std::move(path)), file_(gzopen(path_.c_str(), compressed ? "wb" : "wbT")) {
    if (file_ == nullptr) fail();
  }
  ~Written() override {
    if (file_ != nullptr) gzclose(file_);
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  void write(std::string_view bytes) override {
    const auto size = static_cast<unsigned>(bytes.size());
    if (size > 0 && gzwrite(file_, bytes.data(), size) != static_cast<int>(size)) fail();
  }
  void finish() override {
    if (gzclose(std::exchange(file_, nullptr)) != Z_OK) fail();
  }

 private:
  [[noreturn]] void fail() const { throw Unusable(path_ + ": cannot be written"); }

  std::string path_;
  gzFile file_;
};

std::string place_in(const std::string& folder, const std::string& log) {
  return (std::filesystem::path(folder) / std::filesystem::path(log).filename()).string();
}

/// Nothing that is there is written over.
void check_places(const ForgetOptions& options) {
  if (options.logs.empty() && options.states.empty()) {
    throw Unusable("name a log, or a file of states with --state");
  }
  std::set<std::string> places;
  for (const std::string& log : options.logs) {
    if (!can_be_read_again(log)) {
      throw Unusable("forget reads its logs twice: give files, not standard input or a pipe");
    }
  }
  std::vector<std::string> files = options.logs;
  files.insert(files.end(), options.states.begin(), options.states.end());
  for (const std::string& file : files) {
    if (options.folder.empty()) continue;
    const std::string place = place_in(options.folder, file);
    if (!places.insert(place).second) throw Unusable(place + ": two files have this name");
    if (std::filesystem::exists(place)) throw Unusable(place + ": is there already");
  }
  if (options.folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) throw Unusable(options.folder + ": " + error.message());
}

Person find_person(const ForgetOptions& options) {
  Person person(options.visitor);
  IdReader reader;
  for (const std::string& log : options.logs) {
    each_line(log, [&](std::string_view line) {
      if (const auto ids = reader.read(line)) person.hear(*ids);
    });
  }
  person.follow_aliases();
  return person;
}

void forget_in_states(const ForgetOptions& options, const Person& person) {
  for (const std::string& path : options.states) {
    const std::string out = options.folder.empty() ? path : place_in(options.folder, path);
    std::fprintf(stderr, "%s: %s visitors removed\n", path.c_str(),
                 grouped(forget_states(path, out, person)).c_str());
  }
}

Exit forget(const ForgetOptions& options) {
  static_cast<void>(total_size(options.logs));
  check_places(options);
  Person person = find_person(options);
  forget_in_states(options, person);
  if (options.logs.empty()) return Exit::kDone;
  IdReader reader;
  BadLines bad;
  std::uint64_t removed = 0, left = 0;
  Printed printed;
  for (const std::string& log : options.logs) {
    std::unique_ptr<Written> written;
    if (!options.folder.empty()) {
      written = std::make_unique<Written>(place_in(options.folder, log), is_compressed(log));
    }
    Sink& sink = written ? static_cast<Sink&>(*written) : printed;
    std::uint64_t number = 0;
    const auto damage = each_line(log, [&](std::string_view line) {
      ++number;
      const auto ids = reader.read(line);
      if (ids && person.owns(*ids)) {
        ++removed;
        return;
      }
      if (!ids && person.is_named_in(line)) {
        bad.add(log, number, "this is no message, but has the id in it: it was left as it is");
      }
      ++left;
      sink.write(line);
    });
    if (damage) bad.add(log, number + 1, *damage);
    if (written) written->finish();
  }
  if (options.folder.empty()) printed.finish();
  bad.finish();
  std::fprintf(stderr, "%s lines removed, %s left\n", grouped(removed).c_str(),
               grouped(left).c_str());
  return exit_after(bad);
}

}  // namespace

void add_forget(Command app, Exit& exit) {
  auto options = std::make_shared<ForgetOptions>();
  const Command command = app.add_subcommand("forget", "Give logs without one person");
  command.footer(
      "By an anonymousId all its lines go. By a userId also the lines without one that are of the\n"
      "same person: on a device those after it until another userId comes, and those before the\n"
      "first. All other bytes stay. Aliases are followed.\n"
      "Example: kelvin forget --visitor ann@x.test --out clean march.ndjson.gz");
  command.add_option("--visitor", options->visitor, "Whom: an anonymousId or a userId")
      .required()
      .type_name("ID");
  command
      .add_option("--out", options->folder,
                  "Write each log under its own name into this folder (default: print all)")
      .type_name("FOLDER");
  command
      .add_option("--state", options->states,
                  "Also a file of states: written anew without the person, under its name or into "
                  "--out; the logs tell of aliases")
      .type_name("FILE");
  command.add_option("logs", options->logs, "Event logs: NDJSON, plain or gzip").type_name("LOG");
  command.callback([options, &exit] { exit = forget(*options); });
}

}  // namespace kelvin::native
